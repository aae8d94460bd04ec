using System.Globalization;
using Dapper;
using LobResearch.Study.Database;

namespace LobResearch.Ingest;

/// <summary>A file that came in.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Source">The source.</param>
/// <param name="Form">The form; for a sheet its kind.</param>
/// <param name="Version">The form's version; null for a sheet.</param>
/// <param name="File">The file's name.</param>
/// <param name="Rows">Data rows in the file.</param>
/// <param name="New">Rows that were not there before.</param>
/// <param name="Changed">Rows that superseded earlier ones.</param>
/// <param name="HeldBack">Rows not stored.</param>
/// <param name="Findings">Number of findings.</param>
/// <param name="IngestedAt">When, UTC.</param>
/// <param name="IngestedBy">Database login.</param>
/// <param name="UndoneAt">When it was taken back; null while it counts.</param>
public sealed record BatchEntry(
    long Id, string Source, string Form, int? Version, string File, int Rows, int New, int Changed, int HeldBack, int Findings, DateTime IngestedAt, string IngestedBy, DateTime? UndoneAt)
{
    /// <summary>One line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Id}  {IngestedAt:yyyy-MM-dd HH:mm}Z  {(Version is null ? $"sheet {Form}" : string.Create(CultureInfo.InvariantCulture, $"{Source} → {Form} {Version}"))}  {File}: {Rows} rows, {New} new, {Changed} changed, {HeldBack} held back, {Findings} findings{(UndoneAt is { } undone ? $"; taken back {undone:yyyy-MM-dd HH:mm}Z" : "")}");
}

/// <summary>The files that came into a study.</summary>
public static class BatchList
{
    /// <summary>All batches, oldest first.</summary>
    public static async Task<IReadOnlyList<BatchEntry>> ReadAsync(StudyDatabase database, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return (await connection.QueryAsync<BatchEntry>(
            """
            select b.id, s.code as Source, coalesce(f.code, b.kind) as Form, v.version as Version, b.file_name as File, b.row_count as Rows, b.new_count as New,
                   b.changed_count as Changed, b.held_back_count as HeldBack, b.finding_count as Findings, b.ingested_at as IngestedAt,
                   b.ingested_by as IngestedBy, b.undone_at as UndoneAt
            from ingest.batch b
            join ingest.source s on s.id = b.source_id
            left join study.form_version v on v.id = b.form_version_id
            left join study.form f on f.id = v.form_id
            order by b.id
            """).ConfigureAwait(false)).ToList();
    }
}
