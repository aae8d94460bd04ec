using LobResearch.Analysis.Scores;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.EffectSizes;

namespace LobResearch.Charts.Conditions;

/// <summary>One scale of the preconditions: its rows, and the persons behind them.</summary>
internal sealed class ConditionsOfScale
{
    /// <summary>Confidence level of every interval.</summary>
    public const double Confidence = 0.95;
    private readonly string _table;
    private readonly Language _language;
    private readonly List<ConditionsRow> _rows = [];

    /// <summary>Takes a scale's means.</summary>
    /// <param name="form">The form's id.</param>
    /// <param name="scale">Means of schools.</param>
    /// <param name="school">The school that stands beside all others; null for none.</param>
    /// <param name="isPooled">Whether other schools are shown together only.</param>
    /// <param name="language">Language of the words.</param>
    public ConditionsOfScale(string form, SchoolAgreement scale, string? school, bool isPooled, Language language)
    {
        _language = language;
        _table = $"{form} {scale.Wave} scored {scale.Scale.Id}";
        Heading = scale.Scale.Title.In(language).Capitalised();
        var known = scale.Schools.Where(mean => mean.Scored > 0).ToList();
        var dutch = language == Language.Dutch;
        if (school is not null)
        {
            _rows.Add(Of(known.FirstOrDefault(mean => mean.School == school), school));
            var others = known.Where(mean => mean.School != school).ToList();
            _rows.Add(Pooled(others, dutch ? "andere scholen samen" : "other schools together", $"without {school}"));
            Beside = [Pooled(known, "", "all").Row.Cell with { IsShown = false }];
            Sums = [new CellSum(Beside[0].Key, [.. _rows.Select(row => row.Row.Cell.Key)])];
            return;
        }

        _rows.Add(Pooled(known, dutch ? "alle scholen samen" : "all schools together", "all"));
        if (isPooled)
            return;
        _rows.AddRange(known.OrderBy(mean => mean.School, StringComparer.Ordinal).Select(mean => Of(mean, mean.School)));
        Sums = [new CellSum(_rows[0].Row.Cell.Key, [.. _rows.Skip(1).Select(row => row.Row.Cell.Key)])];
    }

    /// <summary>The scale's title.</summary>
    public string Heading { get; }

    /// <summary>What the title tells of comes first.</summary>
    public IReadOnlyList<ConditionsRow> Rows => _rows;

    /// <summary>Groups that follow from those that are drawn.</summary>
    public IReadOnlyList<CountedCell> Beside { get; } = [];

    /// <summary>What adds up.</summary>
    public IReadOnlyList<CellSum> Sums { get; } = [];

    /// <summary>The first row's mean less the last one's.</summary>
    public MeanEstimate Difference => _rows[0].Mean.Less(_rows[^1].Mean);

    private ConditionsRow Of(SchoolMean? mean, string school)
    {
        var cell = new CountedCell(new CellKey(_table, school, ""), mean?.Scored ?? 0, mean is null ? 0 : 1) { School = school };
        var agreement = mean is not null && double.IsFinite(mean.Agreement.Value) ? $" (r_wg {Numbers.Fixed(mean.Agreement.Value, 2, _language)})" : "";
        return Row(school + agreement, cell, OfTeam(mean));
    }

    private ConditionsRow Pooled(IReadOnlyList<SchoolMean> means, string label, string row)
    {
        var cell = new CountedCell(new CellKey(_table, row, ""), means.Sum(mean => mean.Scored), means.Count);
        // Members of a school are alike: with several schools the error is one of schools, not of members.
        return Row(label, cell, means.Count == 1 ? OfTeam(means[0]) : MeanEstimate.OfClusters([.. means.Select(mean => (mean.Scored, mean.Mean))]));
    }

    // As if the members were drawn at random from a large team.
    private static MeanEstimate OfTeam(SchoolMean? mean) => mean is null ? MeanEstimate.None : MeanEstimate.Of(mean.Scored, mean.Mean, mean.Sd);

    private ConditionsRow Row(string label, CountedCell cell, MeanEstimate mean)
    {
        var (lower, upper) = mean.Interval(Confidence);
        return new ConditionsRow(new ForestRow(label, mean.Value, lower, upper, cell, cell.Schools, Reason(mean)), mean);
    }

    private string? Reason(MeanEstimate mean) => (double.IsNaN(mean.Value), double.IsFinite(mean.StandardError), _language == Language.Dutch) switch
    {
        (true, _, true) => "geen antwoorden",
        (true, _, false) => "no answers",
        (_, false, true) => "te weinig antwoorden",
        (_, false, false) => "too few answers",
        _ => null,
    };
}

/// <summary>A row of the picture.</summary>
/// <param name="Row">What is drawn.</param>
/// <param name="Mean">The mean with its error.</param>
internal sealed record ConditionsRow(ForestRow Row, MeanEstimate Mean);
