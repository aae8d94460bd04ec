using System.Globalization;
using System.Text;
using Dapper;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Runs;

/// <summary>The chain behind a run: plan, program, codebook, links, batches and their files.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="PlanHash">SHA-256 of the plan's text, in hex.</param>
/// <param name="Form">The form with the newest version that was read.</param>
/// <param name="FormHash">SHA-256 of that version, in hex.</param>
/// <param name="ProgramVersion">The program.</param>
/// <param name="Runtime">.NET runtime.</param>
/// <param name="Processor">Processor architecture and model.</param>
/// <param name="RunAt">When it was first run, UTC.</param>
/// <param name="StudyKind">real or simulated.</param>
/// <param name="Estimates">Number of estimates.</param>
/// <param name="LinkVersion">The version of the links; null where equal codes told persons apart.</param>
/// <param name="Removed">Questionnaires of its batches that were gone by then: withdrawals.</param>
/// <param name="Refused">Questionnaires that were left out by then: refusals.</param>
/// <param name="Batches">The batches, those of sheets included.</param>
public sealed record RunTrace(
    string RunId,
    string Plan,
    string PlanHash,
    string Form,
    string FormHash,
    string ProgramVersion,
    string Runtime,
    string Processor,
    DateTime RunAt,
    string StudyKind,
    int Estimates,
    int? LinkVersion,
    int Removed,
    int Refused,
    IReadOnlyList<TracedBatch> Batches)
{
    /// <summary>confirmatory, exploratory, or unlocked for plans that aren't fixed.</summary>
    public string Label { get; init; } = "unlocked";

    /// <summary>Why.</summary>
    public string? LabelReason { get; init; }

    /// <summary>The plan as it was fixed; null when it wasn't.</summary>
    public TracedLock? Lock { get; init; }

    /// <summary>Decides what was drawn; null when nothing was.</summary>
    public long? Seed { get; init; }

    /// <summary>Persons whose questionnaires were read; null for runs of before this was kept.</summary>
    public int? Persons { get; init; }

    /// <summary>Questionnaires of its batches that went since, with persons who withdrew.</summary>
    public int WithdrawnSince { get; init; }

    /// <summary>Reads the chain of a run.</summary>
    /// <param name="database">The study's database.</param>
    /// <param name="idOrBeginning">The run's id or enough of its beginning.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">No run or several begin so.</exception>
    public static async Task<RunTrace> ReadAsync(StudyDatabase database, string idOrBeginning, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        var id = (await StoredRun.FindAsync(connection, idOrBeginning).ConfigureAwait(false)).Id;
        var run = await connection.QuerySingleAsync<RunRow>(
            """
            select r.plan_code as Plan, r.plan_hash as PlanHash, f.code || ' version ' || v.version as Form, v.content_hash as FormHash,
                   r.program_version as ProgramVersion, r.runtime as Runtime, r.processor as Processor, r.run_at as RunAt, a.kind as Kind,
                   (select count(*)::int from analysis.estimate e where e.run_id = r.id) as Estimates,
                   r.link_version as LinkVersion, r.removed_count as Removed, r.refused_count as Refused, r.label as Label, r.label_reason as LabelReason, r.seed as Seed, r.person_count as Persons,
                   r.lock_hash as LockHash, k.locked_at as LockedAt, k.locked_by as LockedBy, k.outcome_questionnaires as OutcomeQuestionnaires, r.last_batch_id is not null as CanBeReadAgain
            from analysis.run r
            join study.form_version v on v.id = r.form_version_id
            join study.form f on f.id = v.form_id
            left join analysis.plan_lock k on k.lock_hash = r.lock_hash
            cross join study.about a
            where r.id = @id
            """,
            new { id }).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        var batches = (await connection.QueryAsync<BatchRow>(Batch("study.questionnaire", "superseded_by_batch_id is null", "study.attendance", "study.activity"), new { id }).ConfigureAwait(false)).ToList();
        // What the run read, as far as it is still there: rows that a later file changed included.
        Dictionary<long, int>? read = null;
        if (run.CanBeReadAgain)
        {
            await connection.ExecuteAsync("select set_config('lob.as_of_run', @id, true)", new { id }).ConfigureAwait(false);
            read = (await connection.QueryAsync<BatchRow>(Batch("study.shown_questionnaire", "true", "study.shown_attendance", "study.shown_activity"), new { id }).ConfigureAwait(false)).ToDictionary(batch => batch.Id, batch => batch.Current);
        }

        return new RunTrace(
            id, run.Plan, Hex(run.PlanHash), run.Form, Hex(run.FormHash), run.ProgramVersion, run.Runtime, run.Processor, run.RunAt, run.Kind, run.Estimates, run.LinkVersion, run.Removed, run.Refused,
            batches.Select(b => new TracedBatch(
                b.Id, b.Source, b.File, Hex(b.FileHash), Hex(b.MappingHash), b.Rows, b.HeldBack, b.Findings, b.FirstRow, b.LastRow, b.Current, b.IngestedAt, b.IngestedBy)
            {
                Kind = b.Kind,
                Read = read?.GetValueOrDefault(b.Id),
                Withdrawn = b.Withdrawn,
                TakenBackAt = b.UndoneAt,
            }).ToList())
        {
            Label = run.Label,
            LabelReason = run.LabelReason,
            Lock = run.LockHash is null ? null : new TracedLock(Hex(run.LockHash), run.LockedAt!.Value, run.LockedBy!, run.OutcomeQuestionnaires!.Value),
            Seed = run.Seed,
            Persons = run.Persons,
            WithdrawnSince = Math.Max(0, batches.Sum(batch => batch.Withdrawn) - run.Removed),
        };
    }

    // Rows of the file that are stored: filled-in questionnaires, or rows of the sheets that tell of exposure.
    private static string Batch(string questionnaires, string current, string attendance, string activities) =>
        $"""
        with stored as (
          select q.batch_id, q.source_row, {current} as is_current from {questionnaires} q
          union all select t.batch_id, t.source_row, true from {attendance} t
          union all select a.batch_id, a.source_row, true from {activities} a
        ),
        counted as (
          select batch_id, min(source_row) as first_row, max(source_row) as last_row, (count(*) filter (where is_current))::int as current
          from stored where batch_id in (select batch_id from analysis.run_batch where run_id = @id) group by batch_id
        )
        select b.id as Id, b.kind as Kind, s.code as Source, b.file_name as File, b.file_hash as FileHash, b.mapping_hash as MappingHash, b.row_count as Rows,
               b.held_back_count as HeldBack, b.finding_count as Findings, b.ingested_at as IngestedAt, b.ingested_by as IngestedBy,
               c.first_row as FirstRow, c.last_row as LastRow, coalesce(c.current, 0) as Current, coalesce(m.questionnaires, 0) as Withdrawn, b.undone_at as UndoneAt
        from analysis.run_batch rb
        join ingest.batch b on b.id = rb.batch_id
        join ingest.source s on s.id = b.source_id
        left join counted c on c.batch_id = b.id
        left join ingest.batch_removal m on m.batch_id = b.id
        where rb.run_id = @id order by b.id
        """;

    /// <summary>The chain, from the number back to the file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line(0, "run", $"{RunId}: {Estimates} estimates, {StudyKind} data, {Time(RunAt)}");
        if (StudyKind == "simulated")
            Line(1, "data", "gesimuleerd / simulated: no finding about real people");
        if (LabelReason is not null)
            Line(1, "label", $"{Label}: {LabelReason}");
        Line(1, "plan", $"{Plan} (sha256 {PlanHash[..16]}…)");
        if (Lock is { } fix)
            Line(1, "fixed", string.Create(CultureInfo.InvariantCulture, $"{Time(fix.At)} by {fix.By} (sha256 {fix.Hash[..16]}…), with {fix.OutcomeQuestionnaires} questionnaires of the outcome there already"));
        if (Seed is { } seed)
            Line(1, "seed", seed.ToString(CultureInfo.InvariantCulture));
        Line(1, "program", $"lob {ProgramVersion}, {Runtime}, {Processor}");
        Line(1, "codebook", $"{Form} (sha256 {FormHash[..16]}…)");
        Line(1, "people", $"{(LinkVersion is null ? "told apart by equal codes" : string.Create(CultureInfo.InvariantCulture, $"told apart by links version {LinkVersion}"))}; {Removed} questionnaires withdrawn, {Refused} left out for refused consent{(Persons is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; {Persons} persons read"))}{(WithdrawnSince == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {WithdrawnSince} questionnaires withdrawn since"))}");
        foreach (var batch in Batches)
        {
            Line(1, "batch", $"{batch.Id}, {(batch.Kind == "survey" ? "source" : $"sheet of {batch.Kind},")} {batch.Source}, by {batch.IngestedBy}, {Time(batch.IngestedAt)}{(batch.TakenBackAt is { } back ? $"; taken back {Time(back)}" : "")}");
            Line(2, "file", $"{batch.File} (sha256 {batch.FileHash[..16]}…), mapping sha256 {batch.MappingHash[..16]}…");
            Line(2, "rows", string.Create(CultureInfo.InvariantCulture, $"{(batch.FirstRow is null ? "none left" : $"{batch.FirstRow}–{batch.LastRow} of the file")}; {batch.Rows} in the file{(batch.Read is null ? "" : $", {batch.Read} in this run")}, {batch.Current} current, {batch.HeldBack} held back, {(batch.Withdrawn == 0 ? "" : $"{batch.Withdrawn} withdrawn, ")}{batch.Findings} findings"));
        }

        return text.ToString().TrimEnd();

        void Line(int depth, string what, string value) =>
            text.Append(depth == 0 ? "" : new string(' ', 3 * (depth - 1)) + "└─ ").Append(what.PadRight(9)).AppendLine(value);
    }

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private sealed record RunRow(
        string Plan, byte[] PlanHash, string Form, byte[] FormHash, string ProgramVersion, string Runtime, string Processor, DateTime RunAt, string Kind, int Estimates,
        int? LinkVersion, int Removed, int Refused, string Label, string? LabelReason, long? Seed, int? Persons, byte[]? LockHash, DateTime? LockedAt, string? LockedBy,
        int? OutcomeQuestionnaires, bool CanBeReadAgain);

    private sealed record BatchRow(
        long Id, string Kind, string Source, string File, byte[] FileHash, byte[] MappingHash, int Rows, int HeldBack, int Findings, DateTime IngestedAt, string IngestedBy,
        int? FirstRow, int? LastRow, int Current, int Withdrawn, DateTime? UndoneAt);
}

/// <summary>The plan of a run as it was fixed.</summary>
/// <param name="Hash">SHA-256 over plan, codebook, scoring and exclusions, in hex.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Database login.</param>
/// <param name="OutcomeQuestionnaires">Questionnaires of the outcome's wave that were there already.</param>
public sealed record TracedLock(string Hash, DateTime At, string By, int OutcomeQuestionnaires);

/// <summary>A batch in a run's chain.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Source">Its source.</param>
/// <param name="File">Its file's name.</param>
/// <param name="FileHash">SHA-256 of the file, in hex.</param>
/// <param name="MappingHash">SHA-256 of the mapping, in hex.</param>
/// <param name="Rows">Data rows in the file.</param>
/// <param name="HeldBack">Rows not stored.</param>
/// <param name="Findings">Number of findings.</param>
/// <param name="FirstRow">First row of the file that is stored.</param>
/// <param name="LastRow">Last row of the file that is stored.</param>
/// <param name="Current">Stored rows that count now: no later batch changed them.</param>
/// <param name="IngestedAt">When, UTC.</param>
/// <param name="IngestedBy">Database login.</param>
public sealed record TracedBatch(
    long Id, string Source, string File, string FileHash, string MappingHash, int Rows, int HeldBack, int Findings, int? FirstRow, int? LastRow, int Current,
    DateTime IngestedAt, string IngestedBy)
{
    /// <summary>survey, or the kind of sheet.</summary>
    public string Kind { get; init; } = "survey";

    /// <summary>Stored rows that counted for the run and are still there; null for runs of before this was kept.</summary>
    public int? Read { get; init; }

    /// <summary>Questionnaires that went with persons who withdrew.</summary>
    public int Withdrawn { get; init; }

    /// <summary>When the batch was taken back, UTC; null while it counts.</summary>
    public DateTime? TakenBackAt { get; init; }
}
