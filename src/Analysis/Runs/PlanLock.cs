using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>A plan as it was fixed, with what was there already.</summary>
/// <param name="Hash">SHA-256 over plan, codebook, scoring and exclusions.</param>
/// <param name="Plan">The plan's identifier.</param>
/// <param name="OutcomeQuestionnaires">Questionnaires of the outcome's wave that were there when it was fixed.</param>
/// <param name="EarlierRuns">Runs that had read the outcome's wave by then.</param>
/// <param name="LockedAt">When, UTC.</param>
/// <param name="LockedBy">Database login.</param>
public sealed record PlanLock(byte[] Hash, string Plan, int OutcomeQuestionnaires, int EarlierRuns, DateTime LockedAt, string LockedBy)
{
    /// <summary>Whether it was fixed before any outcome came in, or was seen in a run and taken back.</summary>
    public bool BeforeOutcome => OutcomeQuestionnaires == 0 && EarlierRuns == 0;

    /// <summary>Fixes a plan; the same again changes nothing.</summary>
    /// <exception cref="InputFault">The plan isn't in order.</exception>
    public static async Task<(PlanLock Lock, bool IsNew)> FixAsync(LobStudy study, EffectPlan plan, CancellationToken cancellationToken = default)
    {
        var parts = LockParts.Of(study.Definition, plan);
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var isNew = await connection.ExecuteScalarAsync<bool>(
            "select analysis.fix_plan(@Whole, @Id, @Text, @Hash, @Codebook, @Scoring, @Exclusions, @version, @FormId, @waves)",
            new { parts.Whole, plan.Id, plan.Text, plan.Hash, parts.Codebook, parts.Scoring, parts.Exclusions, version = ProgramVersion.Current, plan.FormId, waves = OutcomeWaves(plan) }).ConfigureAwait(false);
        var kept = await FindAsync(connection, parts.Whole).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (kept!, isNew);
    }

    /// <summary>What a run of the plan is called now, and why.</summary>
    internal static async Task<(string Label, string Reason, byte[]? Hash)> LabelAsync(NpgsqlConnection connection, StudyDefinition study, EffectPlan plan)
    {
        var parts = LockParts.Of(study, plan);
        if (await FindAsync(connection, parts.Whole).ConfigureAwait(false) is { } own)
        {
            // Several versions, all fixed beforehand, are as many chances.
            var versions = await connection.ExecuteScalarAsync<int>("select count(*)::int from analysis.plan_lock where plan_code = @Id", new { plan.Id }).ConfigureAwait(false);
            var oneOf = versions == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", one of {versions} versions of the plan that were fixed");
            return own.BeforeOutcome
                ? ("confirmatory", $"fixed on {Day(own.LockedAt)}, before any questionnaire of {string.Join(", ", OutcomeWaves(plan))} came in{oneOf}", own.Hash)
                : ("exploratory", string.Create(CultureInfo.InvariantCulture, $"fixed on {Day(own.LockedAt)}, when {own.OutcomeQuestionnaires} questionnaires of {string.Join(", ", OutcomeWaves(plan))} were there already and {own.EarlierRuns} runs had read them{oneOf}"), own.Hash);
        }

        var other = await connection.QueryFirstOrDefaultAsync<(byte[] Plan, byte[] Codebook, byte[] Scoring, byte[] Exclusions)?>(
            "select plan_hash, codebook_hash, scoring_hash, exclusions_hash from analysis.plan_lock where plan_code = @Id order by locked_at desc limit 1", new { plan.Id }).ConfigureAwait(false);
        if (other is not { } earlier)
            return ("exploratory", "the plan was not fixed: lob plan lock", null);
        var changed = new[]
        {
            (Same: earlier.Plan.AsSpan().SequenceEqual(plan.Hash), What: "the plan"),
            (Same: earlier.Codebook.AsSpan().SequenceEqual(parts.Codebook), What: "the codebook"),
            (Same: earlier.Scoring.AsSpan().SequenceEqual(parts.Scoring), What: "the scoring"),
            (Same: earlier.Exclusions.AsSpan().SequenceEqual(parts.Exclusions), What: "who is left out"),
        }.Where(part => !part.Same).Select(part => part.What);
        return ("exploratory", $"{string.Join(", ", changed)} changed since the plan was fixed", null);
    }

    private static async Task<PlanLock?> FindAsync(NpgsqlConnection connection, byte[] hash) => await connection.QueryFirstOrDefaultAsync<PlanLock>(
        "select lock_hash as Hash, plan_code as Plan, outcome_questionnaires as OutcomeQuestionnaires, earlier_runs as EarlierRuns, locked_at as LockedAt, locked_by as LockedBy from analysis.plan_lock where lock_hash = @hash",
        new { hash }).ConfigureAwait(false);

    private static string[] OutcomeWaves(EffectPlan plan) => [.. plan.Waves.Skip(1)];

    private static string Day(DateTime utc) => utc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What is fixed with a plan, hashed part by part, so that it can be said which one changed.</summary>
internal sealed record LockParts(byte[] Codebook, byte[] Scoring, byte[] Exclusions, byte[] Whole)
{
    public static LockParts Of(StudyDefinition study, EffectPlan plan)
    {
        var forms = study.Forms.Where(form => form.Id == plan.FormId).OrderBy(form => form.Version).ToList();
        var scored = forms[^1].Scales.Where(scale => scale.Id == plan.Outcome || plan.Covariates.Contains(scale.Id)).ToList();
        var codebook = SHA256.HashData(forms.SelectMany(form => form.ContentHash).ToArray());
        var scoring = ScoringOf(scored);
        var exclusions = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
        {
            consent = study.Consent,
            waves = study.Waves.Where(wave => plan.Waves.Contains(wave.Id)),
            plan.Dose,
            missing = "complete_cases",
            form = forms[^1].Repeats,
        }));
        return new LockParts(codebook, scoring, exclusions, SHA256.HashData([.. plan.Hash, .. codebook, .. scoring, .. exclusions]));
    }

    /// <summary>The version of a score: what it is made of, and how.</summary>
    public static byte[] ScoringOf(IReadOnlyList<Scale> scales) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', scales.Select(scale =>
        $"{scale.Id} {Spelling.Of(scale.Aggregate)} {scale.MinimumItems.ToString(CultureInfo.InvariantCulture)} {string.Join(' ', scale.Items.Select(item => (item.Reversed ? "-" : "") + item.ItemId))}"))));
}
