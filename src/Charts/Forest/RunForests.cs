using LobResearch.Analysis;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Forest;

/// <summary>Forest plots of runs, through the gate.</summary>
public static class RunForests
{
    /// <summary>Draws the effects of a run.</summary>
    /// <param name="study">The study.</param>
    /// <param name="gate">Decides what may be shown.</param>
    /// <param name="run">The run.</param>
    /// <param name="language">Language of the words.</param>
    /// <param name="cancellationToken">Cancels before it is released.</param>
    /// <exception cref="LobResearch.Study.InputFault">Nothing of it may be shown to the gate's audience.</exception>
    public static Task<ReleasedChart> DrawAsync(LobStudy study, DisclosureGate gate, EffectRun run, Language language, CancellationToken cancellationToken = default) =>
        gate.ReleaseAsync(EffectForest.Create(study.Definition, run, language), cancellationToken);

    /// <summary>Draws the charts that the plan of a run asks for.</summary>
    /// <inheritdoc cref="DrawAsync(LobStudy, DisclosureGate, EffectRun, Language, CancellationToken)"/>
    /// <returns>Each with its name in the plan.</returns>
    public static async Task<IReadOnlyList<(string Name, ReleasedChart Chart)>> DrawAsync(LobStudy study, DisclosureGate gate, AnalysisRun run, Language language, CancellationToken cancellationToken = default)
    {
        var charts = new List<(string, ReleasedChart)>();
        foreach (var chart in run.Plan.Charts)
            charts.Add((chart.Name, await gate.ReleaseAsync(PlannedForest.Create(study.Definition, run, chart, language), cancellationToken).ConfigureAwait(false)));
        return charts;
    }
}
