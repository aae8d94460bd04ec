using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace LobResearch.TestKit;

/// <summary>What a study database holds, without what is random by design: ids, keyed hashes, clocks.</summary>
public static class DatabaseSnapshot
{
    private static readonly string[] Questions =
    [
        """
        select w.code, s.code, g.code, v.version, q.answers::text, q.source_row, b.file_name, (q.superseded_by_batch_id is null)::text,
          (select string_agg(format('%s=%s/%s', n.item_ordinal, n.value, n.missing), ',' order by n.item_ordinal)
             from study.number_answer n where n.questionnaire_id = q.id and n.person_id = q.person_id),
          (select string_agg(format('%s=%s/%s', d.item_ordinal, d.value, d.missing), ',' order by d.item_ordinal)
             from study.date_answer d where d.questionnaire_id = q.id and d.person_id = q.person_id),
          (select string_agg(format('%s=%s/%s', t.item_ordinal, md5(t.body), t.missing), ',' order by t.item_ordinal)
             from text.answer t where t.questionnaire_id = q.id and t.person_id = q.person_id),
          (select string_agg(format('%s=%s/%s', x.item_ordinal, x.code, x.missing), ',' order by x.item_ordinal)
             from sensitive.answer x where x.questionnaire_id = q.id and x.person_id = q.person_id),
          (select count(*)::text from study.questionnaire other where other.person_id = q.person_id)
        from study.questionnaire q
        join ingest.batch b on b.id = q.batch_id
        join study.wave w on w.id = q.wave_id
        join study.form_version v on v.id = q.form_version_id
        left join study.school s on s.id = q.school_id
        left join study.class_group g on g.id = q.class_group_id
        order by b.file_name, q.source_row, q.superseded_by_batch_id nulls last
        """,
        "select file_name, row_count, new_count, unchanged_count, changed_count, held_back_count, vanished_count from ingest.batch order by id",
        "select rule, source_row, source_column, message from ingest.finding order by batch_id, ordinal",
        "select count(*) from study.person",
        "select count(*) from identity.code",
        "select code from study.school order by code",
        "select s.code, w.code, g.code from study.class_group g join study.school s on s.id = g.school_id join study.wave w on w.id = g.wave_id order by 1, 2, 3",
        "select v.version, i.ordinal, i.code from study.item i join study.form_version v on v.id = i.form_version_id order by 1, 2",
        "select code, schools_yes from reference.practice order by 1",
        "select count(*) from study.number_answer",
        "select count(*) from sensitive.answer",
    ];

    /// <summary>A digest per question, one a line: two databases that hold the same give the same text.</summary>
    public static async Task<string> TakeAsync(NpgsqlConnection connection)
    {
        var text = new StringBuilder();
        foreach (var question in Questions)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = question;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var rows = 0;
            await using (var reader = await command.ExecuteReaderAsync().ConfigureAwait(false))
            {
                while (await reader.ReadAsync().ConfigureAwait(false))
                {
                    rows++;
                    var cells = Enumerable.Range(0, reader.FieldCount).Select(index => reader.IsDBNull(index) ? "∅" : Convert.ToString(reader.GetValue(index), System.Globalization.CultureInfo.InvariantCulture));
                    hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\u001f', cells) + "\n"));
                }
            }

            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{rows} rows {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}\n");
        }

        return text.ToString();
    }

    /// <summary>Every row of every table that the catalogue knows, as text in a fixed order, by table: nothing is left out.</summary>
    public static async Task<SortedDictionary<string, List<string>>> ReadAllAsync(NpgsqlConnection connection)
    {
        var tables = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        await foreach (var table in TextAsync(connection,
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
            """).ConfigureAwait(false))
        {
            tables.Add(table, []);
        }

        foreach (var (table, rows) in tables)
        {
            await foreach (var row in TextAsync(connection, $"select to_jsonb(t)::text from {table} t order by 1").ConfigureAwait(false))
                rows.Add(row);
        }

        return tables;
    }

    private static async IAsyncEnumerable<string> TextAsync(NpgsqlConnection connection, string question)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = question;
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
            yield return reader.GetString(0);
    }
}
