using Dapper;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>
/// The columns that can hold a person's random id, from the catalogue: every column of type uuid, whatever its table's
/// migration, but the tombstones'. So a table that a later migration adds is neither forgotten at a withdrawal nor when the
/// files are scrubbed.
/// </summary>
internal static class PersonColumns
{
    /// <summary>Tables with such columns: those that others refer to last.</summary>
    public static async Task<IReadOnlyList<PersonTable>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<PersonTable>(new CommandDefinition(
            """
            select format('%I.%I', n.nspname, c.relname) as "Name",
              string_agg(quote_ident(a.attname) || ' = any(@persons)', ' or ' order by a.attnum) as "Condition",
              bool_and(has_column_privilege(c.oid, a.attnum, 'select')) and has_schema_privilege(n.oid, 'usage') as "MayRead",
              has_table_privilege(c.oid, 'delete') and has_schema_privilege(n.oid, 'usage') as "MayDelete",
              pg_has_role(c.relowner, 'usage') as "IsOwner"
            from pg_attribute a
            join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
            where a.atttypid = 'uuid'::regtype and a.attnum > 0 and not a.attisdropped
              and c.relkind in ('r', 'p') and not c.relispartition
              and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
              and (n.nspname, c.relname) <> ('identity', 'tombstone')
            group by n.oid, n.nspname, c.oid, c.relname, c.relowner
            order by case format('%I.%I', n.nspname, c.relname) when 'study.person' then 2 when 'study.questionnaire' then 1 else 0 end, 1
            """,
            cancellationToken: cancellationToken)).ConfigureAwait(false)).ToList();
}

/// <summary>A table with columns that can hold a person's id.</summary>
/// <param name="Name">With its schema, quoted where needed.</param>
/// <param name="Condition">Finds the rows of the persons in parameter <c>persons</c>.</param>
/// <param name="MayRead">Whether this login may read all of these columns.</param>
/// <param name="MayDelete">Whether this login may delete rows.</param>
/// <param name="IsOwner">Whether this login may act as the table's owner.</param>
internal sealed record PersonTable(string Name, string Condition, bool MayRead, bool MayDelete, bool IsOwner);
