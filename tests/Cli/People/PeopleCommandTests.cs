using System.Buffers;
using System.Text;
using System.Text.Json;
using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Cli.Tests.People;

/// <summary>A wave goes its way through all verbs about people.</summary>
public sealed class PeopleCommandTests
{
    private GeneratedWave _wave = null!;
    private string _backup = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        ServerForTests.RequireServer();
        _wave = new GeneratedWave();
        _backup = _wave.Folder.At("wave.backup");
        var document = await IngestAsync(_wave.Csv, "--html", _wave.Folder.At("report.html"));
        Assert.That(document.GetProperty("new").GetInt32(), Is.EqualTo(GeneratedWave.Persons), document.ToString());
        Assert.That(
            document.GetProperty("droppedColumns").EnumerateArray().Select(column => column.GetString()),
            Is.SupersetOf(new[] { "IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "LocationLatitude", "LocationLongitude" }));
        var sheet = _wave.Folder.Write("attendance.csv", "activiteit;soort;datum;componenten\ndiner;LOB-diner;12-10-2026;I, S\n");
        Assert.That((await _wave.RunAsync("ingest", "attendance", sheet, "--study", _wave.Study)).ExitCode, Is.Zero, _wave.Printed.ToString());
        var attendance = _wave.Folder.Write("attendance-2.csv", $"activiteit;school;rol;code;uitgenodigd;aanwezig\ndiner;A;ouder;{_wave.Codes[0]};ja;aanwezig\ndiner;A;ouder;{_wave.Codes[1]};ja;afwezig\n");
        Assert.That((await _wave.RunAsync("ingest", "attendance", attendance, "--study", _wave.Study)).ExitCode, Is.Zero, _wave.Printed.ToString());
        await StepAsync("backup", 0, "backup", _backup);
    }

    [OneTimeTearDown]
    public void TearDown() => _wave?.Dispose();

    [Test]
    public async Task Wave_ThroughAllVerbsAboutPeople_KeepsThemUnknownAndLetsThemGo()
    {
        await NothingThatIdentifiesAsync();
        await LinkAsync();
        await RotateAsync();
        await WithdrawAsync();
        await RestoreAsync();
        await UndoAsync();
        await RetentionAsync();
        await SearchAsync();
    }

    private async Task NothingThatIdentifiesAsync()
    {
        await StepAsync("verify", 0, "verify", "--study", _wave.Study);
        await StepAsync("batches", 0, "ingest", "list", "--study", _wave.Study);
        await SearchAsync();
        // The search can find: the very same words are in the export beside it.
        Assert.That(await FoundInAsync(_wave.Csv), Is.GreaterThan(GeneratedWave.Persons));
    }

    private async Task LinkAsync()
    {
        var links = await StepAsync("link", null, "link", "run", "--study", _wave.Study);
        Assert.That(links.GetProperty("version").GetInt32(), Is.EqualTo(1));
        var again = await StepAsync("link", null, "link", "run", "--study", _wave.Study);
        Assert.That(again.GetProperty("isNew").GetBoolean(), Is.False);
        var review = await _wave.RunAsync("link", "review", "--study", _wave.Study);
        Assert.That((review.ExitCode, review.Error), Is.EqualTo((2, "lob: lob link review is a screen: run it on a terminal.\n")));
    }

    private async Task RotateAsync()
    {
        var rotated = await StepAsync("keys-rotate", 0, "keys", "rotate", "--study", _wave.Study);
        Assert.That(rotated.GetProperty("codes").GetInt32(), Is.EqualTo(GeneratedWave.Persons));
        var dry = await StepAsync("withdraw", 0, "withdraw", _wave.Codes[0], "--dry-run", "--study", _wave.Study);
        Assert.That((dry.GetProperty("dryRun").GetBoolean(), dry.GetProperty("questionnaires").GetInt32()), Is.EqualTo((true, 1)));
    }

    private async Task WithdrawAsync()
    {
        var person = await _wave.AskAsync<Guid>("select person_id from study.attendance where presence = 'attended'");
        var withdrawn = await StepAsync("withdraw", 0, "withdraw", _wave.Codes[0].ToLowerInvariant(), "--role", "parent", "--school", "A", "--study", _wave.Study);
        Assert.That((withdrawn.GetProperty("persons").GetInt32(), withdrawn.GetProperty("leftToAdministrator").GetArrayLength()), Is.EqualTo((1, 0)));
        Assert.That(await _wave.AskAsync<long>("select count(*) from study.questionnaire"), Is.EqualTo(GeneratedWave.Persons - 1));
        Assert.That(await _wave.AskAsync<long>("select count(*) from form.parents"), Is.EqualTo(GeneratedWave.Persons - 1));
        Assert.That(await _wave.AskAsync<long>("select count(*) from study.attendance"), Is.EqualTo(1));
        // The mark tells the id, and nothing else does: not the other tables, not what is left of the write-ahead log.
        var tombstones = await _wave.AskAsync<string>("select pg_relation_filepath('identity.tombstone')");
        Assert.That(
            (await FilesWithAsync(person)).Where(file => !file.EndsWith(tombstones, StringComparison.Ordinal)).Select(file => Path.GetFileName(Path.GetDirectoryName(file))),
            Is.EqualTo(new[] { "withdrawals" }), "beside the tombstone's table, only the log of withdrawals");

        var again = await IngestAsync(_wave.ReExport());
        Assert.That((again.GetProperty("new").GetInt32(), again.GetProperty("withdrawn").GetInt32()), Is.EqualTo((1, 1)), again.ToString());
        var unknown = await _wave.RunAsync("withdraw", "AA-99-AA-99", "--study", _wave.Study);
        Assert.That((unknown.ExitCode, unknown.Error), Is.EqualTo((2, "lob: Nobody in this study has this code. Check it with the person: one sign that is off is another code. Nothing was changed.\n")));
    }

    private async Task RestoreAsync()
    {
        await StepAsync("restore", 0, "restore", _backup);
        Assert.That(await _wave.AskAsync<long>("select count(*) from study.questionnaire"), Is.EqualTo(GeneratedWave.Persons - 1));
        Assert.That(await _wave.AskAsync<long>("select count(*) from study.attendance"), Is.EqualTo(1));
        await StepAsync("verify", 0, "verify", "--study", _wave.Study);
    }

    private async Task UndoAsync()
    {
        var undone = await StepAsync("undo", 0, "ingest", "undo", "3", "--study", _wave.Study);
        Assert.That(undone.GetProperty("removed").GetInt32(), Is.EqualTo(1));
    }

    private async Task RetentionAsync()
    {
        var now = await StepAsync("retention", 0, "retention", "--on", "2026-12-01", "--study", _wave.Study);
        Assert.That(now.GetProperty("entries").EnumerateArray().Count(entry => entry.GetProperty("due").GetBoolean()), Is.Zero);
        var later = await StepAsync("retention", 1, "retention", "--on", "2028-09-01", "--study", _wave.Study);
        Assert.That(
            later.GetProperty("entries").EnumerateArray().Where(entry => entry.GetProperty("due").GetBoolean()).Select(entry => entry.GetProperty("what").GetString()),
            Is.EqualTo(new[] { "codes", "open_answers" }));
    }

    private async Task<JsonElement> IngestAsync(string file, params string[] options)
    {
        var result = await _wave.RunAsync(["ingest", "survey", file, "--study", _wave.Study, "--json", .. options]);
        Assert.That(result.ExitCode, Is.AnyOf(0, 1), result.Error);
        return await Schemas.CheckAsync("ingest", result.Output);
    }

    private async Task<JsonElement> StepAsync(string schema, int? exitCode, params string[] arguments)
    {
        var result = await _wave.RunAsync([.. arguments, "--json"]);
        Assert.That(result.ExitCode, exitCode is null ? Is.AnyOf(0, 1) : Is.EqualTo(exitCode), result.Output + result.Error);
        return await Schemas.CheckAsync(schema, result.Output);
    }

    // Data folder with its logs and keys, backup, report, what was printed, and every table as text: compressed rows would hide from a search of files.
    private async Task SearchAsync()
    {
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(_wave.Home, "*", SearchOption.AllDirectories).Append(_backup).Append(_wave.Folder.At("report.html")))
        {
            if (await FoundInAsync(file) > 0)
                found.Add(file);
        }

        Assert.That(found, Is.Empty, "files that hold a name, an address or a code");
        var words = SearchValues.Create(_wave.Secrets.ToArray(), StringComparison.OrdinalIgnoreCase);
        Assert.That(_wave.Printed.ToString().AsSpan().ContainsAny(words), Is.False, "what was printed");
        Assert.That((await DumpAsync()).AsSpan().ContainsAny(words), Is.False, "the tables");
    }

    private async Task<string> DumpAsync()
    {
        await using var server = await EmbeddedServer.EnterAsync(new LobHome(_wave.Home));
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionStringFor("lob_wave")) { Pooling = false }.ConnectionString);
        var text = new StringBuilder();
        await using var connection = await source.OpenConnectionAsync();
        foreach (var table in await RowsAsync(connection, "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        {
            foreach (var row in await RowsAsync(connection, $"select t::text from {table} t"))
                text.Append(row).Append('\n');
        }

        Assert.That(text.ToString(), Does.Contain("Het gesprek was prettig."), "the dump has the open answers");
        return text.ToString();
    }

    private static async Task<List<string>> RowsAsync(NpgsqlConnection connection, string question)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = question;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private async Task<int> FoundInAsync(string file)
    {
        var words = SearchValues.Create(_wave.Secrets.ToArray(), StringComparison.OrdinalIgnoreCase);
        var text = Encoding.Latin1.GetString(await ReadAsync(file));
        var (found, from) = (0, 0);
        while (text.AsSpan(from).IndexOfAny(words) is >= 0 and var at)
        {
            found++;
            from += at + 1;
        }

        return found;
    }

    private async Task<List<string>> FilesWithAsync(Guid person)
    {
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(_wave.Home, "*", SearchOption.AllDirectories))
        {
            var bytes = await ReadAsync(file);
            if (bytes.AsSpan().IndexOf(person.ToByteArray(bigEndian: true)) >= 0 || bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(person.ToString())) >= 0)
                found.Add(file);
        }

        return found;
    }

    // A server that goes on may take a file away meanwhile; a socket holds nothing.
    private static async Task<byte[]> ReadAsync(string file)
    {
        try
        {
            return await File.ReadAllBytesAsync(file);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException || (gone is IOException && File.GetAttributes(file).HasFlag(FileAttributes.System)))
        {
            return [];
        }
    }
}
