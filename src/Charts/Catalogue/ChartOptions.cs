using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Catalogue;

/// <summary>What is asked of a chart; what is left out is chosen, and what the chart doesn't take is refused.</summary>
/// <param name="Language">Language of its words.</param>
public sealed record ChartOptions(Language Language)
{
    /// <summary>A run's id, or enough of its beginning; null for the newest run of effects.</summary>
    public string? Run { get; init; }

    /// <summary>A form's id; null for the form with most questionnaires.</summary>
    public string? Form { get; init; }

    /// <summary>A wave's id; null for the last wave with answers to the form.</summary>
    public string? Wave { get; init; }

    /// <summary>A school's code; null for all of them.</summary>
    public string? School { get; init; }
}
