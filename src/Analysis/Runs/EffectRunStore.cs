using System.Data;
using System.Text.Json;
using Dapper;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics;
using LobResearch.Statistics.Formulas;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>Runs a plan of effects and keeps what came out, with the chain back to its rows.</summary>
public static class EffectRunStore
{
    /// <summary>Runs the plan and stores run, estimates and the tables beside them in one transaction. Running it again gives the same run.</summary>
    /// <exception cref="InputFault">The data can't answer the plan; the message says why and what to do.</exception>
    public static Task<EffectRun> RunAsync(LobStudy study, EffectPlan plan, IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        SnapshotRetry.RunAsync(() => RunOnceAsync(study, plan, progress, cancellationToken));

    private static async Task<EffectRun> RunOnceAsync(LobStudy study, EffectPlan plan, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var form = study.Definition.NewestForm(plan.FormId)!;
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("select study.gather_statistics()").ConfigureAwait(false);
        // One snapshot: an ingest that commits meanwhile is wholly in or wholly out.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        var state = await DataState.ReadAsync(connection, plan).ConfigureAwait(false);
        await RefuseMissingWavesAsync(connection, plan).ConfigureAwait(false);
        RefuseUndatedWaves(study, plan);
        await RefusePlacelessActivitiesAsync(connection, plan).ConfigureAwait(false);
        var (label, reason, locked) = await PlanLock.LabelAsync(connection, study.Definition, plan).ConfigureAwait(false);
        var report = await EstimateAsync(connection, form, plan, progress, cancellationToken).ConfigureAwait(false);
        var estimates = report.Effects.Select(effect => EffectRows.Of(effect, plan)).ToList();
        var id = RunRecord.IdOf(plan.Hash, form, state.Hash, label);
        var head = new RunHead(id, plan.Id, plan.Hash, plan.Text, form, state) { Label = label, LabelReason = reason, LockHash = locked, Seed = plan.Seed };
        var isNew = await RunRecord.StoreAsync(connection, head, estimates).ConfigureAwait(false);
        if (isNew)
            await StoreTablesAsync(connection, id, report).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new EffectRun(id, plan, label, reason, report, estimates, state.Batches, Spelling.Of(study.Definition.Kind), ProgramVersion.Current, isNew);
    }

    /// <summary>The run as it was kept, when this plan ran before on the data that count now, by this program; else it runs.</summary>
    /// <remarks>What comes back is always read from what is kept, so that it is the same the first time and each time after; see <see cref="StoredEffects.ReadAsync"/>.</remarks>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public static async Task<EffectRun> RunOnceAsync(LobStudy study, EffectPlan plan, CancellationToken cancellationToken = default)
    {
        var id = await StoredIdAsync(study, plan, cancellationToken).ConfigureAwait(false)
            ?? (await RunAsync(study, plan, null, cancellationToken).ConfigureAwait(false)).Id;
        return await StoredEffects.ReadAsync(study, id, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string?> StoredIdAsync(LobStudy study, EffectPlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        var state = await DataState.ReadAsync(connection, plan).ConfigureAwait(false);
        var (label, _, _) = await PlanLock.LabelAsync(connection, study.Definition, plan).ConfigureAwait(false);
        var id = RunRecord.IdOf(plan.Hash, study.Definition.NewestForm(plan.FormId)!, state.Hash, label);
        return await connection.ExecuteScalarAsync<string?>("select id from analysis.run where id = @id", new { id }).ConfigureAwait(false);
    }

    /// <summary>Estimates from what the connection's transaction reads: what counts now, or what counted for a run.</summary>
    /// <exception cref="InputFault">The data can't answer the plan.</exception>
    internal static async Task<EffectReport> EstimateAsync(NpgsqlConnection connection, Form form, EffectPlan plan, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("scores, exposure and covariates");
        var frame = await EffectFrameReader.ReadAsync(connection, form, plan, cancellationToken).ConfigureAwait(false);
        var reliability = await ScaleReliability.AlphaAsync(connection, form, form.Scales.First(scale => scale.Id == plan.Outcome), plan.BaselineWave).ConfigureAwait(false);
        var analysis = new EffectAnalysis(plan, frame, reliability, progress);
        var flow = await ParticipantFlow.ReadAsync(connection, plan, form, frame, analysis.Stage).ConfigureAwait(false);
        try
        {
            return analysis.Run(flow, cancellationToken);
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault($"Plan {plan.Id}: {fault.Message}");
        }
    }

    // Which activities lie between two waves is known only when the waves are.
    private static void RefuseUndatedWaves(LobStudy study, EffectPlan plan)
    {
        var undated = study.Definition.Waves.Where(wave => plan.Waves.Contains(wave.Id) && wave.Starts is null).Select(wave => wave.Id).ToList();
        if (undated.Count > 0)
            throw new InputFault($"Plan {plan.Id}: wave {string.Join(" and ", undated)} has no 'starts' in study.yaml, so it can't be told which activities lie between the waves. State its first and last day.");
    }

    // An activity without a school was offered to nobody knows whom, and whoever isn't in its register may or may not have come.
    private static async Task RefusePlacelessActivitiesAsync(NpgsqlConnection connection, EffectPlan plan)
    {
        var placeless = (await connection.QueryAsync<string>(
            "select distinct activity_code from study.offer where school_id is null and component_code = any(@exposures) order by 1", new { exposures = plan.Exposures.ToArray() }).ConfigureAwait(false)).ToList();
        if (placeless.Count > 0)
            throw new InputFault($"Plan {plan.Id}: the activities {string.Join(", ", placeless.Take(10))} have no school, so nobody knows to whom they were offered. Give them a row per school in the sheet Activiteiten.");
    }

    private static async Task RefuseMissingWavesAsync(NpgsqlConnection connection, EffectPlan plan)
    {
        foreach (var wave in plan.Waves)
        {
            var there = await connection.ExecuteScalarAsync<bool>(
                """
                select exists (select 1 from study.shown_questionnaire q join study.form_version v on v.id = q.form_version_id join study.form f on f.id = v.form_id
                  join study.wave w on w.id = q.wave_id where f.code = @FormId and w.code = @wave)
                """,
                new { plan.FormId, wave }).ConfigureAwait(false);
            if (!there)
                throw new InputFault($"Plan {plan.Id}: wave {wave} of form {plan.FormId} is not ingested yet. Bring it in first: lob ingest survey FILE --source NAME.");
        }
    }

    private static async Task StoreTablesAsync(NpgsqlConnection connection, string id, EffectReport report)
    {
        foreach (var (name, content) in new (string, object)[]
        {
            ("participant_flow", report.Flow),
            ("separability", EffectRows.Separability(report.Separability)),
            ("notes", report.Notes),
            ("trust", EffectRows.Trust(report)),
            ("reliability", new { Alpha = double.IsFinite(report.Reliability) ? report.Reliability : (double?)null }),
        })
        {
            await connection.ExecuteAsync(
                "insert into analysis.run_table (run_id, name, content) values (@id, @name, @content::jsonb)",
                new { id, name, content = JsonSerializer.Serialize(content, content.GetType(), JsonSerializerOptions.Web) }).ConfigureAwait(false);
        }
    }
}
