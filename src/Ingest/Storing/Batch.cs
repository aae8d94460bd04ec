using Dapper;
using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Mapping;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>A batch being written: its row comes first, since all others refer to it; its counts come last.</summary>
internal sealed class Batch
{
    private readonly NpgsqlConnection _connection;

    private Batch(NpgsqlConnection connection, long id, int sourceId, int formVersionId) =>
        (_connection, Id, SourceId, FormVersionId) = (connection, id, sourceId, formVersionId);

    public long Id { get; }

    public int SourceId { get; }

    public int FormVersionId { get; }

    /// <summary>Writes the batch's row, with no counts yet, and looks the source and the form version up.</summary>
    public static async Task<Batch> BeginAsync(NpgsqlConnection connection, Form form, SourceMapping mapping, string fileName, byte[] fileHash, long? afterBatch)
    {
        var source = await connection.ExecuteScalarAsync<int>(
            """
            insert into ingest.source (code) values (@Id)
            on conflict (code) do update set code = excluded.code returning id
            """,
            new { mapping.Id }).ConfigureAwait(false);
        var formVersion = await connection.QuerySingleAsync<int>(
            """
            select v.id from study.form_version v join study.form f on f.id = v.form_id
            where f.code = @Id and v.version = @Version and v.content_hash = @ContentHash
            """,
            new { form.Id, form.Version, form.ContentHash }).ConfigureAwait(false);
        var id = await connection.ExecuteScalarAsync<long>(
            """
            insert into ingest.batch (source_id, form_version_id, file_name, file_hash, mapping_hash, form_hash, row_count,
              new_count, unchanged_count, changed_count, held_back_count, vanished_count, finding_count, program_version, after_batch_id)
            values (@source, @formVersion, @fileName, @fileHash, @Hash, @ContentHash, 0, 0, 0, 0, 0, 0, 0, @version, @afterBatch)
            returning id
            """,
            new { source, formVersion, fileName, fileHash, mapping.Hash, form.ContentHash, version = ProgramVersion.Current, afterBatch }).ConfigureAwait(false);
        return new Batch(connection, id, source, formVersion);
    }

    /// <summary>Writes the row of a sheet's batch, with no counts yet.</summary>
    /// <param name="connection">The connection, in the batch's transaction.</param>
    /// <param name="kind">The kind of sheet.</param>
    /// <param name="template">SHA-256 of the template's definition: it is mapping and form in one.</param>
    /// <param name="fileName">The file's name without its folder.</param>
    /// <param name="fileHash">SHA-256 of its bytes.</param>
    /// <param name="afterBatch">The batch because of which the file came in once more; null for its first time.</param>
    public static async Task<Batch> BeginSheetAsync(NpgsqlConnection connection, string kind, byte[] template, string fileName, byte[] fileHash, long? afterBatch)
    {
        // No source of a study can have this name: a colon stands in none.
        var source = await connection.ExecuteScalarAsync<int>(
            """
            insert into ingest.source (code) values (@code)
            on conflict (code) do update set code = excluded.code returning id
            """,
            new { code = "sheet:" + kind }).ConfigureAwait(false);
        var id = await connection.ExecuteScalarAsync<long>(
            """
            insert into ingest.batch (source_id, kind, file_name, file_hash, mapping_hash, form_hash, row_count,
              new_count, unchanged_count, changed_count, held_back_count, vanished_count, finding_count, program_version, after_batch_id)
            values (@source, @kind, @fileName, @fileHash, @template, @template, 0, 0, 0, 0, 0, 0, 0, @version, @afterBatch)
            returning id
            """,
            new { source, kind, fileName, fileHash, template, version = ProgramVersion.Current, afterBatch }).ConfigureAwait(false);
        return new Batch(connection, id, source, 0);
    }

    /// <summary>Writes the batch's counts and its findings.</summary>
    public async Task CompleteAsync(IngestReport report)
    {
        await _connection.ExecuteAsync(
            """
            update ingest.batch set row_count = @Rows, new_count = @New, unchanged_count = @Unchanged, changed_count = @Changed,
              held_back_count = @HeldBack, withdrawn_count = @Withdrawn, vanished_count = @Vanished, finding_count = @findings
            where id = @Id
            """,
            new
            {
                Id,
                report.Rows,
                report.New,
                report.Unchanged,
                report.Changed,
                report.HeldBack,
                report.Withdrawn,
                report.Vanished,
                findings = report.Findings.Count,
            }).ConfigureAwait(false);
        await _connection.ExecuteAsync(
            """
            insert into ingest.finding (batch_id, ordinal, rule, source_sheet, source_row, source_column, message)
            values (@Id, @ordinal, @Rule, @Sheet, @Row, @Column, @Message)
            """,
            report.Findings.Select((finding, index) => new
            {
                Id,
                ordinal = index + 1,
                finding.Rule,
                finding.Sheet,
                finding.Row,
                finding.Column,
                finding.Message,
            })).ConfigureAwait(false);
    }
}
