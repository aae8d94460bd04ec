using LobResearch.Analysis;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Charts.Catalogue;

/// <summary>One of all charts.</summary>
/// <param name="Name">The name of its files: the chart's, and the estimand's where several runs are drawn.</param>
/// <param name="Kind">The chart's name in the catalogue.</param>
/// <param name="Run">The run that it draws; null when it draws none.</param>
/// <param name="Chart">The chart.</param>
public sealed record DrawnChart(string Name, string Kind, string? Run, ReleasedChart Chart);

/// <summary>A chart that couldn't be drawn.</summary>
/// <param name="Chart">Its name, and the estimand where it would draw a run.</param>
/// <param name="Why">What these data can't give, or these readers may not see.</param>
public sealed record UndrawnChart(string Chart, string Why);

/// <summary>Every chart that the data can give and the audience may see.</summary>
/// <param name="Drawn">Those that were drawn, in the catalogue's order.</param>
/// <param name="NotDrawn">The others, each with its reason.</param>
public sealed record EveryChart(IReadOnlyList<DrawnChart> Drawn, IReadOnlyList<UndrawnChart> NotDrawn)
{
    /// <summary>Draws them.</summary>
    /// <param name="study">The study.</param>
    /// <param name="gate">Decides what may be shown.</param>
    /// <param name="runs">The runs of effects to draw.</param>
    /// <param name="language">Language of the words.</param>
    /// <param name="progress">Told each chart's name before it is drawn.</param>
    /// <param name="cancellationToken">Stops between charts.</param>
    /// <exception cref="EnvironmentFault">The database can't be reached.</exception>
    public static async Task<EveryChart> DrawAsync(
        LobStudy study, DisclosureGate gate, IReadOnlyList<EffectRun> runs, Language language, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var (drawn, not) = (new List<DrawnChart>(), new List<UndrawnChart>());
        var readings = new ChartReadings(study);
        foreach (var kind in ChartKinds.All)
        {
            progress?.Report($"chart {kind.Name}");
            foreach (var run in kind.Needs.HasFlag(ChartNeeds.Run) ? runs : [null!])
            {
                try
                {
                    var options = new ChartOptions(language) { School = kind.Needs.HasFlag(ChartNeeds.School) ? gate.School : null };
                    var request = await RequestFilling.OfAsync(study, gate, kind, options, run, readings, cancellationToken).ConfigureAwait(false);
                    var chart = await kind.DrawAsync(study, gate, request, cancellationToken).ConfigureAwait(false);
                    drawn.Add(new DrawnChart(run is not null && runs.Count > 1 ? $"{kind.Name}-{Spelling.Of(run.Plan.Estimand)}" : kind.Name, kind.Name, run?.Id, chart));
                }
                catch (InputFault fault)
                {
                    not.Add(new UndrawnChart(run is null ? kind.Name : $"{kind.Name} ({Spelling.Of(run.Plan.Estimand)})", fault.Message));
                }
            }
        }

        return new EveryChart(drawn, not);
    }
}
