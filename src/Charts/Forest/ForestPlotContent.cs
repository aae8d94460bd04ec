using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Forest;

/// <summary>What a forest plot shows.</summary>
/// <param name="Title">The finding in words.</param>
/// <param name="Subtitle">What was compared, and how.</param>
/// <param name="Axis">What the axis shows, with its unit.</param>
/// <param name="Groups">Rows under headings.</param>
/// <param name="Confidence">Confidence level of the intervals, such as 0.95.</param>
/// <param name="ClusterHeading">What the clusters' column counts, such as "groepen".</param>
/// <param name="Source">Data source, run id and program version; a line break begins a new line.</param>
/// <param name="Language">Of words that the chart itself adds, and of numbers.</param>
public sealed record ForestPlotContent(
    string Title,
    string Subtitle,
    string Axis,
    IReadOnlyList<ForestGroup> Groups,
    double Confidence,
    string ClusterHeading,
    string Source,
    Language Language)
{
    /// <summary>Value of no difference.</summary>
    public double NoDifference { get; init; }

    /// <summary>A warning drawn across the top, such as that the data are simulated; null for none.</summary>
    public string? Banner { get; init; }
}

/// <summary>Rows that belong together.</summary>
/// <param name="Heading">Their heading; empty for none.</param>
/// <param name="Rows">The rows.</param>
public sealed record ForestGroup(string Heading, IReadOnlyList<ForestRow> Rows);

/// <summary>An estimate with its interval.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Estimate">In the axis's unit; NaN when there is none.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
/// <param name="Persons">Number of persons.</param>
/// <param name="Clusters">Number of clusters.</param>
/// <param name="Reason">Why there is no estimate or no interval; drawn in its place.</param>
public sealed record ForestRow(string Label, double Estimate, double Lower, double Upper, int Persons, int? Clusters, string? Reason = null)
{
    /// <summary>Whether estimate and both ends are finite numbers.</summary>
    public bool IsComplete => double.IsFinite(Estimate) && double.IsFinite(Lower) && double.IsFinite(Upper);
}
