using System.Globalization;
using System.Text;
using Dapper;
using LobResearch.Study.Database;
using LobResearch.TestKit;

namespace LobResearch.Study.Tests.Database;

/// <summary>The data dictionary in data-schema/README.md is the database's own comments.</summary>
public sealed class DataDictionaryTests
{
    private const string Begin = "<!-- dictionary: written from the database's comments; LOB_UPDATE_DOCS=1 dotnet test tests/Study -->\n";
    private const string End = "<!-- end of the dictionary -->";

    [Test]
    public async Task Readme_Dictionary_IsTheSchemasComments()
    {
        ServerForTests.RequireServer();
        await using var database = await StudyDatabase.OpenAsync("dictionary");
        await using var connection = await database.Source.OpenConnectionAsync();
        var columns = (await connection.QueryAsync<Entry>(
            """
            select n.nspname as Schema, c.relname as Table, obj_description(c.oid, 'pg_class') as TableComment, a.attname as Column,
                   format_type(a.atttypid, a.atttypmod) as Type, a.attnotnull as Required, col_description(c.oid, a.attnum) as Comment
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'public')
            order by array_position(array['study', 'text', 'sensitive', 'identity', 'ingest', 'analysis', 'reference'], n.nspname::text), c.oid, a.attnum
            """)).ToList();
        Assert.That(columns, Is.Not.Empty);
        Assert.That(columns.Where(entry => entry.Comment is null || entry.TableComment is null).Select(entry => $"{entry.Schema}.{entry.Table}.{entry.Column}"), Is.Empty);

        var path = Repository.At("data-schema", "README.md");
        var text = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        Assert.That(to, Is.GreaterThanOrEqualTo(from));
        var expected = Dictionary(columns);
        if (Environment.GetEnvironmentVariable("LOB_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(path, text[..from] + expected + text[to..]);
        else
            Assert.That(text[from..to], Is.EqualTo(expected));
    }

    private static string Dictionary(List<Entry> columns)
    {
        var text = new StringBuilder();
        foreach (var table in columns.GroupBy(entry => (entry.Schema, entry.Table, entry.TableComment)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {table.Key.Schema}.{table.Key.Table}\n\n{table.Key.TableComment}\n\n| column | type | |\n|---|---|---|\n");
            foreach (var entry in table)
                text.Append(CultureInfo.InvariantCulture, $"| `{entry.Column}` | {entry.Type}{(entry.Required ? "" : ", may be empty")} | {entry.Comment!.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return text.Append('\n').ToString();
    }

    private sealed record Entry(string Schema, string Table, string? TableComment, string Column, string Type, bool Required, string? Comment);
}
