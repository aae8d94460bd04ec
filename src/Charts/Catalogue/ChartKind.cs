using LobResearch.Analysis;
using LobResearch.Charts.Disclosure;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Charts.Catalogue;

/// <summary>A kind of chart: its name, what it needs, and how it is made.</summary>
/// <param name="Name">In the command line and in file names: lower case, words joined by hyphens.</param>
/// <param name="Title">What it shows, for a list.</param>
/// <param name="Needs">What it is drawn from.</param>
internal abstract record ChartKind(string Name, Label Title, ChartNeeds Needs)
{
    /// <summary>Makes the content, and lets the gate draw what of it may be shown.</summary>
    /// <exception cref="InputFault">The data can't give this chart, or nothing of it may be shown.</exception>
    public abstract Task<ReleasedChart> DrawAsync(LobStudy study, DisclosureGate gate, ChartRequest request, CancellationToken cancellationToken);
}

/// <summary>A kind of chart with its content.</summary>
/// <typeparam name="TContent">The content.</typeparam>
/// <param name="Name">In the command line and in file names.</param>
/// <param name="Title">What it shows, for a list.</param>
/// <param name="Needs">What it is drawn from.</param>
/// <param name="CreateAsync">Reads what is drawn. An <see cref="InputFault"/> says why the data can't give it and what to do.</param>
internal sealed record ChartKind<TContent>(
    string Name, Label Title, ChartNeeds Needs, Func<LobStudy, ChartRequest, CancellationToken, Task<TContent>> CreateAsync) : ChartKind(Name, Title, Needs)
    where TContent : class, IDisclosable<TContent>
{
    /// <inheritdoc/>
    public override async Task<ReleasedChart> DrawAsync(LobStudy study, DisclosureGate gate, ChartRequest request, CancellationToken cancellationToken) =>
        await gate.ReleaseAsync(await CreateAsync(study, request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
}
