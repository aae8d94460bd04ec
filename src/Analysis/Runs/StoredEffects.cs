using System.Text.Json;
using Dapper;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Separability;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Runs;

/// <summary>Reads a run of effects back as it was stored, without estimating anything: for pictures and reports.</summary>
public static class StoredEffects
{
    /// <summary>Reads a run.</summary>
    /// <param name="study">The study.</param>
    /// <param name="idOrBeginning">The run's id, or enough of its beginning; null for the newest run of effects.</param>
    /// <param name="estimand">Of which estimand the newest one is, if there is one; null for any.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InputFault">No such run, none at all, or one of the kind of plan without an estimand.</exception>
    /// <remarks>Robustness values per level and benchmarks aren't stored: <see cref="ModelledEffect.Sensitivity"/> is null, and the estimates have the two values that are.</remarks>
    public static async Task<EffectRun> ReadAsync(LobStudy study, string? idOrBeginning, Estimand? estimand = null, CancellationToken cancellationToken = default)
    {
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        var id = idOrBeginning ?? await connection.QueryFirstOrDefaultAsync<string>(
            """
            select r.id from analysis.run r
            where exists (select 1 from analysis.estimate e where e.run_id = r.id and e.estimand is not null)
            order by exists (select 1 from analysis.estimate e where e.run_id = r.id and e.estimand = @estimand) desc, r.run_at desc, r.id limit 1
            """,
            new { estimand = estimand is { } wanted ? Spelling.Of(wanted) : null }).ConfigureAwait(false)
            ?? throw new InputFault("The database holds no run of effects yet. Make one: lob analyse PLAN.");
        var run = await StoredRun.FindAsync(connection, id).ConfigureAwait(false);
        if (!run.IsOfEffects)
            throw new InputFault($"Run {run.Id} is of plan {run.Plan}, which states no estimand: this is drawn of runs of effects. Name another run, or leave it out for the newest.");
        var plan = EffectPlanReader.ReadText(run.Then(study.Definition), run.PlanText, run.PlanName);
        var tables = (await connection.QueryAsync<(string Name, string Content)>("select name, content::text from analysis.run_table where run_id = @Id", new { run.Id }).ConfigureAwait(false))
            .ToDictionary(table => table.Name, table => table.Content, StringComparer.Ordinal);
        var trust = tables.TryGetValue("trust", out var words) ? JsonSerializer.Deserialize<TrustRow[]>(words, JsonSerializerOptions.Web)! : [];
        var rows = (await connection.QueryAsync<Row>(
            """
            select ordinal as Ordinal, role as Role, exposure as Exposure, subgroup as Subgroup, term as Term, estimator as Estimator, formula as Formula, covariance as Covariance, cluster as Cluster,
              estimate as Estimate, se as Se, df as Df, lower as Lower, upper as Upper, row_count as Rows, person_count as Persons, omitted_count as Omitted, cluster_count as Clusters,
              school_count as Schools, reason as Reason, warnings as Warnings, p_adjusted as PAdjusted, equivalence_bound as Bound, equivalence_p as EquivalenceP,
              equivalence_lower as EquivalenceLower, equivalence_upper as EquivalenceUpper, finding as Finding, robustness as Robustness, robustness_interval as RobustnessInterval, trust as Trust
            from analysis.estimate where run_id = @Id order by ordinal
            """,
            new { run.Id }).ConfigureAwait(false)).ToList();
        var effects = rows.ConvertAll(row => Effect(row, plan, trust.FirstOrDefault(candidate => candidate.Ordinal == row.Ordinal)));
        var report = new EffectReport(Flow(tables), Separability(tables), effects, Reliability(tables), Read<string[]>(tables, "notes") ?? []);
        var batches = (await connection.QueryAsync<long>("select batch_id from analysis.run_batch where run_id = @Id order by 1", new { run.Id }).ConfigureAwait(false)).ToList();
        var estimates = effects.Zip(rows, (effect, row) => EffectRows.Of(effect, plan) with { Robustness = Or(row.Robustness), RobustnessOfInterval = Or(row.RobustnessInterval) }).ToList();
        return new EffectRun(run.Id, plan, run.Label, run.LabelReason ?? "", report, estimates, batches, Spelling.Of(study.Definition.Kind), run.ProgramVersion, false);
    }

    /// <summary>Reads the newest run of each plan of effects; of taking part first, then of offers.</summary>
    /// <param name="study">The study.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InputFault">There is none.</exception>
    public static async Task<IReadOnlyList<EffectRun>> NewestAsync(LobStudy study, CancellationToken cancellationToken = default)
    {
        List<string> ids;
        await using (var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false))
        {
            ids = (await connection.QueryAsync<string>(
                """
                select distinct on (r.plan_code) r.id from analysis.run r
                where exists (select 1 from analysis.estimate e where e.run_id = r.id and e.estimand is not null)
                order by r.plan_code, r.run_at desc, r.id
                """).ConfigureAwait(false)).ToList();
        }

        if (ids.Count == 0)
            return [await ReadAsync(study, null, cancellationToken: cancellationToken).ConfigureAwait(false)];
        var runs = new List<EffectRun>();
        foreach (var id in ids)
            runs.Add(await ReadAsync(study, id, cancellationToken: cancellationToken).ConfigureAwait(false));
        return [.. runs.OrderBy(run => run.Plan.Estimand == Estimand.Participation ? 0 : 1).ThenBy(run => run.Plan.Id, StringComparer.Ordinal)];
    }

    private static ComponentEffect Effect(Row row, EffectPlan plan, TrustRow? trust)
    {
        var number = new Coefficient(row.Term, Or(row.Estimate), Or(row.Se), Or(row.Df), Or(row.Lower), Or(row.Upper), "t", row.Reason);
        var modelled = new ModelledEffect(plan.ExposureColumn(row.Exposure), row.Estimator, row.Formula, row.Covariance, number, row.Rows, row.Omitted, row.Schools)
        {
            Persons = row.Persons,
            Cluster = row.Cluster ?? "school",
            Clusters = row.Clusters ?? row.Schools,
            Trust = trust is not null ? new MethodVerdict(trust.Method, Spelled<Trust>(trust.Trust), trust.English, trust.Dutch) : EnglishAlone(row.Trust),
            Warnings = row.Warnings,
        };
        // A finding is stored only where its p could be computed; without one the effect was inconclusive.
        var equivalence = row.Bound is { } bound
            ? new Equivalence(bound, Or(row.EquivalenceP), Or(row.EquivalenceLower), Or(row.EquivalenceUpper), row.Finding is { } finding ? Spelled<EquivalenceFinding>(finding) : EquivalenceFinding.Inconclusive)
            : null;
        return new ComponentEffect(row.Exposure, Spelled<EffectRole>(row.Role), row.Subgroup, modelled, Or(row.PAdjusted), equivalence);
    }

    // Runs of before the Dutch words were kept.
    private static MethodVerdict? EnglishAlone(string? trust)
    {
        if (trust is null || trust.IndexOf(": ", StringComparison.Ordinal) is var end && end < 0)
            return null;
        return new MethodVerdict("", Spelled<Trust>(trust[..end]), trust[(end + 2)..], "zie de Engelse tabel van de run");
    }

    private static IReadOnlyList<FlowStage> Flow(Dictionary<string, string> tables) => Read<FlowStage[]>(tables, "participant_flow") ?? [];

    private static double Reliability(Dictionary<string, string> tables) => Read<ReliabilityJson>(tables, "reliability")?.Alpha ?? double.NaN;

    private static SeparabilityTable Separability(Dictionary<string, string> tables)
    {
        var table = Read<SeparabilityJson>(tables, "separability") ?? throw new InputFault("The run stands there without its table of what can be told apart. Run its plan again: lob analyse PLAN.");
        return new SeparabilityTable(table.Absorbed, table.Rows, table.Rank, table.Condition ?? double.PositiveInfinity, [.. table.Exposures.Select(row => new ExposureSeparability(
            row.Exposure, Spelled<Separation>(row.Separation), row.Exposed, row.Clusters, row.ExposedClusters, row.VaryingClusters, row.BetweenShare ?? double.NaN,
            row.VarianceInflation ?? double.PositiveInfinity, row.RestsOn, row.AliasedWith))]);
    }

    private static T? Read<T>(Dictionary<string, string> tables, string name) => tables.TryGetValue(name, out var content) ? JsonSerializer.Deserialize<T>(content, JsonSerializerOptions.Web) : default;

    private static T Spelled<T>(string spelled)
        where T : struct, Enum => Enum.GetValues<T>().First(value => Spelling.Of(value) == spelled);

    private static double Or(double? value) => value ?? double.NaN;

    internal sealed record TrustRow(int Ordinal, string Method, string Trust, string English, string Dutch);

    private sealed record ReliabilityJson(double? Alpha);

    private sealed record SeparabilityJson(bool Absorbed, int Rows, int Rank, double? Condition, IReadOnlyList<SeparabilityRow> Exposures);

    private sealed record SeparabilityRow(
        string Exposure, string Separation, int Exposed, int Clusters, int ExposedClusters, int VaryingClusters, double? BetweenShare, double? VarianceInflation, IReadOnlyList<string> RestsOn, IReadOnlyList<string> AliasedWith);

    private sealed class Row
    {
        public int Ordinal { get; init; }

        public string Role { get; init; } = "";

        public string Exposure { get; init; } = "";

        public string? Subgroup { get; init; }

        public string Term { get; init; } = "";

        public string Estimator { get; init; } = "";

        public string Formula { get; init; } = "";

        public string Covariance { get; init; } = "";

        public string? Cluster { get; init; }

        public double? Estimate { get; init; }

        public double? Se { get; init; }

        public double? Df { get; init; }

        public double? Lower { get; init; }

        public double? Upper { get; init; }

        public int Rows { get; init; }

        public int Persons { get; init; }

        public int Omitted { get; init; }

        public int? Clusters { get; init; }

        public int Schools { get; init; }

        public string? Reason { get; init; }

        public string[] Warnings { get; init; } = [];

        public double? PAdjusted { get; init; }

        public double? Bound { get; init; }

        public double? EquivalenceP { get; init; }

        public double? EquivalenceLower { get; init; }

        public double? EquivalenceUpper { get; init; }

        public string? Finding { get; init; }

        public double? Robustness { get; init; }

        public double? RobustnessInterval { get; init; }

        public string? Trust { get; init; }
    }
}
