using Dapper;
using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Mapping;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>A batch being written: its id is known at the start, its row is written at the end, with the counts.</summary>
internal sealed class Batch
{
    private readonly NpgsqlConnection _connection;

    private Batch(NpgsqlConnection connection, long id, int sourceId, int formVersionId) =>
        (_connection, Id, SourceId, FormVersionId) = (connection, id, sourceId, formVersionId);

    public long Id { get; }

    public int SourceId { get; }

    public int FormVersionId { get; }

    /// <summary>Reserves an id and looks the source and the form version up.</summary>
    public static async Task<Batch> BeginAsync(NpgsqlConnection connection, Form form, SourceMapping mapping)
    {
        var id = await connection.ExecuteScalarAsync<long>(
            "select nextval(pg_get_serial_sequence('ingest.batch', 'id'))").ConfigureAwait(false);
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
        return new Batch(connection, id, source, formVersion);
    }

    /// <summary>Writes the batch's row and its findings.</summary>
    public async Task CompleteAsync(IngestReport report, byte[] fileHash, byte[] mappingHash, byte[] formHash)
    {
        await _connection.ExecuteAsync(
            """
            insert into ingest.batch (id, source_id, form_version_id, file_name, file_hash, mapping_hash, form_hash, row_count,
              new_count, unchanged_count, changed_count, held_back_count, vanished_count, finding_count, program_version)
            overriding system value
            values (@Id, @SourceId, @FormVersionId, @File, @fileHash, @mappingHash, @formHash, @Rows,
              @New, @Unchanged, @Changed, @HeldBack, @Vanished, @findings, @version)
            """,
            new
            {
                Id,
                SourceId,
                FormVersionId,
                report.File,
                fileHash,
                mappingHash,
                formHash,
                report.Rows,
                report.New,
                report.Unchanged,
                report.Changed,
                report.HeldBack,
                report.Vanished,
                findings = report.Findings.Count,
                version = ProgramVersion.Current,
            }).ConfigureAwait(false);
        await _connection.ExecuteAsync(
            """
            insert into ingest.finding (batch_id, ordinal, rule, source_row, source_column, message)
            values (@Id, @ordinal, @Rule, @Row, @Column, @Message)
            """,
            report.Findings.Select((finding, index) => new
            {
                Id,
                ordinal = index + 1,
                finding.Rule,
                finding.Row,
                finding.Column,
                finding.Message,
            })).ConfigureAwait(false);
    }
}
