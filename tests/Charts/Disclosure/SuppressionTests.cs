using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Tests.Disclosure;

/// <summary>What is taken out so that a small group can't be worked out.</summary>
internal sealed class SuppressionTests
{
    [Test]
    public void Of_SmallPartOfAShownTotal_TakesTheSmallestOtherPartToo()
    {
        var table = Table.OneWay("t", 4, 15, 60);
        Assert.That(Table.Withheld(table), Is.EquivalentTo(new[] { "1", "2" }));
    }

    [Test]
    public void Of_SmallPartWithoutAShownTotal_IsTakenOutAlone()
    {
        var table = CountedTable.Of(Table.OneWay("t", 4, 15, 60).Cells.Where(cell => cell.Key.Row != "total"));
        Assert.That(Table.Withheld(table), Is.EquivalentTo(new[] { "1" }));
    }

    [Test]
    public void Of_TwoSmallPartsThatAreSmallTogether_TakesAThird() =>
        Assert.That(Table.Withheld(Table.OneWay("t", 3, 4, 30, 40)), Is.EquivalentTo(new[] { "1", "2", "3" }));

    [Test]
    public void Of_SmallGroupThatIsNotDrawn_ProtectsIt()
    {
        // 100 were asked and 96 answered: nobody draws the four who didn't, and everybody can subtract.
        var table = Table.OneWay("t", 96, 4);
        var hidden = table with { Cells = [.. table.Cells.Select(cell => cell.Key.Row == "2" ? cell with { IsShown = false } : cell)] };
        Assert.That(Table.Withheld(hidden), Is.EquivalentTo(new[] { "1" }));
    }

    [Test]
    public void Of_PublicCells_AreNeverTakenOut()
    {
        var table = Table.OneWay("t", 4, 15, 60);
        Assert.That(Table.Withheld(table with { Cells = [.. table.Cells.Select(cell => cell with { IsPublic = true })] }), Is.Empty);
    }

    [Test]
    public void Of_OneSchoolBehindANumber_IsTakenOutAndCannotBeDerived()
    {
        var table = Table.OneWay("t", 200, 300, 400);
        Assert.That(Table.Withheld(table with { Cells = [.. table.Cells.Select(cell => cell.Key.Row == "1" ? cell with { Schools = 1 } : cell)] }), Is.EquivalentTo(new[] { "1", "2" }));
    }

    [Test]
    public void Of_SumThatDoesNotAddUp_IsRefused()
    {
        var table = Table.OneWay("t", 20, 30);
        Assert.Throws<ArgumentException>(() => Table.Withheld(table with { Cells = [.. table.Cells.Select(cell => cell.Key.Row == "1" ? cell with { Persons = 21 } : cell)] }));
    }
}
