using LobResearch.Analysis;
using LobResearch.Charts.Disclosure;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Charts.Catalogue;

/// <summary>A chart that can be asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Needs">What it is drawn from.</param>
public sealed record CatalogueEntry(string Name, Label Title, ChartNeeds Needs);

/// <summary>The charts by name: every picture is asked for here and comes through the gate.</summary>
public static class ChartCatalogue
{
    /// <summary>All charts.</summary>
    public static IReadOnlyList<CatalogueEntry> All { get; } = [.. ChartKinds.All.Select(kind => new CatalogueEntry(kind.Name, kind.Title, kind.Needs))];

    /// <summary>Draws a chart.</summary>
    /// <param name="study">The study.</param>
    /// <param name="gate">Decides what may be shown.</param>
    /// <param name="name">The chart's name.</param>
    /// <param name="options">What is asked of it.</param>
    /// <param name="cancellationToken">Cancels before it is released.</param>
    /// <exception cref="InputFault">No such chart, options that it doesn't take, data that can't give it, or nothing that may be shown.</exception>
    public static async Task<ReleasedChart> DrawAsync(LobStudy study, DisclosureGate gate, string name, ChartOptions options, CancellationToken cancellationToken = default)
    {
        var kind = Find(name);
        var request = await RequestFilling.OfAsync(study, gate, kind, options, null, new ChartReadings(study), cancellationToken).ConfigureAwait(false);
        return await kind.DrawAsync(study, gate, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses a name that no chart has, before anything is opened.</summary>
    /// <exception cref="InputFault">No such chart.</exception>
    public static void RequireKnown(string name) => Find(name);

    internal static ChartKind Find(string name) => ChartKinds.All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new InputFault($"There is no chart '{name}': expected one of {string.Join(", ", ChartKinds.All.Select(kind => kind.Name))}. 'lob chart list' says what each shows.");
}
