using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Forest;

/// <summary>What a forest plot shows.</summary>
/// <param name="Finding">The finding in words, without what is withheld.</param>
/// <param name="Subtitle">What was compared, and how.</param>
/// <param name="Axis">What the axis shows, with its unit.</param>
/// <param name="Groups">Rows under headings.</param>
/// <param name="Confidence">Confidence level of the intervals, such as 0.95.</param>
/// <param name="ClusterHeading">What the clusters' column counts, such as "groepen".</param>
/// <param name="Source">Data source, run id and program version; a line break begins a new line.</param>
/// <param name="Language">Of words that the chart itself adds, and of numbers.</param>
internal sealed record ForestPlotContent(
    Func<WithheldCells, string> Finding,
    string Subtitle,
    string Axis,
    IReadOnlyList<ForestGroup> Groups,
    double Confidence,
    string ClusterHeading,
    string Source,
    Language Language) : IDisclosable<ForestPlotContent>
{
    /// <summary>Value of no difference, or another to compare with: a line marks it.</summary>
    public double NoDifference { get; init; }

    /// <summary>What the dots are, such as "alfa"; null for estimates.</summary>
    public string? EstimateWord { get; init; }

    /// <summary>The finding in words.</summary>
    public string Title { get; private init; } = Finding(new WithheldCells([]));

    /// <inheritdoc/>
    public string Chart { get; init; } = "forest";

    /// <inheritdoc/>
    public string? Run { get; init; }

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <summary>Groups that aren't drawn and follow from those that are, together with what else is known.</summary>
    public CountedTable Beside { get; init; } = CountedTable.Of([]);

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables => [.. ForestCells.Of(Groups.SelectMany(group => group.Rows)), Beside];

    /// <inheritdoc/>
    public ForestPlotContent Withhold(WithheldCells withheld) => this with
    {
        Title = Finding(withheld),
        Groups = [.. Groups.Select(group => group with { Rows = [.. group.Rows.Select(row => withheld.Contains(row.Cell.Key) ? row.Withheld(Language) : row)] })],
    };

    /// <inheritdoc/>
    public ForestPlotContent WithSchools(SchoolNames names) => this with
    {
        Groups = [.. Groups.Select(group => group with { Rows = [.. group.Rows.Select(row => row.ReasonBySchools is { } reason ? row with { Reason = reason(names) } : row)] })],
    };

    /// <inheritdoc/>
    static IChart IDisclosable<ForestPlotContent>.Draw(Released<ForestPlotContent> released) => new ForestPlot(released);
}

/// <summary>Rows that belong together.</summary>
/// <param name="Heading">Their heading; empty for none.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ForestGroup(string Heading, IReadOnlyList<ForestRow> Rows);

/// <summary>An estimate with its interval.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Estimate">In the axis's unit; NaN when there is none.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
/// <param name="Cell">The persons that it is estimated from.</param>
/// <param name="Clusters">Number of clusters.</param>
/// <param name="Reason">Why there is no estimate or no interval; drawn in its place.</param>
internal sealed record ForestRow(string Label, double Estimate, double Lower, double Upper, CountedCell Cell, int? Clusters, string? Reason = null)
{
    /// <summary>The reason, where it names schools.</summary>
    public Func<SchoolNames, string?>? ReasonBySchools { get; init; }

    /// <summary>Whether its numbers are withheld, also those of persons and clusters.</summary>
    public bool IsWithheld { get; private init; }

    /// <summary>Number of persons.</summary>
    public int Persons => Cell.Persons;

    /// <summary>Whether estimate and both ends are finite numbers.</summary>
    public bool IsComplete => double.IsFinite(Estimate) && double.IsFinite(Lower) && double.IsFinite(Upper);

    /// <summary>The row without its numbers.</summary>
    public ForestRow Withheld(Language language) => this with
    {
        Estimate = double.NaN,
        Lower = double.NaN,
        Upper = double.NaN,
        Cell = Cell with { Persons = 0, Schools = 0, SmallestPart = null },
        Clusters = null,
        Reason = WithheldWords.Short(language),
        ReasonBySchools = null,
        IsWithheld = true,
    };
}
