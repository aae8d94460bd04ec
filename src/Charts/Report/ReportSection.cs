using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Report;

/// <summary>A section of the report.</summary>
/// <param name="Id">Its place in the page, and the key of its heading.</param>
internal sealed record ReportSection(string Id)
{
    /// <summary>A list at its top.</summary>
    public IReadOnlyList<string> Bullets { get; init; } = [];

    /// <summary>Prose of a template, as HTML.</summary>
    public string Html { get; init; } = "";

    /// <summary>What follows.</summary>
    public IReadOnlyList<ReportPart> Parts { get; init; } = [];

    /// <summary>Whether it begins a page in print.</summary>
    public bool BeginsPage { get; init; }
}

/// <summary>A part of a section.</summary>
/// <param name="Heading">Its heading; null for none.</param>
internal sealed record ReportPart(string? Heading)
{
    /// <summary>Its paragraphs.</summary>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];

    /// <summary>Its tables.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Its pictures, each with the name of its files.</summary>
    public IReadOnlyList<(string Name, ReleasedChart Chart)> Charts { get; init; } = [];
}
