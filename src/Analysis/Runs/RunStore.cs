using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>Runs a plan and keeps what came out, with the chain back to its rows.</summary>
public static class RunStore
{
    private const int IdLength = 12;

    // Relative. The same program on the same data gives the same bits on one processor family; see docs/decisions.
    private const double SameNumber = 1e-10;

    /// <summary>Runs the plan and stores run and estimates in one transaction. Running it again gives the same run.</summary>
    /// <exception cref="InputFault">The data can't answer the plan.</exception>
    public static async Task<AnalysisRun> RunAsync(
        LobStudy study, AnalysisPlan plan, IProgress<(int Done, int All)>? progress = null, CancellationToken cancellationToken = default)
    {
        var form = study.Definition.NewestForm(plan.FormId)!;
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("select study.gather_statistics()").ConfigureAwait(false);
        // One snapshot: an ingest that commits meanwhile is wholly in or wholly out.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        var state = await DataState.ReadAsync(connection, plan).ConfigureAwait(false);
        var id = RunId(plan, form, state.Hash);
        var estimates = await new EffectEstimation(plan, form).RunAsync(connection, progress, cancellationToken).ConfigureAwait(false);
        var isNew = await StoreAsync(connection, id, plan, form, state, estimates).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new AnalysisRun(id, plan, estimates, state.Batches, ProgramVersion.Current, isNew);
    }

    private static string RunId(AnalysisPlan plan, Form form, byte[] dataHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(plan.Hash);
        hash.AppendData(form.ContentHash);
        hash.AppendData(dataHash);
        hash.AppendData(Encoding.UTF8.GetBytes(ProgramVersion.Current));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdLength];
    }

    private static async Task<bool> StoreAsync(
        NpgsqlConnection connection, string id, AnalysisPlan plan, Form form, DataState state, IReadOnlyList<EffectEstimate> estimates)
    {
        var inserted = await connection.ExecuteAsync(
            """
            insert into analysis.run (id, plan_code, plan_hash, plan_text, form_version_id, data_hash, program_version, runtime, processor, link_version, removed_count, refused_count)
            select @id, @plan, @planHash, @planText, v.id, @dataHash, @version, @runtime, @processor, @LinkVersion, @Removed, @Refused
            from study.form_version v join study.form f on f.id = v.form_id where f.code = @formCode and v.version = @formVersion
            on conflict (id) do nothing
            """,
            new
            {
                id,
                plan = plan.Id,
                planHash = plan.Hash,
                planText = plan.Text,
                dataHash = state.Hash,
                state.LinkVersion,
                state.Removed,
                state.Refused,
                version = ProgramVersion.Current,
                runtime = RuntimeInformation.FrameworkDescription,
                processor = Processor(),
                formCode = form.Id,
                formVersion = form.Version,
            }).ConfigureAwait(false);
        if (inserted == 0)
        {
            await RefuseOtherNumbersAsync(connection, id, estimates).ConfigureAwait(false);
            return false;
        }

        await connection.ExecuteAsync(
            "insert into analysis.run_batch (run_id, batch_id) values (@id, @batch)", state.Batches.Select(batch => new { id, batch })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            insert into analysis.estimate (run_id, ordinal, outcome, wave, exposure, level, reference_level, term, estimator, formula,
              covariance, cluster, estimate, se, df, statistic, p, lower, upper, confidence, row_count, person_count, omitted_count,
              cluster_count, school_count, reason, warnings)
            values (@id, @ordinal, @Outcome, @Wave, @Exposure, @Level, @ReferenceLevel, @Term, @Estimator, @Formula,
              @Covariance, @Cluster, @estimate, @se, @df, @statistic, @p, @lower, @upper, @Confidence, @Rows, @Persons, @Omitted,
              @Clusters, @Schools, @Reason, @warnings)
            """,
            estimates.Select((e, index) => new
            {
                id,
                ordinal = index + 1,
                e.Outcome,
                e.Wave,
                e.Exposure,
                e.Level,
                e.ReferenceLevel,
                e.Term,
                e.Estimator,
                e.Formula,
                e.Covariance,
                e.Cluster,
                estimate = Finite(e.Estimate),
                se = Finite(e.StandardError),
                df = Finite(e.DegreesOfFreedom),
                statistic = Finite(e.Statistic),
                p = Finite(e.P),
                lower = Finite(e.Lower),
                upper = Finite(e.Upper),
                e.Confidence,
                e.Rows,
                e.Persons,
                e.Omitted,
                e.Clusters,
                e.Schools,
                e.Reason,
                warnings = e.Warnings.ToArray(),
            })).ConfigureAwait(false);
        return true;
    }

    // The id says that nothing changed. Other numbers would mean that something did and the id doesn't know.
    private static async Task RefuseOtherNumbersAsync(NpgsqlConnection connection, string id, IReadOnlyList<EffectEstimate> estimates)
    {
        var stored = (await connection.QueryAsync<double?>(
            "select estimate from analysis.estimate where run_id = @id order by ordinal", new { id }).ConfigureAwait(false)).ToList();
        var differ = stored.Count != estimates.Count || stored.Where((value, index) => !IsSame(value, estimates[index].Estimate)).Any();
        if (differ)
        {
            throw new EnvironmentFault(
                $"Run {id} is stored with other numbers than were computed now from the same plan, data and program. " +
                "Another processor was used, or the stored numbers were changed; nothing was stored. Give the plan a new name to keep both.");
        }
    }

    private static bool IsSame(double? stored, double computed) => stored is null
        ? double.IsNaN(computed)
        : Math.Abs(stored.Value - computed) <= SameNumber * Math.Max(1, Math.Abs(computed));

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        var model = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.ProcessArchitecture}{(model is null ? "" : ", " + model)}");
    }
}
