using System.Globalization;
using System.Text;
using Dapper;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Runs;

/// <summary>The chain behind a run: plan, program, codebook, batches and their files.</summary>
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
    /// <summary>Reads the chain of a run.</summary>
    /// <param name="database">The study's database.</param>
    /// <param name="idOrBeginning">The run's id or enough of its beginning.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">No run or several begin so.</exception>
    public static async Task<RunTrace> ReadAsync(StudyDatabase database, string idOrBeginning, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        var all = (await connection.QueryAsync<string>("select id from analysis.run order by run_at").ConfigureAwait(false)).ToList();
        var found = all.Where(id => id.StartsWith(idOrBeginning, StringComparison.Ordinal)).ToList();
        if (found.Count != 1 || idOrBeginning.Length == 0)
        {
            throw new InputFault(all.Count == 0
                ? "The database holds no runs yet. Make one: lob analyse PLAN."
                : $"{(found.Count == 0 ? "No run begins" : "Several runs begin")} with '{idOrBeginning}'. The runs are {string.Join(", ", all.TakeLast(20))}.");
        }

        var run = await connection.QuerySingleAsync<RunRow>(
            """
            select r.plan_code as Plan, r.plan_hash as PlanHash, f.code || ' version ' || v.version as Form, v.content_hash as FormHash,
                   r.program_version as ProgramVersion, r.runtime as Runtime, r.processor as Processor, r.run_at as RunAt, a.kind as Kind,
                   (select count(*)::int from analysis.estimate e where e.run_id = r.id) as Estimates,
                   r.link_version as LinkVersion, r.removed_count as Removed, r.refused_count as Refused
            from analysis.run r
            join study.form_version v on v.id = r.form_version_id
            join study.form f on f.id = v.form_id
            cross join study.about a
            where r.id = @id
            """,
            new { id = found[0] }).ConfigureAwait(false);
        var batches = await connection.QueryAsync<BatchRow>(
            """
            select b.id as Id, s.code as Source, b.file_name as File, b.file_hash as FileHash, b.mapping_hash as MappingHash, b.row_count as Rows,
                   b.held_back_count as HeldBack, b.finding_count as Findings, b.ingested_at as IngestedAt, b.ingested_by as IngestedBy,
                   (select min(q.source_row) from study.questionnaire q where q.batch_id = b.id) as FirstRow,
                   (select max(q.source_row) from study.questionnaire q where q.batch_id = b.id) as LastRow,
                   (select count(*)::int from study.questionnaire q where q.batch_id = b.id and q.superseded_by_batch_id is null) as Current
            from analysis.run_batch rb
            join ingest.batch b on b.id = rb.batch_id
            join ingest.source s on s.id = b.source_id
            where rb.run_id = @id order by b.id
            """,
            new { id = found[0] }).ConfigureAwait(false);
        return new RunTrace(
            found[0], run.Plan, Hex(run.PlanHash), run.Form, Hex(run.FormHash), run.ProgramVersion, run.Runtime, run.Processor, run.RunAt, run.Kind, run.Estimates, run.LinkVersion, run.Removed, run.Refused,
            batches.Select(b => new TracedBatch(
                b.Id, b.Source, b.File, Hex(b.FileHash), Hex(b.MappingHash), b.Rows, b.HeldBack, b.Findings, b.FirstRow, b.LastRow, b.Current, b.IngestedAt, b.IngestedBy)).ToList());
    }

    /// <summary>The chain, from the number back to the file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Line(0, "run", $"{RunId}: {Estimates} estimates, {StudyKind} data, {Time(RunAt)}");
        Line(1, "plan", $"{Plan} (sha256 {PlanHash[..16]}…)");
        Line(1, "program", $"lob {ProgramVersion}, {Runtime}, {Processor}");
        Line(1, "codebook", $"{Form} (sha256 {FormHash[..16]}…)");
        Line(1, "people", $"{(LinkVersion is null ? "told apart by equal codes" : string.Create(CultureInfo.InvariantCulture, $"told apart by links version {LinkVersion}"))}; {Removed} questionnaires withdrawn, {Refused} left out for refused consent");
        foreach (var batch in Batches)
        {
            Line(1, "batch", $"{batch.Id}, source {batch.Source}, by {batch.IngestedBy}, {Time(batch.IngestedAt)}");
            Line(2, "file", $"{batch.File} (sha256 {batch.FileHash[..16]}…), mapping sha256 {batch.MappingHash[..16]}…");
            Line(2, "rows", $"{batch.FirstRow}–{batch.LastRow} of the file; {batch.Rows} read, {batch.Current} current, {batch.HeldBack} held back, {batch.Findings} findings");
        }

        return text.ToString().TrimEnd();

        void Line(int depth, string what, string value) =>
            text.Append(depth == 0 ? "" : new string(' ', 3 * (depth - 1)) + "└─ ").Append(what.PadRight(9)).AppendLine(value);
    }

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private sealed record RunRow(
        string Plan, byte[] PlanHash, string Form, byte[] FormHash, string ProgramVersion, string Runtime, string Processor, DateTime RunAt, string Kind, int Estimates,
        int? LinkVersion, int Removed, int Refused);

    private sealed record BatchRow(
        long Id, string Source, string File, byte[] FileHash, byte[] MappingHash, int Rows, int HeldBack, int Findings, DateTime IngestedAt, string IngestedBy,
        int? FirstRow, int? LastRow, int Current);
}

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
/// <param name="Current">Rows that no later batch superseded.</param>
/// <param name="IngestedAt">When, UTC.</param>
/// <param name="IngestedBy">Database login.</param>
public sealed record TracedBatch(
    long Id, string Source, string File, string FileHash, string MappingHash, int Rows, int HeldBack, int Findings, int? FirstRow, int? LastRow, int Current,
    DateTime IngestedAt, string IngestedBy);
