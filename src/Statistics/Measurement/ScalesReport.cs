using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Measurement;

/// <summary>Scores and reliability of several scales in one data set.</summary>
/// <param name="Keys">The scales.</param>
/// <param name="Scores">One column per scale, in the order of the keys; NaN is missing.</param>
/// <param name="Scales">Per scale all rows, then each group.</param>
/// <param name="Correlations">Between the scores; null for one scale.</param>
/// <param name="By">The groups' column; null for none.</param>
/// <param name="Differences">Per scale, when there are two groups.</param>
/// <param name="GroupAgreement">Per scale how alike members of a group are; empty unless asked for.</param>
/// <param name="DyadAgreement">Per scale and pair of roles how alike the two of a dyad are; empty unless asked for.</param>
/// <param name="Confidence">Confidence level of intervals.</param>
/// <param name="DataWarnings">What a reader must know of the rows.</param>
public sealed record ScalesReport(
    IReadOnlyList<ScaleKey> Keys, IReadOnlyList<NumericColumn> Scores, IReadOnlyList<ScaleReliability> Scales, ScaleCorrelations? Correlations, string? By,
    IReadOnlyList<GroupDifference> Differences, IReadOnlyList<GroupAgreement> GroupAgreement, IReadOnlyList<DyadAgreement> DyadAgreement, double Confidence, IReadOnlyList<string> DataWarnings)
{
    /// <summary>All warnings, in the order of the report.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. DataWarnings, .. Scales.SelectMany(scale => scale.Warnings), .. GroupAgreement.SelectMany(own => own.Warnings), .. DyadAgreement.SelectMany(own => own.Warnings)];

    /// <summary>Scores and analyses scales.</summary>
    /// <param name="keys">The scales, each name once.</param>
    /// <param name="data">Holds all columns that are named.</param>
    /// <param name="options">What else to report.</param>
    /// <exception cref="StatisticsException">A name twice, no such column, a text where a number is expected, a value outside its range, or a dyad that is none.</exception>
    public static ScalesReport Of(IReadOnlyList<ScaleKey> keys, ColumnSet data, ScalesOptions options)
    {
        if (keys.GroupBy(key => key.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new StatisticsException($"Two scales are named {twice.Key}; each has a name of its own.");
        var groups = options.By is null ? null : RowGroups.Of(data[options.By]);
        var teams = options.Agreement is null ? null : RowGroups.Of(data[options.Agreement]);
        var dyads = options.Dyads is null ? null : DyadRows.Of(data[options.Dyads], data[options.Role ?? throw new StatisticsException("Dyads need the column that tells who of a dyad a row is.")]);
        var scores = keys.Select(key => ScaleScores.Of(key, data)).ToList();
        var scales = keys.SelectMany(key => (IEnumerable<ScaleReliability>)
            [Reliability.Of(key, data, options.Confidence), .. options.By is null ? [] : Reliability.ByGroup(key, data, options.By, options.Confidence)]).ToList();
        return new ScalesReport(
            keys, scores, scales, scores.Count > 1 ? ScaleCorrelations.Of(scores) : null, options.By,
            groups is { Groups.Count: 2 } ? scores.Select(score => Difference(score, groups, options.Confidence)).ToList() : [],
            teams is null ? [] : keys.Select((key, index) => Measurement.GroupAgreement.Of(key, data, scores[index], teams, options.Confidence)).ToList(),
            dyads is null ? [] : scores.SelectMany(score => dyads.Agreement(score, options.Confidence)).ToList(),
            options.Confidence, [.. Outside(groups).Concat(Outside(teams)).Distinct(), .. dyads?.Warnings ?? []]);
    }

    /// <summary>The report as text.</summary>
    public override string ToString()
    {
        List<string> parts = [.. Scales.Select(scale => scale.ToString())];
        if (Correlations is not null)
            parts.Add(Correlations.ToString());
        if (Differences.Count > 0)
            parts.Add(string.Join(Environment.NewLine, [$"difference by {By}", .. Differences.Select(own => own.ToString())]));
        parts.AddRange(GroupAgreement.Select(own => own.ToString()));
        parts.AddRange(DyadAgreement.Select(own => own.ToString()));
        if (Warnings.Count > 0)
            parts.Add(string.Join(Environment.NewLine, Warnings.Select(warning => "! " + warning)));
        return string.Join(Environment.NewLine + Environment.NewLine, parts);
    }

    private static GroupDifference Difference(NumericColumn score, RowGroups groups, double confidence)
    {
        var ((first, firstRows), (second, secondRows)) = (groups.Groups[0], groups.Groups[1]);
        return Measurement.GroupDifference.Of(score.Name, first, Known(firstRows), second, Known(secondRows), confidence);

        double[] Known(int[] rows) => rows.Select(row => score.Values[row]).Where(value => !double.IsNaN(value)).ToArray();
    }

    private static IEnumerable<string> Outside(RowGroups? groups) => groups is not { Missing: > 0 }
        ? []
        : [string.Create(CultureInfo.InvariantCulture, $"{ReliabilityText.Count(groups.Missing, "row")} without {groups.Column} {(groups.Missing == 1 ? "is" : "are")} in no group")];
}

/// <summary>What a report on scales holds beside reliability.</summary>
public sealed record ScalesOptions
{
    /// <summary>Column whose values are groups to report apart; null for none.</summary>
    public string? By { get; init; }

    /// <summary>Column whose values are groups, such as teams, within which members should agree; null for none.</summary>
    public string? Agreement { get; init; }

    /// <summary>Column whose values are dyads, such as a family; null for none.</summary>
    public string? Dyads { get; init; }

    /// <summary>Column that tells who of a dyad a row is, such as parent or student; needed with <see cref="Dyads"/>.</summary>
    public string? Role { get; init; }

    /// <summary>Confidence level of intervals.</summary>
    public double Confidence { get; init; } = 0.95;
}
