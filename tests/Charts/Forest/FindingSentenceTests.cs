using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Tests.Forest;

/// <summary>The sentence says what the intervals show and no more.</summary>
internal sealed class FindingSentenceTests
{
    private static readonly ForestRow Higher = Content.Row("a", 2, 1, 3, 10, 5);
    private static readonly ForestRow Lower = Content.Row("b", -2, -3, -1, 10, 5);
    private static readonly ForestRow Unclear = Content.Row("c", 1, -1, 3, 10, 5);
    private static readonly ForestRow Touching = Content.Row("d", 1, 0, 2, 10, 5);
    private static readonly ForestRow None = Content.Row("e", double.NaN, double.NaN, double.NaN, 10, 1, "one cluster");

    private static IEnumerable<TestCaseData> Cases =>
    [
        new TestCaseData(new[] { Unclear }, "X: niet te onderscheiden van geen verschil", "X: not distinguishable from no difference"),
        new TestCaseData(new[] { Touching }, "X: niet te onderscheiden van geen verschil", "X: not distinguishable from no difference"),
        new TestCaseData(new[] { Higher }, "X: hogere scores", "X: higher scores"),
        new TestCaseData(new[] { Higher, Higher }, "X: hogere scores in alle 2 vergelijkingen", "X: higher scores in all 2 comparisons"),
        new TestCaseData(new[] { Lower, Lower }, "X: lagere scores in alle 2 vergelijkingen", "X: lower scores in all 2 comparisons"),
        new TestCaseData(
            new[] { Higher, Unclear }, "X: hogere scores in 1 van 2 vergelijkingen, in 1 niet te onderscheiden van geen verschil",
            "X: higher scores in 1 of 2 comparisons, not distinguishable from no difference in 1"),
        new TestCaseData(new[] { None }, "X: geen schatting mogelijk", "X: no estimate possible"),
    ];

    [TestCaseSource(nameof(Cases))]
    public void For_Rows_SaysNoMoreThanTheyShow(ForestRow[] rows, string dutch, string english)
    {
        Assert.That(FindingSentence.For("X", rows, 0, Language.Dutch), Is.EqualTo(dutch));
        Assert.That(FindingSentence.For("X", rows, 0, Language.English), Is.EqualTo(english));
        Assert.That(FindingSentence.For("X", rows, 0, Language.Dutch), Does.Not.Contain("werkt"));
    }
}
