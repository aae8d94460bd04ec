using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Study.Tests.Design;

public sealed class StudyFolderTests
{
    [Test]
    public void Load_StarExample_HasItsWavesAndForm()
    {
        var study = StudyFolder.Load(Repository.At("data-schema", "examples", "star"));
        var form = study.NewestForm("pupil_year")!;
        Assert.Multiple(() =>
        {
            Assert.That(study.Kind, Is.EqualTo(StudyKind.Real));
            Assert.That(study.Waves.Select(wave => wave.Id), Is.EqualTo(new[] { "K", "1", "2", "3" }));
            Assert.That(form.Items.Where(item => item.SpecialCategory).Select(item => item.Id), Is.EqualTo(new[] { "white_asian", "t_white" }));
            Assert.That(form.Items[0].Answers!.Options.Select(option => option.Name), Is.EqualTo(new[] { "reg", "small", "reg+A" }));
            Assert.That(form.Items.Select(item => item.Kind), Does.Contain(ItemKind.Decimal));
        });
    }

    [Test]
    public void Load_FaultsInTwoFiles_ListsBoth()
    {
        using var folder = new TemporaryFolder();
        folder.Write("study.yaml", "study: Star\ntitle: {nl: T}\nkind: real\ndata_source: {nl: B}\nwaves:\n  - {id: T0, title: {nl: T0}}\n");
        folder.Write("codebooks/a.yaml", "form: a\nversion: 1\ntitle: {nl: A}\nrole: parnt\nitems:\n  - {id: x, kind: text, label: {nl: X}}\n");
        var fault = Assert.Throws<InputFault>(() => StudyFolder.Load(folder.Path))!;
        Assert.That(fault.Faults.Select(found => Path.GetFileName(found.Path)), Is.EquivalentTo(new[] { "a.yaml", "study.yaml" }), fault.Message);
    }

    [Test]
    public void Load_FolderWithoutStudy_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.That(Assert.Throws<InputFault>(() => StudyFolder.Load(folder.Path))!.Message, Does.Contain("no study.yaml"));
    }
}
