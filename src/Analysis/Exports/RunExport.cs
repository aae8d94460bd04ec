using System.Text.Json;
using Dapper;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Exports;

/// <summary>A run of effects with the rows it analysed: person-level data, without anything by which a person is found elsewhere.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Kind">real or simulated.</param>
/// <param name="Label">confirmatory or exploratory.</param>
/// <param name="LabelReason">Why.</param>
/// <param name="Columns">The frame as analysed, a row per person.</param>
/// <param name="LeftOut">Columns that are left out.</param>
/// <param name="Estimates">The run's estimates: as stored, or estimated anew when persons left since.</param>
/// <param name="Change">What is otherwise than when the run was done.</param>
/// <param name="Reliability">alpha of the outcome's scale at the baseline; NaN when unknown.</param>
/// <param name="Flow">Who was invited, answered, was linked and is analysed.</param>
/// <param name="Separability">Which components can be told apart: the stored table, as JSON.</param>
public sealed record RunExport(
    string RunId, EffectPlan Plan, string Kind, string Label, string? LabelReason, IReadOnlyList<ExportedColumn> Columns, IReadOnlyList<LeftOutColumn> LeftOut,
    IReadOnlyList<StoredEstimate> Estimates, RunChange Change, double Reliability, IReadOnlyList<FlowStage> Flow, JsonElement Separability)
{
    /// <summary>Rows of the frame.</summary>
    public int Rows => Columns[0].Column.Length;

    /// <summary>Whether nobody answered: the data were generated.</summary>
    public bool IsSimulated => Kind == "simulated";

    /// <summary>Whether the estimates were made anew, since persons left.</summary>
    public bool IsAnew => Change.SomebodyLeft;

    /// <summary>Reads a run's data as of then.</summary>
    /// <param name="study">The study.</param>
    /// <param name="idOrBeginning">The run's id, or enough of its beginning.</param>
    /// <param name="special">Whether special-category items that the plan names come along.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="InputFault">No such run, or one of a plan without an estimand.</exception>
    public static async Task<RunExport> ReadAsync(LobStudy study, string idOrBeginning, bool special, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var reading = await RunReading.BeginAsync(study, idOrBeginning, cancellationToken).ConfigureAwait(false);
        var (run, connection) = (reading.Run, reading.Connection);
        if (!run.IsOfEffects)
            throw new InputFault($"Run {run.Id} is of plan {run.Plan}, which states no estimand: only runs of effects are exported. 'lob fit ols' fits its model on any CSV file.");
        var (plan, form) = (reading.EffectPlan(), reading.Form);
        var change = await RunChange.ReadAsync(reading, await DataState.ReadAsync(connection, plan).ConfigureAwait(false), plan.Waves).ConfigureAwait(false);
        progress?.Report("scores, exposure and covariates");
        var frame = await EffectFrameReader.ReadAsync(connection, form, plan, cancellationToken).ConfigureAwait(false);
        var reliability = await ScaleReliability.AlphaAsync(connection, form, form.Scales.First(scale => scale.Id == plan.Outcome), plan.BaselineWave).ConfigureAwait(false);
        var analysis = new EffectAnalysis(plan, frame, reliability, null);
        var rows = analysis.Analysed();
        var (columns, leftOut) = new ExportColumns(plan, form, frame, rows, plan.IsStaggered ? null : analysis.Weights(rows), special).Build();
        var tables = (await connection.QueryAsync<(string Name, string Content)>("select name, content::text from analysis.run_table where run_id = @Id", new { run.Id }).ConfigureAwait(false))
            .ToDictionary(table => table.Name, table => JsonDocument.Parse(table.Content).RootElement, StringComparer.Ordinal);
        var estimates = await StoredEstimate.ReadAsync(connection, run.Id).ConfigureAwait(false);
        var flow = tables["participant_flow"].Deserialize<List<FlowStage>>(JsonSerializerOptions.Web)!;
        var separability = tables["separability"];
        if (change.SomebodyLeft)
        {
            var report = await EffectRunStore.EstimateAsync(connection, form, plan, progress, cancellationToken).ConfigureAwait(false);
            estimates = report.Effects.Select(effect => StoredEstimate.Of(EffectRows.Of(effect, plan))).ToList();
            (flow, separability) = ([.. report.Flow], JsonSerializer.SerializeToElement(EffectRows.Separability(report.Separability), JsonSerializerOptions.Web));
        }

        return new RunExport(run.Id, plan, Spelling.Of(study.Definition.Kind), run.Label, run.LabelReason, columns, leftOut, estimates, change, reliability, flow, separability);
    }
}
