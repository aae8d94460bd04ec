using CsCheck;
using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Tests.Disclosure;

/// <summary>No small group can be worked out from what is left: of any table, and of any sequence of releases.</summary>
internal sealed class DerivationTests
{
    // Many small counts, some large: the hard kind of table.
    private static readonly Gen<int> Count = Gen.Frequency((3, Gen.Int[0, 9]), (2, Gen.Int[10, 30]), (1, Gen.Int[31, 400]));

    private static readonly Gen<int[,]> Counts = Gen.Select(Gen.Int[1, 4], Gen.Int[2, 4], (rows, columns) => (rows, columns))
        .SelectMany(size => Count.Array[size.rows * size.columns].Select(counts =>
        {
            var table = new int[size.rows, size.columns];
            for (var place = 0; place < counts.Length; place++)
                table[place / size.columns, place % size.columns] = counts[place];
            return table;
        }));

    [Test]
    public void Of_AnyTableWithMargins_LeavesNoSmallGroupToDerive() => Counts.Sample(
        counts =>
        {
            var table = TwoWay.Of(counts, _ => true);
            var sensitive = DisclosureRules.Sensitive([table], []);
            var withheld = Suppression.Of([table], sensitive, []);
            Assert.That(sensitive.All(withheld.Contains), Is.True);
            AssertProtected(counts, sensitive, key => !withheld.Contains(key));
        },
        iter: 3_000);

    [Test]
    public void Of_TablesWhereSomeTotalsAreNotDrawn_LeavesNoSmallGroupToDerive() => Gen.Select(Counts, Gen.Int[0, 1 << 16]).Sample(
        (counts, mask) =>
        {
            bool IsShown(CellKey key) => (mask >> (Place(key)) & 1) == 1;
            var table = TwoWay.Of(counts, IsShown);
            var sensitive = DisclosureRules.Sensitive([table], []);
            var withheld = Suppression.Of([table], sensitive, []);
            AssertProtected(counts, sensitive, key => IsShown(key) && !withheld.Contains(key));
        },
        iter: 2_000);

    [Test]
    public void Of_ReleasesInSequence_LeaveNoSmallGroupToDeriveTogether() => Gen.Select(Counts, Gen.Int[0, 1 << 16], Gen.Int[0, 1 << 16]).Sample(
        (counts, first, second) =>
        {
            // The same persons in three pictures, each with other parts of the table: together they tell more than any.
            var (earlier, known) = (new List<ReleaseEntry>(), new HashSet<CellKey>());
            foreach (var mask in new[] { first, second, -1 })
            {
                var table = TwoWay.Of(counts, key => (mask >> (Place(key)) & 1) == 1);
                var withheld = Suppression.Of([table], DisclosureRules.Sensitive([table], earlier), earlier);
                earlier.Add(new ReleaseEntry(
                    Audience.Funder, null, "test", null, [.. table.Cells.Select(cell => new LoggedCell(cell.Key, cell.Persons, cell.Schools, cell.IsShown && !withheld.Contains(cell.Key)))], table.Sums, []));
                known.UnionWith(table.Cells.Where(cell => cell.IsShown && !withheld.Contains(cell.Key)).Select(cell => cell.Key));
                // An empty group that one picture doesn't draw may follow from it: it holds nobody.
                AssertProtected(counts, table.Cells.Where(cell => cell.Persons is > 0 and < 10).Select(cell => cell.Key), known.Contains);
            }
        },
        iter: 1_000);

    [Test]
    public void Of_TablesWithoutSmallGroups_TakesNothingOut() => Gen.Int[10, 400].Array2D[3, 3].Sample(
        counts => Assert.That(Suppression.Of([TwoWay.Of(counts, _ => true)], DisclosureRules.Sensitive([TwoWay.Of(counts, _ => true)], []), []).Count, Is.Zero), iter: 200);

    [Test]
    public void Bounds_TableWithAKnownAnswer_AreItsBounds()
    {
        // By hand: x + y = 12 and nothing else is known of them, so each lies between 0 and 12.
        var counts = new[,] { { 3, 9, 20 }, { 30, 40, 50 } };
        var bounds = new FlowBounds(counts, key => key != TwoWay.Cell(0, 0) && key != TwoWay.Cell(0, 1) && key != TwoWay.ColumnTotal(0) && key != TwoWay.ColumnTotal(1));
        Assert.That(bounds.Of(TwoWay.Cell(0, 0)), Is.EqualTo((0, 12)));
        Assert.That(new FlowBounds(counts, key => key != TwoWay.Cell(0, 0)).Of(TwoWay.Cell(0, 0)), Is.EqualTo((3, 3)));
    }

    // One of sixteen, the same in every process.
    private static int Place(CellKey key) => (key.Row + key.Column).Aggregate(7, (sum, letter) => sum * 31 + letter) & 15;

    private static void AssertProtected(int[,] counts, IEnumerable<CellKey> sensitive, Func<CellKey, bool> isKnown)
    {
        var bounds = new FlowBounds(counts, isKnown);
        foreach (var key in sensitive)
        {
            var (low, high) = bounds.Of(key);
            Assert.That(isKnown(key), Is.False, key.ToString());
            Assert.That(high, Is.GreaterThanOrEqualTo(10), $"{key} is known to be small");
            Assert.That(high - low, Is.GreaterThanOrEqualTo(10), $"{key} is known to lie between {low} and {high}");
        }
    }
}
