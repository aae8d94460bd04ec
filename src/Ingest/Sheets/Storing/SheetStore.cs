using System.Text;
using Dapper;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Ingest.Sheets.Reading;
using Npgsql;
using NpgsqlTypes;

namespace LobResearch.Ingest.Sheets.Storing;

/// <summary>How many rows of a sheet were new, unchanged and changed, and how many of earlier files it no longer holds.</summary>
internal sealed record SheetCounts(int New, int Unchanged, int Changed, int Vanished);

/// <summary>
/// Stores a sheet's rows within the batch's transaction: copies them beside the tables, compares row by row, and writes what is
/// new or changed. The tables' triggers keep changed rows as they were.
/// </summary>
/// <remarks>Names of tables and columns come from the sheets' definitions, never from a file.</remarks>
internal sealed class SheetStore
{
    private readonly NpgsqlConnection _connection;
    private readonly SheetDefinition _sheet;
    private readonly long _batch;
    private readonly IReadOnlyList<(string Name, NpgsqlDbType Type)> _fields;

    /// <param name="connection">The connection, in the batch's transaction.</param>
    /// <param name="sheet">The sheet.</param>
    /// <param name="batch">The batch.</param>
    public SheetStore(NpgsqlConnection connection, SheetDefinition sheet, long batch)
    {
        (_connection, _sheet, _batch) = (connection, sheet, batch);
        _fields = FieldsOf(sheet);
    }

    private string Main => _sheet.Tables[0].Name;

    /// <summary>Stores the rows.</summary>
    /// <param name="rows">The rows, each with its person.</param>
    /// <param name="persons">Hashes what has to be compared without being read; null for a sheet that needs no hash.</param>
    /// <param name="cancellationToken">Undoes everything.</param>
    public async Task<SheetCounts> StoreAsync(IReadOnlyList<(SheetRow Row, Guid? Person)> rows, IPersonFinder? persons, CancellationToken cancellationToken)
    {
        await CopyAsync(rows, persons, cancellationToken).ConfigureAwait(false);
        await CompareAsync().ConfigureAwait(false);
        await _connection.ExecuteAsync(
            $"""
            insert into ingest.batch_overlap (batch_id, earlier_batch_id)
            select distinct @_batch, t.batch_id from incoming i join {Main} t on {SameKey("t")} where t.batch_id <> @_batch
            on conflict do nothing
            """,
            new { _batch }).ConfigureAwait(false);
        foreach (var table in _sheet.Tables)
            await WriteAsync(table).ConfigureAwait(false);
        var (added, changed, all) = await _connection.QuerySingleAsync<(int, int, int)>(
            "select count(*) filter (where is_new)::int, count(*) filter (where is_changed)::int, count(*)::int from incoming").ConfigureAwait(false);
        return new SheetCounts(added, all - added - changed, changed, await VanishedAsync().ConfigureAwait(false));
    }

    /// <summary>The rows of the file that don't agree with others.</summary>
    public async Task<IReadOnlyList<int>> DisagreeingAsync(SheetAgreement agreement) =>
        (await _connection.QueryAsync<int>(agreement.Sql, new { batch = _batch }).ConfigureAwait(false)).ToList();

    /// <summary>Makes room for the next sheet.</summary>
    public Task DropAsync() => _connection.ExecuteAsync("drop table incoming");

    private async Task CopyAsync(IReadOnlyList<(SheetRow Row, Guid? Person)> rows, IPersonFinder? persons, CancellationToken cancellationToken)
    {
        await _connection.ExecuteAsync(
            $"create temporary table incoming ({string.Join(", ", _fields.Select(field => $"\"{field.Name}\" {Sql(field.Type)}"))}, source_row integer, is_new boolean, is_changed boolean) on commit drop").ConfigureAwait(false);
        await using var copy = await _connection.BeginBinaryImportAsync(
            $"copy incoming ({string.Join(", ", _fields.Select(field => $"\"{field.Name}\""))}, source_row) from stdin (format binary)", cancellationToken).ConfigureAwait(false);
        foreach (var (row, person) in rows)
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (name, type) in _fields)
            {
                var value = name == _sheet.Person?.Field ? person
                    : name == SheetFields.ContentHash ? persons!.ContentHash(Content(row, person))
                    : row.Values.GetValueOrDefault(name);
                if (value is null)
                    await copy.WriteNullAsync(cancellationToken).ConfigureAwait(false);
                else
                    await copy.WriteAsync(value, type, cancellationToken).ConfigureAwait(false);
            }

            await copy.WriteAsync(row.Row, NpgsqlDbType.Integer, cancellationToken).ConfigureAwait(false);
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private byte[] Content(SheetRow row, Guid? person)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content, Encoding.UTF8);
        writer.Write(person?.ToString() ?? "");
        foreach (var (name, _) in _fields)
        {
            writer.Write(name);
            writer.Write(row.Values.GetValueOrDefault(name) switch
            {
                null => "",
                string[] several => string.Join('\u001f', several),
                short?[] several => string.Join('\u001f', several),
                var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "",
            });
        }

        writer.Flush();
        return content.ToArray();
    }

    private async Task CompareAsync()
    {
        await _connection.ExecuteAsync($"update incoming i set is_new = not exists (select 1 from {Main} t where {SameKey("t")}), is_changed = false").ConfigureAwait(false);
        foreach (var table in _sheet.Tables)
        {
            var compared = table.Compared(_sheet.Key).ToList();
            if (compared.Count == 0)
                continue;
            await _connection.ExecuteAsync(
                $"""
                update incoming i set is_changed = true from {table.Name} t
                where {SameKey("t")} and row({Names(compared, "t")}) is distinct from row({Names(compared, "i")})
                """).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(SheetTable table)
    {
        var others = table.Fields.Except(_sheet.Key).ToList();
        if (others.Count > 0)
        {
            await _connection.ExecuteAsync(
                $"""
                update {table.Name} t set {string.Join(", ", others.Select(field => $"\"{field}\" = i.\"{field}\""))}, batch_id = @_batch, source_row = i.source_row
                from incoming i where i.is_changed and {SameKey("t")}
                """,
                new { _batch }).ConfigureAwait(false);
        }

        await _connection.ExecuteAsync(
            $"insert into {table.Name} ({Names(table.Fields, null)}, batch_id, source_row) select {Names(table.Fields, "i")}, @_batch, i.source_row from incoming i where i.is_new order by i.source_row",
            new { _batch }).ConfigureAwait(false);
    }

    // A file that holds rows of an earlier one is that one again: what it no longer holds has vanished. Other files are others.
    private Task<int> VanishedAsync() => _connection.ExecuteScalarAsync<int>(
        $"""
        with recursive continued (id) as (
          select earlier_batch_id from ingest.batch_overlap where batch_id = @_batch
          union select o.earlier_batch_id from ingest.batch_overlap o join continued c on c.id = o.batch_id
        )
        select count(*)::int from {Main} t join continued c on c.id = t.batch_id
        where exists (select 1 from incoming i where not i.is_new) and not exists (select 1 from incoming i where {SameKey("t")})
        """,
        new { _batch });

    private string SameKey(string table) => string.Join(" and ", _sheet.Key.Select(field => $"{table}.\"{field}\" = i.\"{field}\""));

    private static string Names(IEnumerable<string> fields, string? table) => string.Join(", ", fields.Select(field => table is null ? $"\"{field}\"" : $"{table}.\"{field}\""));

    private static List<(string, NpgsqlDbType)> FieldsOf(SheetDefinition sheet)
    {
        var fields = sheet.Columns.Where(column => column.Field.Length > 0).GroupBy(column => column.Field, StringComparer.Ordinal)
            .Select(group => (group.Key, TypeOf(group.First()))).ToList();
        if (sheet.Person is { } person)
            fields.Add((person.Field, NpgsqlDbType.Uuid));
        if (sheet.Tables.Any(table => table.HasContentHash))
            fields.Add((SheetFields.ContentHash, NpgsqlDbType.Bytea));
        return fields;
    }

    private static NpgsqlDbType TypeOf(SheetColumn column) => column.Kind switch
    {
        SheetCellKind.Choices => NpgsqlDbType.Array | NpgsqlDbType.Text,
        SheetCellKind.Flag => NpgsqlDbType.Boolean,
        SheetCellKind.WholeNumber => column.Element is null ? NpgsqlDbType.Smallint : NpgsqlDbType.Array | NpgsqlDbType.Smallint,
        SheetCellKind.Date => NpgsqlDbType.Date,
        SheetCellKind.School => NpgsqlDbType.Integer,
        _ => NpgsqlDbType.Text,
    };

    private static string Sql(NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Array | NpgsqlDbType.Text => "text[]",
        NpgsqlDbType.Array | NpgsqlDbType.Smallint => "smallint[]",
        NpgsqlDbType.Boolean => "boolean",
        NpgsqlDbType.Smallint => "smallint",
        NpgsqlDbType.Date => "date",
        NpgsqlDbType.Integer => "integer",
        NpgsqlDbType.Uuid => "uuid",
        NpgsqlDbType.Bytea => "bytea",
        _ => "text",
    };
}
