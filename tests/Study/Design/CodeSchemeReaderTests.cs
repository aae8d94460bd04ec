using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Study.Tests.Design;

public sealed class CodeSchemeReaderTests
{
    private const string Head = "study: s\ntitle: {nl: T}\nkind: simulated\ndata_source: {nl: B}\nwaves:\n  - {id: T0, title: {nl: T0}}\n";

    [Test]
    public void Load_WithoutCodes_HasNoScheme() => Assert.That(Load("").Codes, Is.Null);

    [Test]
    public void Load_Codes_HasElementsInOrder()
    {
        var codes = Load("""
            codes:
              separator: "-"
              elements:
                - {id: mother, pattern: "[A-Z]{2}", label: {nl: Moeder, en: Mother}}
                - {id: day, pattern: "[0-3][0-9]", wrong: 0.02}
                - {id: parent, parents: [m, v]}
                - {id: month, pattern: "[01][0-9]"}

            """).Codes!;
        Assert.Multiple(() =>
        {
            Assert.That(codes.Separator, Is.EqualTo('-'));
            Assert.That(codes.Elements.Select(element => element.Id), Is.EqualTo(new[] { "mother", "day", "parent", "month" }));
            Assert.That(codes.Elements[1].Wrong, Is.EqualTo(0.02));
            Assert.That(codes.ParentElement, Is.EqualTo(2));
            Assert.That(codes.Elements[2].Parents, Is.EqualTo(new[] { "M", "V" }));
        });
    }

    [Test]
    public void Load_FaultyCodes_ListsEachWithItsPlace()
    {
        var fault = Assert.Throws<InputFault>(() => Load("""
            codes:
              separator: "AB"
              elements:
                - {id: Mother, pattern: "[A-Z"}
                - {id: day, pattern: "(?=x)[0-9]", wrong: 0.7}
                - {id: day, pattern: "[0-9]*"}
                - {id: parent, parents: ["1"], pattern: x}
                - {id: second, parents: ["1", "2"], patern: x}
                - {id: named, pattern: "(?<a>x)"}

            """))!;
        var said = string.Join('\n', fault.Faults.Select(found => $"{found.Line}:{found.Column} {found.Message}"));
        Assert.Multiple(() =>
        {
            foreach (var expected in new[]
            {
                "8:14 'separator'", "10:12 'id'", "10:29 'pattern' is not", "11:26 'pattern' uses", "11:47 'wrong'", "12:12 the element 'day' stands twice",
                "12:26 'pattern' matches", "13:29 'parents' lists", "13:45 an element has", "14:29 a second element", "14:41 the key 'patern'", "15:28 'pattern' has named",
            })
            {
                Assert.That(said, Does.Contain(expected));
            }
        });
    }

    [Test]
    public void Load_TwoElements_SaysHowManyThereMustBe() => Assert.That(
        Assert.Throws<InputFault>(() => Load("codes:\n  elements:\n    - {id: a, pattern: x}\n    - {id: b, pattern: y}\n"))!.Message, Does.Contain("3 to 16 elements"));

    private static StudyDefinition Load(string codes)
    {
        using var folder = new TemporaryFolder();
        folder.Write("study.yaml", Head + codes);
        return StudyFolder.Load(folder.Path);
    }
}
