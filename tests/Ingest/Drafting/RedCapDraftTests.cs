using LobResearch.Ingest.Drafting;
using LobResearch.Study.Codebook;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Drafting;

/// <summary>A REDCap project's data dictionary as a codebook.</summary>
public sealed class RedCapDraftTests
{
    [Test]
    public async Task OfAsync_Dictionary_DraftsEachFieldAsItIsAnswered()
    {
        var draft = await CodebookDraft.OfAsync(Repository.At("tests", "ReferenceData", "readers", "redcap_dictionary.csv"), "parents", Role.Parent);
        var form = await FormAsync(draft);
        Assert.That(form.Items.Select(item => (item.Id, item.Kind)), Is.EqualTo(new[]
        {
            ("agree", ItemKind.SingleChoice), ("talked", ItemKind.SingleChoice), ("place", ItemKind.MultipleChoice), ("age", ItemKind.WholeNumber), ("hours", ItemKind.Decimal),
            ("born", ItemKind.Date), ("mail", ItemKind.Text), ("origin", ItemKind.SingleChoice), ("feeling", ItemKind.WholeNumber), ("remark", ItemKind.Text),
        }));
        var items = form.Items.ToDictionary(item => item.Id);
        Assert.That(items["agree"].Label.Dutch, Is.EqualTo("Bent u het  eens ?"));
        Assert.That(items["agree"].Required, Is.True);
        Assert.That(items["agree"].Answers!.Options.Select(option => (option.Code, option.Label.Dutch)), Is.EqualTo(new[] { (1, "oneens"), (2, "eens, zeer"), (9, "Weet ik niet") }));
        Assert.That(items["origin"].Answers!.Options.Select(option => (option.Code, option.Name, option.Label.Dutch)), Is.EqualTo(new[] { (1, "NL", "Nederland"), (2, "BE", "België") }));
        Assert.That((items["age"].Minimum, items["age"].Maximum, items["hours"].Minimum, items["feeling"].Maximum), Is.EqualTo(((decimal?)16, (decimal?)99, (decimal?)0, (decimal?)100)));
        Assert.That(items.Values.Where(item => item.Identifying).Select(item => item.Id), Is.EqualTo(new[] { "born", "mail" }), "marked 'Identifier?', or an e-mail address");
        Assert.That(items["place"].OnlyIf!.Codes, Is.EqualTo(new[] { 1 }));
        Assert.That((items["age"].OnlyIf!.ItemId, string.Join(' ', items["age"].OnlyIf!.Codes)), Is.EqualTo(("place", "2 4")));
        Assert.That((items["hours"].OnlyIf!.ItemId, items["hours"].OnlyIf!.AtLeast), Is.EqualTo(("age", (decimal?)18)));
        Assert.That(draft.Notes, Has.One.Contains("born is shown only if").And.One.Contains("explain is of type descriptive").And.One.Contains("agree: answer 9 reads as a missing one"));
    }

    [Test]
    public async Task OfAsync_DictionaryWithoutAColumn_SaysWhich()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("d.csv", "field_name,form_name,field_type,field_label,select_choices_or_calculations\na,f,text,A,\n");
        var fault = (await Assert.ThrowsAsync<LobResearch.Study.InputFault>(() => CodebookDraft.OfAsync(path, "parents", Role.Parent)))!;
        Assert.That(fault.Message, Does.Contain("'Branching Logic (Show field only if...)'").And.Contain("row 1"));
    }

    // Also brings an export in with the drafted source, completed as its open lines ask.
    private static async Task<Form> FormAsync(CodebookDraft draft)
    {
        var source = draft.Source.Replace("person: {column: }", "person: {column: record_id}", StringComparison.Ordinal).Replace("wave: {is: }", "wave: {is: T0}", StringComparison.Ordinal);
        await using var study = await SmallStudy.CreateAsync(draft.Codebook, source);
        var report = await study.IngestFileAsync(study.Write(
            "export.csv",
            "record_id,agree,talked,place___1,place___2,place___4,age,hours,born,mail,origin,feeling,remark,parents_complete\n" +
            "1,2,1,0,1,0,44,12.5,1980-01-02,a@example.org,BE,50,goed,2\n"));
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "born", "mail" }));
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 0 1 0 44 2 50" }), report.ToString());
        return study.Definition.Forms[0];
    }
}
