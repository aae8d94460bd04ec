using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Sheets;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Sheets;

/// <summary>The team form is a questionnaire like others; its template only saves typing.</summary>
public sealed class TeamFormTests
{
    private static readonly StudyDefinition Example = StudyFolder.Load(Repository.At("data-schema", "examples", "exposure"));

    [Test]
    public void Codebook_Scales_AreThePartsOfR()
    {
        var form = Example.NewestForm("team")!;
        Assert.That(form.Scales.Select(scale => (scale.Id, scale.Items.Count)), Is.EqualTo(new[] { ("VIS", 4), ("DRA", 4), ("INTEG", 4), ("FAC", 3) }));
    }

    [Test]
    public void Template_Columns_AreThoseOfTheSource()
    {
        var headings = SheetTemplates.Find("team").Sheets.Single().Columns.Select(column => column.Heading);
        Assert.That(headings, Is.EqualTo(new[] { "code", "school", "meting" }.Concat(Example.NewestForm("team")!.Items.Select(item => item.Id))));
    }

    [Test]
    public async Task RunAsync_FilesOfTheExample_ComeIn()
    {
        ServerForTests.RequireServer();
        await using var database = await StudyDatabase.OpenAsync(Example.Id);
        await StudyRegistry.RegisterAsync(database, Example);
        var report = await new SurveyIngest(database, Example, ServerForTests.Home)
            .RunAsync(Path.Combine(Example.Folder, "sheets", "team.csv"), SourceReader.Read(Example, "team"));
        Assert.That((report.New, report.Findings.Count), Is.EqualTo((8, 0)), report.ToString());
        foreach (var (file, book) in new[] { ("activities.csv", SheetBooks.Attendance), ("attendance.csv", SheetBooks.Attendance), ("practice_rounds.csv", SheetBooks.Practice), ("practice_totals.csv", SheetBooks.Practice), ("practice_schools.csv", SheetBooks.Practice) })
        {
            var sheet = await new SheetIngest(database, Example, ServerForTests.Home).RunAsync(Path.Combine(Example.Folder, "sheets", file), book);
            Assert.That((sheet.IsStopped, sheet.Findings.Count), Is.EqualTo((false, 0)), sheet.ToString());
        }

        await using var connection = await database.Source.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select string_agg(school || ' ' || n, ', ' order by school) from (select school, count(*) as n from form.team where wave = 'T0' group by school) t";
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("A 4, B 4"));
    }
}
