using LobResearch.Analysis.Scores;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Distributions;

namespace LobResearch.Charts.Conditions;

/// <summary>One scale of the preconditions: its rows, and the persons behind them.</summary>
internal sealed class ConditionsOfScale
{
    private readonly SchoolAgreement _scale;
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
        (_scale, _language) = (scale, language);
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

    /// <summary>The first row's mean less the last one's, or 0 where the interval of the difference holds 0 (Welch 1947).</summary>
    public double Difference()
    {
        var (own, others) = (_rows[0], _rows[^1]);
        var (first, second) = (own.Variance / own.Row.Persons, others.Variance / others.Row.Persons);
        var error = Math.Sqrt(first + second);
        if (!double.IsFinite(error) || error <= 0)
            return 0;
        var df = (first + second) * (first + second) / (first * first / (own.Row.Persons - 1) + second * second / (others.Row.Persons - 1));
        var difference = own.Row.Estimate - others.Row.Estimate;
        return Math.Abs(difference) > StudentT.TwoSidedQuantile(0.95, df) * error ? difference : 0;
    }

    private ConditionsRow Of(SchoolMean? mean, string school)
    {
        var cell = new CountedCell(new CellKey(_table, school, ""), mean?.Scored ?? 0, mean is null ? 0 : 1) { School = school };
        if (mean is null)
            return new ConditionsRow(new ForestRow(school, double.NaN, double.NaN, double.NaN, cell, 1, _language == Language.Dutch ? "geen antwoorden" : "no answers"), double.NaN);
        var (lower, upper) = ConditionsForest.Interval(mean.Scored, mean.Mean, mean.Sd);
        var agreement = double.IsFinite(mean.Agreement.Value) ? $" (r_wg {Numbers.Fixed(mean.Agreement.Value, 2, _language)})" : "";
        return new ConditionsRow(new ForestRow(school + agreement, mean.Mean, lower, upper, cell, 1, Reason(lower)), mean.Sd * mean.Sd);
    }

    // Over all members; what schools differ by is part of the spread.
    private ConditionsRow Pooled(IReadOnlyList<SchoolMean> means, string label, string row)
    {
        var persons = means.Sum(mean => mean.Scored);
        var cell = new CountedCell(new CellKey(_table, row, ""), persons, means.Count);
        if (persons == 0)
            return new ConditionsRow(new ForestRow(label, double.NaN, double.NaN, double.NaN, cell, 0, _language == Language.Dutch ? "geen antwoorden" : "no answers"), double.NaN);
        var mean = means.Sum(own => own.Scored * own.Mean) / persons;
        var squares = means.Sum(own => (own.Scored > 1 ? (own.Scored - 1) * own.Sd * own.Sd : 0) + own.Scored * (own.Mean - mean) * (own.Mean - mean));
        var sd = persons > 1 ? Math.Sqrt(squares / (persons - 1)) : double.NaN;
        var (lower, upper) = BetweenSchools(means, persons, mean, sd);
        return new ConditionsRow(new ForestRow(label, mean, lower, upper, cell, means.Count, Reason(lower)), sd * sd);
    }

    // Members of a school are alike: with several schools the interval is one of cluster totals (Kish 1965, eq. 6.3.4 for a ratio mean), t with k − 1.
    private static (double Lower, double Upper) BetweenSchools(IReadOnlyList<SchoolMean> means, int persons, double mean, double sd)
    {
        if (means.Count < 2)
            return ConditionsForest.Interval(persons, mean, sd);
        var squares = means.Sum(own => own.Scored * (own.Mean - mean) * (own.Scored * (own.Mean - mean)));
        var error = Math.Sqrt(means.Count / (means.Count - 1.0) * squares) / persons;
        var half = StudentT.TwoSidedQuantile(0.95, means.Count - 1) * error;
        return (mean - half, mean + half);
    }

    private string? Reason(double lower) => double.IsFinite(lower) ? null : _language == Language.Dutch ? "te weinig antwoorden" : "too few answers";
}

/// <summary>A row of the picture.</summary>
/// <param name="Row">What is drawn.</param>
/// <param name="Variance">Of the members' scores; NaN with fewer than two.</param>
internal sealed record ConditionsRow(ForestRow Row, double Variance);
