using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Report;

/// <summary>Which report is asked for.</summary>
/// <param name="Language">Its language.</param>
/// <param name="Audience">For whom.</param>
public sealed record ReportOptions(Language Language, Audience Audience)
{
    /// <summary>The school's code, for the audience school; null for the others.</summary>
    public string? School { get; init; }

    /// <summary>A run's id, or enough of its beginning; null for the newest run of each plan of effects.</summary>
    public string? Run { get; init; }
}

/// <summary>A report that was written.</summary>
/// <param name="Page">The page.</param>
/// <param name="Pdf">The page as PDF; null when it couldn't be made.</param>
/// <param name="PdfReason">Why there is no PDF; null when there is one.</param>
/// <param name="Files">Pictures and tables.</param>
/// <param name="Charts">The charts in it.</param>
/// <param name="NotDrawn">Charts that aren't in it, and why.</param>
/// <param name="Withheld">Numbers that were taken out for the audience.</param>
/// <param name="Runs">The runs that it tells of.</param>
public sealed record WrittenReport(
    string Page, string? Pdf, string? PdfReason, IReadOnlyList<string> Files, IReadOnlyList<string> Charts, IReadOnlyList<UndrawnChart> NotDrawn, int Withheld, IReadOnlyList<string> Runs);
