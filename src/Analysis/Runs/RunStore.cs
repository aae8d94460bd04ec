using Dapper;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Runs;

/// <summary>Runs a plan and keeps what came out, with the chain back to its rows.</summary>
public static class RunStore
{
    /// <summary>Runs the plan and stores run and estimates in one transaction. Running it again gives the same run.</summary>
    /// <exception cref="InputFault">The data can't answer the plan.</exception>
    public static Task<AnalysisRun> RunAsync(
        LobStudy study, AnalysisPlan plan, IProgress<(int Done, int All)>? progress = null, CancellationToken cancellationToken = default) =>
        SnapshotRetry.RunAsync(() => RunOnceAsync(study, plan, progress, cancellationToken));

    private static async Task<AnalysisRun> RunOnceAsync(LobStudy study, AnalysisPlan plan, IProgress<(int Done, int All)>? progress, CancellationToken cancellationToken)
    {
        var form = study.Definition.NewestForm(plan.FormId)!;
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("select study.gather_statistics()").ConfigureAwait(false);
        // One snapshot: an ingest that commits meanwhile is wholly in or wholly out.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        var state = await DataState.ReadAsync(connection, plan).ConfigureAwait(false);
        var id = RunRecord.IdOf(plan.Hash, form, state.Hash);
        var estimates = await new EffectEstimation(plan, form).RunAsync(connection, progress, cancellationToken).ConfigureAwait(false);
        var isNew = await RunRecord.StoreAsync(connection, new RunHead(id, plan.Id, plan.Hash, plan.Text, form, state), estimates).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new AnalysisRun(id, plan, estimates, state.Batches, ProgramVersion.Current, isNew);
    }
}
