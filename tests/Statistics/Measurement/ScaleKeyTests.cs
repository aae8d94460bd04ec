using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Measurement;

namespace LobResearch.Statistics.Tests.Measurement;

/// <summary>How keys are read, and what they refuse.</summary>
public sealed class ScaleKeyTests
{
    [TestCase("A = -A1 + A2 + A3", "A", "-A1 A2 A3")]
    [TestCase("A=A1-A2", "A", "A1 -A2")]
    [TestCase("`steun (T0)` = `item = 1` - `x-y` + é.1", "steun (T0)", "item = 1 -x-y é.1")]
    [TestCase("A = + A1", "A", "A1")]
    public void Parse_Text_GivesItems(string text, string name, string items)
    {
        var key = ScaleKey.Parse(text, 1, 4);
        Assert.That((key.Name, string.Join(' ', key.Items)), Is.EqualTo((name, items)));
    }

    [TestCase("A1 + A2", "has no name")]
    [TestCase("= A1", "before '=' stands one name")]
    [TestCase("A B = A1", "before '=' stands one name")]
    [TestCase("A =", "has no items")]
    [TestCase("A = A1 + + A2", "an item's column")]
    [TestCase("A = A1 A2", "'+' or '-' between two items, found 'A2'")]
    [TestCase("A = A1 + 2", "an item's column, in backticks when its name is an unusual one, found '2'")]
    [TestCase("A = A1 +", "found the end")]
    [TestCase("A = 2*A1", "found '2'")]
    [TestCase("A = A1 + `A2", "backtick is not closed")]
    [TestCase("A = ``", "an item's column")]
    [TestCase("A = A1 + A1", "lists the item A1 twice")]
    [TestCase("A = A1 - A1", "lists the item A1 twice")]
    [TestCase("A = A1; A2", "';' has no meaning")]
    public void Parse_NoKey_SaysWhatIsWrong(string text, string expected) =>
        Assert.That(() => ScaleKey.Parse(text, 1, 4), Throws.Exception.With.Message.Contains(expected).And.Message.Not.Contains("\n"));

    [Test]
    public void Parse_ReversedWithoutRange_IsRefused() =>
        Assert.That(() => ScaleKey.Parse("A = A1 - A2"), Throws.TypeOf<StatisticsException>().With.Message.Contains("reverses A2, which needs the range"));

    [TestCase(4, 1)]
    [TestCase(2, 2)]
    [TestCase(double.NaN, 2)]
    [TestCase(1, double.PositiveInfinity)]
    public void Key_NoRange_IsRefused(double minimum, double maximum) =>
        Assert.That(() => ScaleKey.Parse("A = A1", minimum, maximum), Throws.TypeOf<StatisticsException>().With.Message.Contains("is no range"));

    [TestCase(0.8, 5, 4, true)]
    [TestCase(0.8, 5, 3, false)]
    [TestCase(2.0 / 3, 6, 4, true)]
    [TestCase(2.0 / 3, 3, 2, true)]
    [TestCase(0.3 + 0.3, 5, 3, true)]
    [TestCase(0, 5, 0, false)]
    [TestCase(0, 5, 1, true)]
    [TestCase(1, 5, 4, false)]
    public void IsEnough_Share_CountsItems(double share, int items, int answered, bool expected) =>
        Assert.That(new ScaleKey("A", Enumerable.Range(0, items).Select(item => new ScaleItem("A" + item, false)).ToList(), minimumAnswered: share).IsEnough(answered), Is.EqualTo(expected));

    [Test]
    public void Scores_ReversedDecimals_KeepTheRange()
    {
        var data = new ColumnSet([new NumericColumn("a", [0, 2.5, 10]), new NumericColumn("b", [10, 7.5, 0])]);
        Assert.That(ScaleScores.Of(ScaleKey.Parse("s = a - b", 0, 10), data).Values.ToArray(), Is.EqualTo(new[] { 0, 2.5, 10 }));
    }

    [Test]
    public void Scores_OutsideTheRange_NamesColumnAndRowOnly()
    {
        var data = new ColumnSet([new NumericColumn("a", [1, 2, 4321])]);
        var fault = Assert.Throws<StatisticsException>(() => ScaleScores.Of(ScaleKey.Parse("s = a", 1, 4), data))!;
        Assert.That(fault.Message, Does.Contain("column a lies outside 1..4 in data row 3").And.Not.Contain("4321"));
    }
}
