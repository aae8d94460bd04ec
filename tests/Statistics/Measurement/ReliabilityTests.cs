using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Measurement;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Measurement;

/// <summary>Missing answers, groups, and data that have no reliability.</summary>
public sealed class ReliabilityTests
{
    private static readonly ReferenceCase Cases = ReferenceCase.Load("24_measurement");
    private static readonly ColumnSet Holes = TestData.Load("24_measurement", "holes.csv");
    private static readonly ScaleKey Six = ScaleKey.Parse("six = i1 - i2 + i3 + i4 - i5 + i6", 1, 5);

    [Test]
    public void Of_MissingAnswers_EqualsR()
    {
        var expected = Cases.Results("holes");
        var actual = Reliability.Of(Six, Holes, 0.90);
        Assert.That((actual.Rows, actual.Complete), Is.EqualTo((60, expected.GetProperty("n_complete").GetInt32())));
        var pairwise = expected.GetProperty("pairwise");
        (double Expected, double Actual, string Name)[] all =
        [
            (expected.GetProperty("alpha").GetDouble(), actual.Alpha, "alpha"), (expected.GetProperty("lower90").GetDouble(), actual.AlphaLower, "lower"),
            (expected.GetProperty("upper90").GetDouble(), actual.AlphaUpper, "upper"), (pairwise.GetProperty("alpha").GetDouble(), actual.Pairwise.Alpha, "pairwise alpha"),
            (pairwise.GetProperty("std").GetDouble(), actual.Pairwise.StandardisedAlpha, "pairwise std"), (pairwise.GetProperty("ase").GetDouble(), actual.Pairwise.StandardError, "ase"),
            (pairwise.GetProperty("mean").GetDouble(), actual.Pairwise.Mean, "mean"), (pairwise.GetProperty("sd").GetDouble(), actual.Pairwise.Sd, "sd"),
        ];
        foreach (var (value, own, name) in all)
            Relative.AreEqual(value, own, 1e-11, name);
        for (var item = 0; item < 6; item++)
        {
            Relative.AreEqual(pairwise.GetProperty("r_drop")[item].GetDouble(), actual.Pairwise.ItemRest[item], 1e-11, "r drop");
            Relative.AreEqual(pairwise.GetProperty("alpha_drop")[item].GetDouble(), actual.Pairwise.AlphaIfDropped[item], 1e-11, "alpha drop");
        }
    }

    [TestCase(ScaleScore.Mean, "scores")]
    [TestCase(ScaleScore.Sum, "sums")]
    public void Scores_TwoThirdsAnswered_EqualR(ScaleScore score, string expected)
    {
        var actual = ScaleScores.Of(new ScaleKey("six", Six.Items, 1, 5, score), Holes).Values.ToArray();
        var values = Cases.Results("holes").GetProperty(expected).EnumerateArray().ToList();
        for (var row = 0; row < actual.Length; row++)
            Assert.That(actual[row], values[row].ValueKind == System.Text.Json.JsonValueKind.Number ? Is.EqualTo(values[row].GetDouble()).Within(1e-12) : Is.NaN, $"row {row + 1}");
    }

    [Test]
    public void Report_RowsInAnotherOrder_IsTheSameToTheLastBit()
    {
        var data = TestData.Load("01_bfi");
        var order = Enumerable.Range(0, data.Rows).ToArray();
        new Random(7).Shuffle(order);
        var shuffled = new ColumnSet(data.Names.Select(name => (Column)new NumericColumn(name, Array.ConvertAll(order, row => ((NumericColumn)data[name]).Values[row]))));
        Assert.That(Document(shuffled), Is.EqualTo(Document(data)));

        static string Document(ColumnSet data) => ScalesDocument.Of(ScalesReport.Of(
            [ScaleKey.Parse("agree = -A1 + A2 + A3 + A4 + A5", 1, 6), ScaleKey.Parse("open = O1 - O2 + O3 + O4 - O5", 1, 6)], data, new ScalesOptions { By = "gender", Agreement = "education" }));
    }

    [Test]
    public void ByGroup_EachGroup_IsThatOfItsRowsAlone()
    {
        var data = TestData.Load("01_bfi");
        var key = ScaleKey.Parse("agree = -A1 + A2 + A3 + A4 + A5", 1, 6);
        var groups = Reliability.ByGroup(key, data, "gender");
        Assert.That(groups.Select(group => group.Group), Is.EqualTo(new[] { "1", "2" }));
        var women = Reliability.Of(key, TestData.Load("01_bfi", keep: (text, row) => text["gender"][row] == "2"));
        Assert.That((groups[1].Alpha, groups[1].Omega, groups[1].Mean), Is.EqualTo((women.Alpha, women.Omega, women.Mean)));
    }

    [Test]
    public void Of_AllAnswersTheSame_HasNoAlpha()
    {
        var actual = Of([3, 3, 3], [3, 3, 3], [3, 3, 3]);
        Assert.That((actual.Alpha, actual.AlphaLower, actual.Omega, actual.StandardisedAlpha), Is.EqualTo((double.NaN, double.NaN, double.NaN, double.NaN)));
        Assert.That((actual.Mean, actual.Sd, actual.Reason), Is.EqualTo((3, 0, "all complete rows answered the same")));
        Assert.That(actual.Items.Select(item => item.Reason), Has.All.EqualTo("all complete rows have the same answer"));
        Assert.That(actual.Pairwise.Reason, Is.EqualTo("the sum of the items doesn't vary"));
    }

    [Test]
    public void Of_ItemsThatCancel_HasNoAlpha()
    {
        var actual = Of([0.1, 0.2, 0.3, 0.7], [0.9, 0.8, 0.7, 0.3]);
        Assert.That((actual.Alpha, actual.Reason), Is.EqualTo((double.NaN, "the sum of the items doesn't vary")));
    }

    [Test]
    public void Of_OneRespondent_HasAMeanAlone()
    {
        var actual = Of([1], [2], [4]);
        Assert.That((actual.Complete, actual.Alpha, actual.Sd, actual.Reason), Is.EqualTo((1, double.NaN, double.NaN, "only one row has every item answered")));
        Assert.That(actual.Mean, Is.EqualTo(7 / 3.0).Within(1e-15));
    }

    [Test]
    public void Of_NothingAnswered_HasReasonsOnly()
    {
        var actual = Of([double.NaN, double.NaN], [double.NaN, double.NaN], [double.NaN, double.NaN]);
        Assert.That((actual.Rows, actual.Scored, actual.Complete, actual.Reason), Is.EqualTo((2, 0, 0, "no row has every item answered")));
        Assert.That((actual.Mean, actual.Alpha, actual.Factor.Reason, actual.Pairwise.Reason), Is.EqualTo((double.NaN, double.NaN, "fewer than two complete rows", "fewer than two rows answered both of a pair of items")));
    }

    [Test]
    public void Of_TwoItems_HasAlphaAndNoOmega()
    {
        var actual = Of([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]);
        // Variances 2.5, covariance 2: alpha = 2(1 − 5/9).
        Assert.That(actual.Alpha, Is.EqualTo(8 / 9.0).Within(1e-14));
        Assert.That(actual.Items.Select(item => item.ItemRest), Has.All.EqualTo(0.8).Within(1e-14));
        Assert.That(actual.Items.Select(item => item.Reason), Has.All.EqualTo("without it one item is left, which has no alpha"));
        Assert.That((actual.Omega, actual.Reason), Is.EqualTo((double.NaN, (string?)null)));
        Assert.That(actual.Factor.Reason, Does.StartWith("omega needs three or more items"));
    }

    [Test]
    public void Of_OneConstantItem_KeepsAlphaAndNamesIt()
    {
        var actual = Of([1, 2, 3, 4], [2, 1, 3, 5], [4, 4, 4, 4]);
        Assert.That(actual.Alpha, Is.EqualTo(3 / 2.0 * (1 - (5 / 3.0 + 35 / 12.0) / (5 / 3.0 + 35 / 12.0 + 2 * 11 / 6.0))).Within(1e-14));
        Assert.That(actual.Reason, Does.StartWith("x3 is the same in all complete rows"));
        Assert.That((actual.StandardisedAlpha, actual.Factor.Reason), Is.EqualTo((double.NaN, "x3 is the same in all complete rows")));
    }

    // Random answers of all sizes: nothing throws, and what is defined keeps to its bounds.
    [Test]
    public void Of_RandomAnswers_KeepsToItsBounds()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var (rows, items) = (random.Next(1, 40), random.Next(1, 8));
            var spread = random.Next(1, 6);
            var columns = Enumerable.Range(0, items).Select(_ => Enumerable.Range(0, rows).Select(_ => random.Next(12) == 0 ? double.NaN : random.Next(spread)).ToArray()).ToArray();
            var actual = Of(columns);
            Assert.That(actual.Alpha, Is.NaN.Or.LessThanOrEqualTo(1 + 1e-12));
            Assert.That(double.IsNaN(actual.Alpha), Is.EqualTo(double.IsNaN(actual.AlphaLower)));
            Assert.That(actual.Alpha, Is.NaN.Or.InRange(actual.AlphaLower - 1e-9, actual.AlphaUpper + 1e-9));
            Assert.That(actual.Omega, Is.NaN.Or.InRange(0, 1));
            Assert.That(double.IsNaN(actual.Omega), Is.EqualTo(actual.Factor.Reason is not null));
            Assert.That(actual.Factor.Reason is not null || actual.Factor.Converged, $"round {round}: the search ended");
            Assert.That(actual.ToString(), Does.Not.Contain("NaN").And.Not.Contain("∞"));
        }
    }

    private static ScaleReliability Of(params double[][] columns) => Reliability.Of(
        new ScaleKey("s", columns.Select((_, index) => new ScaleItem($"x{index + 1}", Reversed: false)).ToList()),
        new ColumnSet(columns.Select((column, index) => new NumericColumn($"x{index + 1}", column))));
}
