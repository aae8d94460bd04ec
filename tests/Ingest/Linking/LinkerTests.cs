using System.Globalization;
using LobResearch.Ingest.Linking;
using LobResearch.Study.Design;

namespace LobResearch.Ingest.Tests.Linking;

/// <summary>One question each, in a school of 200 students who all kept their codes but for those in question.</summary>
public sealed class LinkerTests
{
    private const int Background = 200;

    private static readonly CodeScheme Scheme = new('-', [
        new CodeElement("mother", "[A-Z]{2}", null, null, []),
        new CodeElement("day", "[0-3][0-9]", null, null, []),
        new CodeElement("month", "[01][0-9]", null, null, []),
        new CodeElement("name", "[A-Z]", null, null, []),
        new CodeElement("siblings", "[0-9]", null, null, []),
        new CodeElement("parent", "1|2", null, null, ["1", "2"]),
    ]);

    private static readonly CodeReader Reader = new(Scheme);

    [Test]
    public void Link_EqualCodesInOneSchool_AreOnePerson()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "qx 31 12 z 7", 2)]);
        Assert.Multiple(() =>
        {
            Assert.That(result.Links.Select(link => (link.One, link.Other, link.Rule, link.Element)), Is.EqualTo(new[] { (Id(1), Id(2), LinkRule.ExactCode, (string?)null) }));
            Assert.That(result.Links[0].Quality, Is.GreaterThan(0.99));
            Assert.That(result.Groups.Single().Canonical, Is.EqualTo(Id(1)));
            Assert.That((result.ExactCount, result.TolerantCount, result.ByHandCount), Is.EqualTo((1, 0, 0)));
        });
    }

    [Test]
    public void Link_OneElementOffInTheClass_IsALinkThatNamesTheElement()
    {
        var link = Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "QX-30-12-Z-7", 2)]).Links.Single();
        Assert.That((link.Rule, link.Element), Is.EqualTo((LinkRule.OneElementOffInClass, (string?)"day")));
        Assert.That(link.Quality, Is.InRange(0.99, 1));
    }

    [Test]
    public void Link_ElementMissing_NamesIt() => Assert.That(Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "QX--12-Z-7", 2)]).Links.Single().Element, Is.EqualTo("day"));

    [Test]
    public void Link_TwoElementsOff_IsNothing()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "QX-30-11-Z-7", 2)]);
        Assert.That((result.Links.Count, result.Doubtful.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Link_BothCodesInOneWave_AreTwoPersons()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1, 2), Student(2, "QX-30-12-Z-7", 2, 3)]);
        Assert.That((result.Links.Count, result.Doubtful.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Link_TwoCandidates_AreDoubtful()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "QX-30-12-Z-7", 2), Student(3, "QX-29-12-Z-7", 2)]);
        Assert.That(result.Links, Is.Empty);
        Assert.That(result.Doubtful.Select(pair => (pair.One, pair.Other, pair.Reason, pair.Rivals)), Is.EquivalentTo(new[] { (Id(1), Id(2), DoubtReason.Rivals, 1), (Id(1), Id(3), DoubtReason.Rivals, 1) }));
    }

    [Test]
    public void Link_EqualCodesTwiceInAWave_AreDoubtful()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "QX-31-12-Z-7", 1), Student(3, "QX-31-12-Z-7", 2)]);
        Assert.That(result.Links, Is.Empty);
        Assert.That(result.Doubtful.Select(pair => pair.Reason), Is.EqualTo(new[] { DoubtReason.Rivals, DoubtReason.Rivals }));
    }

    [Test]
    public void Link_EqualCodesInTwoSchools_AreNeverALink()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), new CodeRecord(Id(2), "student", Reader.Read("QX-31-12-Z-7", "student"), [new Stay(2, "B", "1A")])]);
        Assert.That(result.Links, Is.Empty);
        Assert.That(result.Doubtful.Select(pair => (pair.Rule, pair.Reason)), Is.EqualTo(new[] { (LinkRule.ExactCodeOtherSchool, DoubtReason.OtherSchool) }));
    }

    [Test]
    public void Link_CodesThatDontFit_MatchExactlyOnly()
    {
        var result = Link([Student(1, "Qwertyuiop", 1), Student(2, "qwertyuiop", 2), Student(3, "qwertyuio", 3)]);
        Assert.That(result.Links.Select(link => (link.One, link.Other)), Is.EqualTo(new[] { (Id(1), Id(2)) }));
    }

    [Test]
    public void Link_ChainOverThreeWaves_IsOnePersonUnderTheEarliestId()
    {
        var result = Link([Student(3, "QX-31-12-Z-7", 3), Student(1, "QX-31-12-Z-7", 1), Student(2, "QX-30-12-Z-7", 2)]);
        Assert.That(result.Groups.Single().Members, Is.EqualTo(new[] { Id(1), Id(2), Id(3) }));
    }

    [Test]
    public void Link_DecidedDifferent_IsNeitherALinkNorAsked()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "QX-30-12-Z-7", 2)], new LinkDecision(LinkKind.SamePerson, Id(2), Id(1), Same: false));
        Assert.That((result.Links.Count, result.Doubtful.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Link_DecidedSame_IsALinkByHandAndNotAskedAgain()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "AB-01-01-C-0", 2)], new LinkDecision(LinkKind.SamePerson, Id(1), Id(2), Same: true));
        Assert.That(result.Links, Is.EqualTo(new[] { new PersonLink(Id(1), Id(2), LinkRule.ByHand, null, null) }));
        Assert.That(result.Doubtful, Is.Empty);
    }

    [Test]
    public void Link_DecidedSameInOneWave_IsAConflict()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), Student(2, "AB-01-01-C-0", 1)], new LinkDecision(LinkKind.SamePerson, Id(1), Id(2), Same: true));
        Assert.That(result.Doubtful.Single().Reason, Is.EqualTo(DoubtReason.Conflict));
        Assert.That(result.Groups, Is.Empty);
    }

    [Test]
    public void Link_DecisionsThatHoldTwoIdsApart_AreKeptByLaterLinks()
    {
        // 1 and 2 are one person by their codes, so are 2 and 3; that 1 and 3 aren't was decided.
        var result = Link(
            [Student(1, "QX-31-12-Z-7", 1), Student(2, "QX-31-12-Z-7", 2), Student(3, "QX-31-12-Z-7", 3)], new LinkDecision(LinkKind.SamePerson, Id(1), Id(3), Same: false));
        Assert.That(result.Groups, Is.Empty);
        Assert.That(result.Doubtful.Select(pair => pair.Reason), Is.EqualTo(new[] { DoubtReason.Conflict, DoubtReason.Conflict }));
    }

    [Test]
    public void Link_ParentsOfOneStudent_AreTwoDyadsAndNeverOnePerson()
    {
        var result = Link([Student(1, "QX-31-12-Z-7", 1), Parent(2, "QX-31-12-Z-7-1", 1), Parent(3, "QX-31-12-Z-7-2", 2)]);
        Assert.That(result.Dyads.Where(dyad => dyad.Student == Id(1)).Select(dyad => (dyad.Parent, dyad.ParentNumber, dyad.Rule)), Is.EquivalentTo(
            new[] { (Id(2), (int?)1, LinkRule.ExactCode), (Id(3), 2, LinkRule.ExactCode) }));
        Assert.That(result.Links, Is.Empty);
    }

    [Test]
    public void Link_ParentOneElementOff_IsADyadThatNamesIt()
    {
        var dyad = Link([Student(1, "QX-31-12-Z-7", 1), Parent(2, "QX-31-11-Z-7-1", 1)]).Dyads.Single(found => found.Student == Id(1));
        Assert.That((dyad.Parent, dyad.Rule, dyad.Element), Is.EqualTo((Id(2), LinkRule.OneElementOffInClass, (string?)"month")));
    }

    [Test]
    public void Link_ParentOfDecidedDifferent_IsNoDyad() => Assert.That(
        Link([Student(1, "QX-31-12-Z-7", 1), Parent(2, "QX-31-12-Z-7-1", 1)], new LinkDecision(LinkKind.ParentOf, Id(2), Id(1), Same: false)).Dyads.Where(dyad => dyad.Student == Id(1)), Is.Empty);

    [Test]
    public void Link_ThousandsOfEqualCodes_AreLeftAloneQuickly()
    {
        var result = Link(Enumerable.Range(1, 5000).Select(at => Student(at, "QX-31-12-Z-7", 1 + (at % 4))).ToArray());
        Assert.That(result.Links, Is.Empty);
        Assert.That(result.Crowded, Is.GreaterThan(0));
    }

    [Test]
    public void Link_NoRecords_IsNothing() => Assert.That(Linker.Link(Scheme, []).Links, Is.Empty);

    [Test]
    public void Link_IdTwiceOrWaveTwice_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Linker.Link(Scheme, [Student(1, "QX-31-12-Z-7", 1), Student(1, "QX-31-12-Z-7", 2)]));
        Assert.Throws<ArgumentException>(() => Linker.Link(Scheme, [Student(1, "QX-31-12-Z-7", 1, 1)]));
        Assert.Throws<ArgumentException>(() => Linker.Link(Scheme, [Student(1, "QX-31-12-Z-7", 0)]));
    }

    private static LinkResult Link(CodeRecord[] asked, params LinkDecision[] decisions) => Linker.Link(Scheme, [.. School(), .. asked], decisions);

    // Persons who kept their codes: from them the rule learns what values are common and who comes back. None has a Q, X or Z.
    private static IEnumerable<CodeRecord> School()
    {
        for (var at = 0; at < Background; at++)
        {
            var code = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + (at % 8))}{(char)('A' + (at % 5))}-{1 + (at * 7 % 28):00}-{1 + (at % 11):00}-{(char)('A' + (at % 13))}-{at % 4}");
            var stays = Enumerable.Range(1, 3).Select(wave => new Stay(wave, "A", $"2{(char)('A' + (at % 8))}")).ToList();
            yield return new CodeRecord(Id(10_000 + at), "student", Reader.Read(code, "student"), stays);
            yield return new CodeRecord(Id(20_000 + at), "parent", Reader.Read(code + "-1", "parent"), stays);
            yield return new CodeRecord(Id(30_000 + at), "parent", Reader.Read(code + "-2", "parent"), stays);
        }
    }

    private static CodeRecord Student(int id, string code, params int[] waves) => Record(id, "student", code, waves);

    private static CodeRecord Parent(int id, string code, params int[] waves) => Record(id, "parent", code, waves);

    private static CodeRecord Record(int id, string role, string code, int[] waves) =>
        new(Id(id), role, Reader.Read(code, role), waves.Select(wave => new Stay(wave, "A", "2C")).ToList());

    private static Guid Id(int id) => new(id, 0, 0, new byte[8]);
}
