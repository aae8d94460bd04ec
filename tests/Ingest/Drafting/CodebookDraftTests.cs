using Dapper;
using LobResearch.Ingest.Drafting;
using LobResearch.Ingest.Reading;
using LobResearch.Study.Codebook;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Drafting;

public sealed class CodebookDraftTests
{
    [TestCase("bfi.sav", "id", 2800)]
    [TestCase("pspp.sav", "respondent_id", 0)]
    [TestCase("survey_nl.zsav", "respondent_id", 0)]
    public async Task OfAsync_SystemFile_DraftTakesTheFileInWithNothingLost(string file, string person, int rows)
    {
        var path = file == "bfi.sav" ? Repository.At("tests", "ReferenceData", "01_bfi", file) : Repository.At("tests", "ReferenceData", "files", file);
        var draft = await CodebookDraft.OfAsync(path, "drafted", Role.Parent);
        var source = draft.Source.Replace("person: {column: }", $"person: {{column: {person}}}", StringComparison.Ordinal)
            .Replace("response: []", $"response: [{person}]", StringComparison.Ordinal).Replace("wave: {is: }", "wave: {is: T0}", StringComparison.Ordinal);
        await using var study = await SmallStudy.CreateAsync(draft.Codebook, source);
        var report = await study.IngestFileAsync(path);
        var summary = await FileSummary.OfAsync(path, new FileFormat());
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(report.New, Is.EqualTo(rows == 0 ? summary.Rows : rows));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        var items = study.Definition.Forms[0].Items;
        foreach (var (column, index) in summary.Columns.Select((column, index) => (column, index)))
        {
            if (items[index].Identifying || items[index].Kind == ItemKind.Text)
                continue;
            var missing = (await connection.QueryAsync<(string? Reason, int Count)>(
                $"select \"{items[index].Id}__missing\", count(*)::int from form.drafted group by 1")).ToDictionary(row => row.Reason ?? "answered", row => row.Count);
            var declared = missing.Where(reason => reason.Key is not ("answered" or "not_shown" or "blank")).Sum(reason => reason.Value);
            Assert.That(declared, Is.EqualTo(column.UserMissing), $"{column.Column.Name}: missing by declaration");
            Assert.That(missing.GetValueOrDefault("not_shown") + missing.GetValueOrDefault("blank"), Is.EqualTo(column.Absent + column.Blank), $"{column.Column.Name}: system-missing");
        }
    }

    [Test]
    public async Task OfAsync_DraftedSource_IsRefusedUntilSomebodyCompletesIt()
    {
        var draft = await CodebookDraft.OfAsync(Repository.At("tests", "ReferenceData", "files", "pspp.sav"), "drafted", Role.Parent);
        var fault = Assert.ThrowsAsync<LobResearch.Study.InputFault>(() => SmallStudy.CreateAsync(draft.Codebook, draft.Source));
        Assert.That((await fault)!.Message, Does.Contain("'column' is missing").And.Contain("'response' lists the columns"));
    }

    [TestCase("wave", "wave_2")]
    [TestCase("Q1.a", "Q1_a")]
    [TestCase("1één", "v_1een")]
    [TestCase("@", "v")]
    [TestCase("a__b_", "a_b")]
    public void Identifier_AnyName_IsOneThatCodebooksTake(string name, string expected) =>
        Assert.That(CodebookDraft.Identifier(name, []), Is.EqualTo(expected));
}
