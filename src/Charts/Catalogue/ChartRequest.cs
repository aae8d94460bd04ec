using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Catalogue;

/// <summary>What a chart is asked to draw, with what it needs filled in.</summary>
/// <param name="Language">Language of its words.</param>
/// <param name="Audience">For whom: for a school, numbers of other schools are pooled where they are read.</param>
/// <param name="Readings">What is read of the study, once for all charts that are drawn together.</param>
internal sealed record ChartRequest(Language Language, Audience Audience, ChartReadings Readings)
{
    /// <summary>The run; there whenever the chart needs one.</summary>
    public EffectRun? Run { get; init; }

    /// <summary>The form's id; there whenever the chart needs one.</summary>
    public string? Form { get; init; }

    /// <summary>The wave's id; there whenever the chart needs one.</summary>
    public string? Wave { get; init; }

    /// <summary>The school's code; null for all schools.</summary>
    public string? School { get; init; }
}
