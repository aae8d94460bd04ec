using LobResearch.Ingest.Linking;
using LobResearch.Study.Design;

namespace LobResearch.Ingest.Tests.Linking;

public sealed class CodeReaderTests
{
    private static readonly CodeReader Separated = new(Scheme('-'));
    private static readonly CodeReader Joined = new(Scheme(null));

    [TestCase("MA-07-11", "MA|07|11")]
    [TestCase("ma-07-11", "MA|07|11")]
    [TestCase(" má – 07 / 11 ", "MA|07|11")]
    [TestCase("MA 07 11", "MA|07|11")]
    [TestCase("ma0711", "MA|07|11")]
    [TestCase("MA--11", "MA||11")]
    [TestCase("øß-07-11", null)]
    [TestCase("Łé-07-11", "LE|07|11")]
    [TestCase("MA-07", null)]
    [TestCase("MA-47-11", null)]
    [TestCase("--", null)]
    [TestCase("", null)]
    [TestCase("weet ik niet", null)]
    public void Read_WithSeparator_TakesApart(string code, string? expected) => Assert.That(Joint(Separated.Read(code, "student")), Is.EqualTo(expected is null ? null : expected + "|"));

    [TestCase("MA-07-11", "MA|07|11")]
    [TestCase("ma 07.11", "MA|07|11")]
    [TestCase("MA07", null)]
    public void Read_WithoutSeparator_TakesApartByPatterns(string code, string? expected) => Assert.That(Joint(Joined.Read(code, "student")), Is.EqualTo(expected is null ? null : expected + "|"));

    [TestCase("MA-07-11-V", 2)]
    [TestCase("ma0711m", 1)]
    [TestCase("MA-07-11-", null)]
    public void Read_OfParent_TellsWhich(string code, int? expected) => Assert.That(Separated.Read(code, "parent").ParentNumber, Is.EqualTo(expected));

    [Test]
    public void Read_StudentWritesAParentsCode_DoesntFit() => Assert.That(Separated.Read("MA-07-11-V", "student").Elements, Is.Null);

    [Test]
    public void Read_SameCodeTypedInManyWays_IsOneSpelling() =>
        Assert.That(new[] { "MA-07-11", "ma 07 11", "MÄ0711", "m.a-07_11" }.Select(code => CodeReader.Normalise(code)).Distinct(), Is.EqualTo(new[] { "MA0711" }));

    [Test]
    public void Read_DifferentElementMissing_IsAnotherSpelling() =>
        Assert.That(Separated.Read("MA--11", "student").Normalised, Is.Not.EqualTo(Separated.Read("MA-11-", "student").Normalised));

    [Test]
    public void ToString_Code_TellsNothingOfIt() =>
        Assert.That(new CodeRecord(Guid.Empty, "student", Separated.Read("MA-07-11", "student"), []).ToString(), Does.Not.Contain("MA"));

    private static CodeScheme Scheme(char? separator) => new(separator, [
        new CodeElement("mother", "[a-z]{2}", null, null, []),
        new CodeElement("day", "[0-3][0-9]", null, null, []),
        new CodeElement("month", "[01][0-9]", null, null, []),
        new CodeElement("parent", "M|V", null, null, ["M", "V"]),
    ]);

    private static string? Joint(SplitCode code) => code.Elements is null ? null : string.Join('|', code.Elements);
}
