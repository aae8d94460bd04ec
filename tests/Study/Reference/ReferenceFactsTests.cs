using LobResearch.Study.Reference;

namespace LobResearch.Study.Tests.Reference;

public sealed class ReferenceFactsTests
{
    private static readonly ReferenceFacts Facts = ReferenceFacts.Load();

    [Test]
    public void Load_TelephoneRound_GivesTheSourcesTotals() =>
        Assert.That(Facts.Practices.Select(practice => practice.SchoolsYes), Is.EqualTo(new int?[] { 8, null, 4, 8, 4, 8, 2, 1, 0 }));

    [Test]
    public void Load_PracticeWithATotalOnly_LeavesEachSchoolUnknown()
    {
        var partial = Facts.Practices.Where(practice => practice.SchoolsYes is not (0 or 8)).ToList();
        Assert.That(partial, Has.Count.EqualTo(5));
        Assert.That(partial.SelectMany(practice => practice.Cells), Is.All.Null);
    }

    [Test]
    public void Load_Interventions_KeepHeadingBesideComponents()
    {
        var hef = Facts.Interventions.Single(intervention => intervention.School == "RVC De Hef");
        Assert.That(hef.Heading, Is.EqualTo("INFORMATIEUITWISSELING EN SAMENWERKING"));
        Assert.That(hef.Components, Is.EqualTo(new[] { "I", "S" }));
    }

    [Test]
    public void Load_StagesAndStaircase_AreInOrder()
    {
        Assert.That(Facts.Stages.Select(stage => stage.Number), Is.EqualTo(Enumerable.Range(1, 6)));
        Assert.That(Facts.Components.Where(component => component.Step is not null).OrderBy(component => component.Step).Select(component => component.Code), Is.EqualTo(new[] { "C", "I", "O", "S" }));
    }
}
