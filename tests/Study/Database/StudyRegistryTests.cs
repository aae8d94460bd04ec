using Dapper;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Study.Tests.Database;

public sealed class StudyRegistryTests
{
    private static readonly StudyDefinition Star = StudyFolder.Load(Repository.At("data-schema", "examples", "star"));

    [SetUp]
    public void SetUp() => ServerForTests.RequireServer();

    [Test]
    public async Task RegisterAsync_Twice_ChangesNothing()
    {
        await using var database = await StudyDatabase.OpenAsync("registry_twice");
        await StudyRegistry.RegisterAsync(database, Star);
        await StudyRegistry.RegisterAsync(database, Star);
        await using var connection = await database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<int>("select count(*) from study.item"), Is.EqualTo(Star.Forms[0].Items.Count));
    }

    [Test]
    public async Task RegisterAsync_SimulatedDataIntoARealStudy_IsRefused()
    {
        await using var database = await StudyDatabase.OpenAsync("registry_kind");
        await StudyRegistry.RegisterAsync(database, Star);
        var fault = await Assert.ThrowsAsync<InputFault>(() => StudyRegistry.RegisterAsync(database, Star with { Kind = StudyKind.Simulated }));
        Assert.That(fault!.Message, Does.Contain("never share"));
    }

    [Test]
    public async Task RegisterAsync_ChangedFormWithAnswers_IsRefusedAndChangesNothing()
    {
        await using var database = await StudyDatabase.OpenAsync("registry_changed");
        await StudyRegistry.RegisterAsync(database, Star);
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into ingest.source (code) values ('s');
            insert into ingest.batch (source_id, form_version_id, file_name, file_hash, mapping_hash, form_hash, row_count, new_count,
              unchanged_count, changed_count, held_back_count, vanished_count, finding_count, program_version)
            values (1, 1, 'f', sha256('1'), sha256('1'), sha256('1'), 0, 0, 0, 0, 0, 0, 0, 'v')
            """);
        var form = Star.Forms[0];
        var changed = new Form(form.Id, form.Version, new Label("Anders", null), form.Role, form.Items, form.MissingCodes, form.Scales, form.Source, form.Licence);
        var fault = await Assert.ThrowsAsync<InputFault>(() => StudyRegistry.RegisterAsync(database, Star with { Forms = [changed] }));
        Assert.That(fault!.Message, Does.Contain("version 2"));
        Assert.That(await connection.ExecuteScalarAsync<string>("select title_nl from study.form_version"), Is.EqualTo(form.Title.Dutch));
    }

    [Test]
    public async Task RegisterAsync_TwoVersions_ShareOneViewByItemName()
    {
        await using var database = await StudyDatabase.OpenAsync("registry_versions");
        var scale = new AnswerScale("s", [new AnswerOption(1, "1", new Label("een", null)), new AnswerOption(2, "2", new Label("twee", null))]);
        var missing = Star.Forms[0].MissingCodes;
        var study = Star with
        {
            Id = "versions",
            Forms =
            [
                new Form("f", 1, new Label("F", null), Role.Parent, [Choice("a", scale), Choice("b", scale)], missing, [], null, null),
                new Form("f", 2, new Label("F", null), Role.Parent, [Choice("c", scale), Choice("b", scale), Choice("a", scale)], missing, [], null, null),
            ],
        };
        await StudyRegistry.RegisterAsync(database, study);
        await using var connection = await database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into ingest.source (code) values ('s');
            insert into ingest.batch (source_id, form_version_id, file_name, file_hash, mapping_hash, form_hash, row_count, new_count,
              unchanged_count, changed_count, held_back_count, vanished_count, finding_count, program_version)
            values (1, 1, 'f', sha256('1'), sha256('1'), sha256('1'), 1, 1, 0, 0, 0, 0, 0, 'v');
            insert into study.person (id, role, first_batch_id) values ('00000000-0000-4000-8000-000000000001', 'parent', 1);
            insert into study.questionnaire (person_id, id, form_version_id, wave_id, item_count, answers, source_id, response_key, content_hash, source_row, batch_id)
            select '00000000-0000-4000-8000-000000000001', v.version, v.id, v.version, v.item_count,
              case v.version when 1 then array[1, -2]::smallint[] else array[2, 1, -3]::smallint[] end, 1, sha256(v.version::text::bytea), sha256('c'), 2, 1
            from study.form_version v;
            """);
        var rows = (await connection.QueryAsync<(short? A, string? AMissing, short? B, string? BMissing, short? C)>(
            "select a, a__missing, b, b__missing, c from form.f order by form_version")).ToList();
        Assert.That(rows, Is.EqualTo(new (short?, string?, short?, string?, short?)[] { (1, null, null, "blank", null), (null, "invalid", 1, null, 2) }));
    }

    [Test]
    public void MissingColumn_OfTheLongestId_FitsPostgresNames() =>
        Assert.That(FormViews.MissingColumn(new string('a', Item.MaximumIdLength)), Has.Length.EqualTo(63));

    private static Item Choice(string id, AnswerScale scale) => new(id, ItemKind.SingleChoice, new Label(id, null), scale, null, null, null, false, null, null, null);
}
