using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using LobResearch.Analysis.Effects;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>What identifies a run.</summary>
/// <param name="Id">12 hex digits.</param>
/// <param name="Plan">The plan's identifier.</param>
/// <param name="PlanHash">SHA-256 of its text.</param>
/// <param name="PlanText">The plan as it was.</param>
/// <param name="Form">The newest form version that was read.</param>
/// <param name="State">The data as they were.</param>
internal sealed record RunHead(string Id, string Plan, byte[] PlanHash, string PlanText, Form Form, DataState State)
{
    /// <summary>unlocked, confirmatory or exploratory.</summary>
    public string Label { get; init; } = "unlocked";

    /// <summary>Why.</summary>
    public string? LabelReason { get; init; }

    /// <summary>The fixed plan; null for none.</summary>
    public byte[]? LockHash { get; init; }

    /// <summary>Decides what was drawn; null when nothing was.</summary>
    public ulong? Seed { get; init; }
}

/// <summary>Keeps a run and its estimates.</summary>
internal static class RunRecord
{
    private const int IdLength = 12;

    /// <summary>Relative. The same program on the same data gives the same bits on one processor family; see docs/decisions.</summary>
    internal const double SameNumber = 1e-10;

    /// <summary>The id of a run: the same plan on the same data by the same program has the same one.</summary>
    public static string IdOf(byte[] planHash, Form form, byte[] dataHash, string? label = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(planHash);
        hash.AppendData(form.ContentHash);
        hash.AppendData(dataHash);
        hash.AppendData(Encoding.UTF8.GetBytes(ProgramVersion.Current + label));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..IdLength];
    }

    /// <summary>Stores a run within the caller's transaction.</summary>
    /// <returns>False when the very same run was stored before.</returns>
    /// <exception cref="EnvironmentFault">It was stored before with other numbers.</exception>
    public static async Task<bool> StoreAsync(NpgsqlConnection connection, RunHead head, IReadOnlyList<EffectEstimate> estimates)
    {
        var (id, form, state) = (head.Id, head.Form, head.State);
        var inserted = await connection.ExecuteAsync(
            """
            insert into analysis.run (id, plan_code, plan_hash, plan_text, form_version_id, data_hash, program_version, runtime, processor, link_version, removed_count, refused_count, label, label_reason, lock_hash, seed, last_batch_id, person_count)
            select @id, @plan, @planHash, @planText, v.id, @dataHash, @version, @runtime, @processor, @LinkVersion, @Removed, @Refused, @Label, @LabelReason, @LockHash, @seed, @LastBatch, @Persons
            from study.form_version v join study.form f on f.id = v.form_id where f.code = @formCode and v.version = @formVersion
            on conflict (id) do nothing
            """,
            new
            {
                id,
                plan = head.Plan,
                planHash = head.PlanHash,
                planText = head.PlanText,
                dataHash = state.Hash,
                state.LinkVersion,
                state.Removed,
                state.Refused,
                state.LastBatch,
                state.Persons,
                version = ProgramVersion.Current,
                runtime = RuntimeInformation.FrameworkDescription,
                processor = Processor(),
                formCode = form.Id,
                formVersion = form.Version,
                head.Label,
                head.LabelReason,
                head.LockHash,
                seed = (long?)head.Seed,
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
              cluster_count, school_count, reason, warnings, role, estimand, subgroup, p_adjusted, equivalence_bound, equivalence_p, equivalence_lower,
              equivalence_upper, finding, robustness, robustness_interval, trust)
            values (@id, @ordinal, @Outcome, @Wave, @Exposure, @Level, @ReferenceLevel, @Term, @Estimator, @Formula,
              @Covariance, @Cluster, @estimate, @se, @df, @statistic, @p, @lower, @upper, @Confidence, @Rows, @Persons, @Omitted,
              @Clusters, @Schools, @Reason, @warnings, @role, @Estimand, @Subgroup, @adjusted, @bound, @equivalenceP, @equivalenceLower,
              @equivalenceUpper, @finding, @robustness, @robustnessInterval, @Trust)
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
                role = Spelling.Of(e.Role),
                e.Estimand,
                e.Subgroup,
                adjusted = Finite(e.AdjustedP),
                bound = e.Equivalence?.Bound,
                equivalenceP = e.Equivalence is { } p ? Finite(p.P) : null,
                equivalenceLower = e.Equivalence is { } lower ? Finite(lower.Lower) : null,
                equivalenceUpper = e.Equivalence is { } upper ? Finite(upper.Upper) : null,
                finding = e.Equivalence is { } equivalence && double.IsFinite(equivalence.P) ? Spelling.Of(equivalence.Finding) : null,
                robustness = Finite(e.Robustness),
                robustnessInterval = Finite(e.RobustnessOfInterval),
                e.Trust,
            })).ConfigureAwait(false);
        return true;
    }

    // The id says that nothing changed. Other numbers would mean that something did and the id doesn't know.
    private static async Task RefuseOtherNumbersAsync(NpgsqlConnection connection, string id, IReadOnlyList<EffectEstimate> estimates)
    {
        var stored = (await connection.QueryAsync<StoredNumbers>(
            """
            select estimate, se, df, p, lower, upper, row_count as rows, person_count as persons
            from analysis.estimate where run_id = @id order by ordinal
            """,
            new { id }).ConfigureAwait(false)).ToList();
        var differ = stored.Count != estimates.Count || stored.Where((numbers, index) => !numbers.AreOf(estimates[index])).Any();
        if (differ)
        {
            throw new EnvironmentFault(
                $"Run {id} is stored with other numbers than were computed now from the same plan, data and program. " +
                "Another processor was used, or the stored numbers were changed; nothing was stored. Give the plan a new name to keep both.");
        }
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>This machine's architecture and processor.</summary>
    internal static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        var model = File.Exists(Information)
            ? File.ReadLines(Information).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;
        return string.Create(CultureInfo.InvariantCulture, $"{RuntimeInformation.ProcessArchitecture}{(model is null ? "" : ", " + model)}");
    }

    private sealed record StoredNumbers(double? Estimate, double? Se, double? Df, double? P, double? Lower, double? Upper, int Rows, int Persons)
    {
        public bool AreOf(EffectEstimate computed) =>
            IsSame(Estimate, computed.Estimate) && IsSame(Se, computed.StandardError) && IsSame(Df, computed.DegreesOfFreedom) && IsSame(P, computed.P)
            && IsSame(Lower, computed.Lower) && IsSame(Upper, computed.Upper) && Rows == computed.Rows && Persons == computed.Persons;

        private static bool IsSame(double? stored, double computed) => stored is null
            ? !double.IsFinite(computed)
            : Math.Abs(stored.Value - computed) <= SameNumber * Math.Max(1, Math.Abs(computed));
    }
}
