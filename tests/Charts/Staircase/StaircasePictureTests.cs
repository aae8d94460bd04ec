using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Staircase;
using LobResearch.Charts.Theme;
using LobResearch.Study.Reference;

namespace LobResearch.Charts.Tests.Staircase;

/// <summary>The staircase shows what was published, to everyone alike.</summary>
internal sealed class StaircasePictureTests
{
    [TestCase(Audience.Thesis)]
    [TestCase(Audience.Funder)]
    public async Task Draw_PublicFacts_AreWithheldFromNobody(Audience audience)
    {
        var chart = await Release.Of(new StaircaseContent(ReferenceFacts.Load(), Language.Dutch), audience);
        Assert.That(chart.Title, Is.EqualTo("Alle 8 scholen hebben contact met alle ouders; geen enkele heeft structurele afspraken met ouders"));
        Assert.That(chart.Withheld, Is.Zero);
        Assert.That(chart.Data.Skip(1).Select(row => (row[1], row[3])), Is.EqualTo(new[]
        {
            ("contact_all", "8"), ("contact_career", ""), ("point_of_attention", "4"), ("collective_information", "8"), ("themed_meeting", "4"),
            ("individual_talk", "8"), ("open_days", "2"), ("home_assignments", "1"), ("agreements", "0"),
        }));
        Assert.That(chart.AltText, Does.Contain("thuisopdrachten: 1 van de 8").And.Contain("loopbaan: aantal niet gegeven"));
        Assert.That(string.Join(' ', Release.Words(chart)), Does.Contain("niet gegenereerd").And.Contain("Bron: Hogeschool Rotterdam (2016)"));
    }
}
