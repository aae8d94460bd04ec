using LobResearch.Analysis;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Charts.Report;

/// <summary>A chart of the report.</summary>
/// <param name="Name">The name of its files.</param>
/// <param name="Kind">The chart's name in the catalogue.</param>
/// <param name="Run">The run that it draws; null when it draws none.</param>
/// <param name="Chart">The chart.</param>
internal sealed record DrawnChart(string Name, string Kind, string? Run, ReleasedChart Chart);

/// <summary>Draws every chart that the data can give and the audience may see.</summary>
internal static class ReportCharts
{
    /// <summary>Draws.</summary>
    /// <returns>The charts, and those that couldn't be drawn with the reason.</returns>
    public static async Task<(IReadOnlyList<DrawnChart> Drawn, IReadOnlyList<(string Chart, string Why)> NotDrawn)> DrawAsync(
        LobStudy study, DisclosureGate gate, IReadOnlyList<EffectRun> runs, string? school, Language language, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var (drawn, not) = (new List<DrawnChart>(), new List<(string, string)>());
        foreach (var kind in ChartKinds.All)
        {
            progress?.Report($"chart {kind.Name}");
            foreach (var run in kind.Needs.HasFlag(ChartNeeds.Run) ? runs : [null!])
            {
                try
                {
                    var options = new ChartOptions(language) { School = gate.Audience == Audience.School && kind.Needs.HasFlag(ChartNeeds.School) ? school : null };
                    var request = await RequestFilling.OfAsync(study, gate, kind, options, run, cancellationToken).ConfigureAwait(false);
                    var chart = await kind.DrawAsync(study, gate, request, cancellationToken).ConfigureAwait(false);
                    drawn.Add(new DrawnChart(run is not null && runs.Count > 1 ? $"{kind.Name}-{Spelling.Of(run.Plan.Estimand)}" : kind.Name, kind.Name, run?.Id, chart));
                }
                catch (InputFault fault)
                {
                    // What these data can't give, or these readers may not see, is told beside the charts that are there.
                    not.Add((run is null ? kind.Name : $"{kind.Name} ({Spelling.Of(run.Plan.Estimand)})", fault.Message));
                }
            }
        }

        return (drawn, not);
    }
}
