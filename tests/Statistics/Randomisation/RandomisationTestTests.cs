using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Randomisation;
using LobResearch.Statistics.Randomness;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Tests.Randomisation;

/// <summary>Randomisation inference against fitting the model under every assignment.</summary>
public sealed class RandomisationTestTests
{
    [TestCase("y ~ d + x", 2, 0.0, null)]
    [TestCase("y ~ d + x", 4, 0.3, null)]
    [TestCase("y ~ x + d + z", 3, 0.0, null)]
    [TestCase("y ~ d + x", 2, 0.3, "w")]
    public void Test_AllAssignments_EqualsFittingEachOne(string formula, int treated, double value, string? weights)
    {
        var data = Schools(8, treated);
        var fit = LeastSquares.Fit(Formula.Parse(formula), data, new LeastSquaresOptions { Weights = weights });
        var result = RandomisationTest.Test(fit, data["school"], "d", new RandomisationOptions { Mechanism = AssignmentMechanism.Complete, Null = value });
        var all = Subsets(8, treated).ToList();
        var count = all.Count(subset => Math.Abs(Estimate(subset)) >= Math.Abs(fit.Coefficients["d"].Estimate - value) * (1 - 1e-10));
        Assert.That(result.Exact);
        Assert.That(result.Assignments, Is.EqualTo(all.Count));
        Assert.That(result.P, Is.EqualTo((double)count / all.Count));
        Assert.That(result.SmallestP, Is.EqualTo((treated == 4 ? 2.0 : 1.0) / all.Count));

        double Estimate(HashSet<int> subset)
        {
            var school = ((CategoricalColumn)data["school"]).Codes.ToArray();
            var d = ((NumericColumn)data["d"]).Values.ToArray();
            var y = ((NumericColumn)data["y"]).Values.ToArray();
            var changed = new ColumnSet(data.Names.Select(name => name switch
            {
                "d" => new NumericColumn("d", Array.ConvertAll(school, code => subset.Contains(code) ? 1.0 : 0)),
                "y" => new NumericColumn("y", y.Select((outcome, row) => outcome - value * d[row]).ToArray()),
                _ => data[name],
            }));
            return LeastSquares.Fit(Formula.Parse(formula), changed, new LeastSquaresOptions { Weights = weights }).Coefficients["d"].Estimate;
        }
    }

    [Test]
    public void Test_Interval_HoldsWhatTheTestDoesNotReject()
    {
        var data = Schools(10, 5);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + x"), data);
        var result = RandomisationTest.Test(fit, data["school"], "d");
        var width = result.Upper.Value - result.Lower.Value;
        Assert.That(P(result.Lower.Value + 1e-6 * width), Is.GreaterThan(0.05));
        Assert.That(P(result.Upper.Value + 1e-6 * width), Is.LessThanOrEqualTo(0.05));
        Assert.That(P(result.Lower.Value - width), Is.LessThanOrEqualTo(0.05));

        double P(double value) => RandomisationTest.Test(fit, data["school"], "d", new RandomisationOptions { Null = value, Interval = false }).P;
    }

    [Test]
    public void Test_WithoutMechanism_IsLabelledSo()
    {
        var data = Schools(8, 2);
        var result = RandomisationTest.Test(LeastSquares.Fit(Formula.Parse("y ~ d"), data), data["school"], "d");
        Assert.That(result.Declared, Is.False);
        Assert.That(result.Label, Is.EqualTo("permutation under exchangeability"));
        Assert.That(result.ToString(), Does.Contain("no assignment mechanism is declared"));
    }

    [Test]
    public void Test_OneOfFewSchools_ShowsThatNothingCanBeRejected()
    {
        var data = Schools(8, 1);
        var result = RandomisationTest.Test(
            LeastSquares.Fit(Formula.Parse("y ~ d"), data), data["school"], "d", new RandomisationOptions { Mechanism = AssignmentMechanism.Complete });
        Assert.That(result.SmallestP, Is.EqualTo(0.125));
        Assert.That(result.Lower.Reason, Does.Contain("no value can be rejected"));
    }

    [Test]
    public void Test_Blocks_TakesAssignmentsWithinThem()
    {
        var data = Schools(8, 4, blocked: true);
        var options = new RandomisationOptions { Mechanism = AssignmentMechanism.WithinBlocks(data["block"]) };
        var result = RandomisationTest.Test(LeastSquares.Fit(Formula.Parse("y ~ d"), data), data["school"], "d", options);
        // Four blocks of two schools, one of them exposed.
        Assert.That(result.Assignments, Is.EqualTo(16));
        Assert.That(result.SmallestP, Is.EqualTo(2.0 / 16));
        Assert.That(result.Label, Does.Contain("block"));
    }

    [Test]
    public void Test_ListedAssignments_AreThoseCompared()
    {
        var data = Schools(4, 2);
        var happened = Labels(4).ToDictionary(label => label, label => string.CompareOrdinal(label, "s02") < 0 ? 1.0 : 0);
        var other = happened.ToDictionary(pair => pair.Key, pair => pair.Key is "s00" or "s03" ? 1.0 : 0);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d"), data);
        var result = RandomisationTest.Test(fit, data["school"], "d", new RandomisationOptions { Mechanism = AssignmentMechanism.OneOf([happened, other]) });
        Assert.That(result.Assignments, Is.EqualTo(2));
        Assert.That(result.SmallestP, Is.EqualTo(0.5));
        var fault = Assert.Throws<StatisticsException>(() => RandomisationTest.Test(fit, data["school"], "d", new RandomisationOptions { Mechanism = AssignmentMechanism.OneOf([other]) }));
        Assert.That(fault!.Message, Does.Contain("What happened is not among"));
    }

    [Test]
    public void Test_ManyAssignments_AreDrawnFromTheSeed()
    {
        var data = Schools(24, 12);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + x"), data);
        var options = new RandomisationOptions { Draws = 999, Interval = false };
        var one = RandomisationTest.Test(fit, data["school"], "d", options);
        Assert.That(one.Exact, Is.False);
        Assert.That(one.Assignments, Is.EqualTo(1000));
        Assert.That(RandomisationTest.Test(fit, data["school"], "d", options), Is.EqualTo(one));
        Assert.That(one.SmallestP, Is.EqualTo(0.001));
    }

    [Test]
    public void Test_ExposureWithinSchools_IsRefused()
    {
        var data = Schools(8, 4);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x"), data);
        Assert.That(Assert.Throws<StatisticsException>(() => RandomisationTest.Test(fit, data["school"], "x"))!.Message, Does.Contain("varies within school"));
    }

    private static IEnumerable<string> Labels(int schools) => Enumerable.Range(0, schools).Select(school => $"s{school:00}");

    private static IEnumerable<HashSet<int>> Subsets(int schools, int size) =>
        Enumerable.Range(0, 1 << schools).Where(bits => int.PopCount(bits) == size).Select(bits => Enumerable.Range(0, schools).Where(school => (bits >> school & 1) == 1).ToHashSet());

    private static ColumnSet Schools(int schools, int treated, bool blocked = false)
    {
        var random = new RandomSequence(8, (ulong)(schools * 100 + treated));
        var (y, d, x, z, w, school, block) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<string>(), new List<string>());
        foreach (var (label, index) in Labels(schools).Select((label, index) => (label, index)))
        {
            var (shared, level) = (0.3 * random.Normal(), random.Normal());
            for (var person = 0; person < 4 + index % 3; person++)
            {
                x.Add(random.Normal());
                z.Add(level);
                w.Add(0.5 + random.Uniform());
                d.Add(blocked ? index % 2 : index < treated ? 1 : 0);
                y.Add(0.4 * x[^1] + 0.5 * d[^1] + shared + random.Normal());
                school.Add(label);
                block.Add("b" + index / 2);
            }
        }

        return new ColumnSet(
        [
            new NumericColumn("y", [.. y]), new NumericColumn("d", [.. d]), new NumericColumn("x", [.. x]), new NumericColumn("z", [.. z]), new NumericColumn("w", [.. w]),
            CategoricalColumn.FromText("school", school), CategoricalColumn.FromText("block", block),
        ]);
    }
}
