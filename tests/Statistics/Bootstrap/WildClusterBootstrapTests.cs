using System.Diagnostics;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Randomness;
using LobResearch.Statistics.Regression;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Bootstrap;

/// <summary>The fast algorithm against enumeration in R, and against a slow one that fits every sample.</summary>
public sealed class WildClusterBootstrapTests
{
    private static readonly HashSet<string> SouthEast =
        ["Alabama", "Florida", "Georgia", "Kentucky", "Mississippi", "North Carolina", "South Carolina", "Tennessee", "Virginia", "West Virginia"];

    [TestCase("did10_lviolent", "wild_cluster_bootstrap", "guns", "log(violent) ~ law + state + factor(year)", "law[yes]")]
    [TestCase("did10_lmurder", "wild_cluster_bootstrap", "guns", "log(murder) ~ law + income + density + state + factor(year)", "law[yes]")]
    [TestCase("grunfeld_ols_10firms", "wcb_value", "grunfeld", "inv ~ value + capital", "value")]
    [TestCase("grunfeld_fe_10firms", "wcb_value", "grunfeld", "inv ~ value + capital + factor(firm)", "value")]
    public void Test_AllSignVectors_CountsAsR(string analysis, string name, string file, string formula, string term)
    {
        var data = TestData.Load("10_did_fewclusters", file + ".csv", keep: (text, row) => file != "guns" || SouthEast.Contains(text["state"][row]!));
        var fit = LeastSquares.Fit(Formula.Parse(formula), data);
        var expected = ReferenceCase.Load("10_did_fewclusters").Results(analysis).GetProperty(name);
        var result = WildClusterBootstrap.Test(fit, data[file == "guns" ? "state" : "firm"], term, new WildBootstrapOptions { Weights = WildWeights.Rademacher });
        Assert.Multiple(() =>
        {
            Assert.That(result.Enumerated);
            Assert.That(result.Draws, Is.EqualTo(expected.GetProperty("n_vectors").GetInt32()));
            // A share of 1,024 vectors: exact in binary.
            Assert.That(result.P, Is.EqualTo(expected.GetProperty("p_symmetric_ge").GetDouble()));
            Assert.That(result.SmallestP, Is.EqualTo(2.0 / 1024));
        });
        Relative.AreEqual(expected.GetProperty("se_cr1").GetDouble(), result.StandardError, 1e-9, "se");
        // R's own estimate of the murder model carries 1e-11.
        Relative.AreEqual(expected.GetProperty("t_cr1").GetDouble(), result.Statistic, 1e-9, "t");
    }

    // Every sample generated and fitted anew, t* from its own CR1 error: counts are equal, so p is.
    [TestCase("y ~ x + t", "t", WildWeights.Rademacher, 0.0, null)]
    [TestCase("y ~ x + t", "t", WildWeights.Rademacher, 0.4, null)]
    [TestCase("y ~ x + t", "x", WildWeights.Webb, 0.0, null)]
    [TestCase("y ~ x + g", "x", WildWeights.Rademacher, 0.2, null)]
    [TestCase("y ~ x + t", "t", WildWeights.Rademacher, 0.0, "w")]
    [TestCase("y ~ x + g", "x", WildWeights.Webb, 0.5, "w")]
    public void Test_AnyModel_EqualsFittingEverySample(string formula, string term, WildWeights weights, double value, string? precision)
    {
        var data = Clustered(weights == WildWeights.Webb ? [3, 5, 2, 7] : [3, 5, 2, 7, 4, 6]);
        var fit = LeastSquares.Fit(Formula.Parse(formula), data, new LeastSquaresOptions { Weights = precision });
        var result = WildClusterBootstrap.Test(fit, data["g"], term, new WildBootstrapOptions { Weights = weights, Null = value });
        var (ties, total) = SlowBootstrap.Count(formula, data, "g", term, weights, value, precision);
        Assert.That(result.Enumerated);
        Assert.That(result.Draws, Is.EqualTo(total));
        Assert.That(result.P, Is.EqualTo((double)ties / total));
    }

    [Test]
    public void Test_AnyNumberOfThreads_GivesTheSame()
    {
        var data = Clustered(Enumerable.Range(0, 30).Select(index => 3 + index % 5).ToArray());
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data);
        var results = new[] { 1, 2, 7, 0 }.Select(threads =>
            WildClusterBootstrap.Test(fit, data["g"], "t", new WildBootstrapOptions { Draws = 19_999, Threads = threads, Seed = 5 })).ToList();
        Assert.That(results.Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(WildClusterBootstrap.Test(fit, data["g"], "t", new WildBootstrapOptions { Draws = 19_999, Seed = 6 }).P, Is.Not.EqualTo(results[0].P));
    }

    [TestCase(WildWeights.Rademacher)]
    [TestCase(WildWeights.Webb)]
    public void Test_RandomVectors_ComeNearAllVectors(WildWeights weights)
    {
        var data = Clustered([3, 5, 2, 7, 4, 6]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data);
        var all = WildClusterBootstrap.Test(fit, data["g"], "t", new WildBootstrapOptions { Weights = weights });
        // Fewer draws than vectors, taken three times; five Monte Carlo standard errors.
        var draws = weights == WildWeights.Rademacher ? 63 : 40_000;
        var random = Enumerable.Range(0, 200).Select(seed =>
            WildClusterBootstrap.Test(fit, data["g"], "t", new WildBootstrapOptions { Weights = weights, Draws = Math.Min(draws, 400), Seed = (ulong)seed, Interval = false }).P).ToList();
        Assert.That(all.Enumerated);
        if (weights == WildWeights.Webb)
            Assert.That(random.Average(), Is.EqualTo(all.P).Within(5 * Math.Sqrt(all.P * (1 - all.P) / 80_000) + 1.0 / 400));
        else
            Assert.That(random, Has.All.EqualTo(all.P).Within(5 * Math.Sqrt(all.P * (1 - all.P) / 63) + 1.0 / 63));
    }

    [Test]
    public void Test_RowsInAnotherOrder_GivesTheSameP()
    {
        var data = Clustered(Enumerable.Range(0, 20).Select(index => 3 + index % 5).ToArray());
        var order = Enumerable.Range(0, data.Rows).ToArray();
        new RandomSequence(3).Shuffle(order.AsSpan());
        var turned = new ColumnSet(data.Names.Select(name => data[name] is CategoricalColumn c
            ? (Column)new CategoricalColumn(name, c.Levels, Array.ConvertAll(order, row => c.Codes[row]))
            : new NumericColumn(name, Array.ConvertAll(order, row => ((NumericColumn)data[name]).Values[row]))));
        var options = new WildBootstrapOptions { Draws = 9_999 };
        var one = WildClusterBootstrap.Test(LeastSquares.Fit(Formula.Parse("y ~ x + t"), data), data["g"], "t", options);
        var other = WildClusterBootstrap.Test(LeastSquares.Fit(Formula.Parse("y ~ x + t"), turned), turned["g"], "t", options);
        Assert.That(other.P, Is.EqualTo(one.P));
        Relative.AreEqual(one.Lower.Value, other.Lower.Value, 1e-9, "lower");
    }

    [TestCase(WildWeights.Rademacher)]
    [TestCase(WildWeights.Webb)]
    public void Test_Interval_HoldsWhatTheTestDoesNotReject(WildWeights weights)
    {
        var data = Clustered([3, 5, 2, 7, 4, 6]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data);
        var result = WildClusterBootstrap.Test(fit, data["g"], "x", new WildBootstrapOptions { Weights = weights });
        var width = result.Upper.Value - result.Lower.Value;
        Assert.That(P(result.Lower.Value + 1e-6 * width), Is.GreaterThan(0.05));
        Assert.That(P(result.Upper.Value - 1e-6 * width), Is.GreaterThan(0.05));
        foreach (var beyond in new[] { 1e-6, 0.1, 1, 100 })
        {
            Assert.That(P(result.Lower.Value - beyond * width), Is.LessThanOrEqualTo(0.05));
            Assert.That(P(result.Upper.Value + beyond * width), Is.LessThanOrEqualTo(0.05));
        }

        double P(double value) => WildClusterBootstrap.Test(fit, data["g"], "x", new WildBootstrapOptions { Weights = weights, Null = value, Interval = false }).P;
    }

    [Test]
    public void Test_TooFewVectorsToReject_HasNoIntervalAndSaysWhy()
    {
        var data = Clustered([3, 5, 2, 7]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data);
        var result = WildClusterBootstrap.Test(fit, data["g"], "t", new WildBootstrapOptions { Weights = WildWeights.Rademacher });
        Assert.That(result.SmallestP, Is.EqualTo(0.125));
        Assert.That(result.Lower.Value, Is.NaN);
        Assert.That(result.Lower.Reason, Does.Contain("0.125").And.Contain("no value can be rejected"));
        Assert.That(result.ToString(), Does.Contain("note: "));
    }

    [Test]
    public void Test_ClustersTakenOutByTheirFixedEffects_DoNotLowerTheSmallestP()
    {
        // Exposure varies within three of six schools; the other three are their own mean and nothing else.
        var random = new RandomSequence(4);
        var school = Enumerable.Range(0, 60).Select(row => row / 10).ToArray();
        var data = new ColumnSet(
        [
            new NumericColumn("y", school.Select(_ => random.Normal()).ToArray()), new NumericColumn("d", school.Select((own, row) => own < 3 && row % 2 == 0 ? 1.0 : 0).ToArray()),
            CategoricalColumn.FromText("g", school.Select(own => "s" + own).ToList()),
        ]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + g"), data);
        var result = WildClusterBootstrap.Test(fit, data["g"], "d", new WildBootstrapOptions { Weights = WildWeights.Rademacher });
        Assert.That(result.Draws, Is.EqualTo(64));
        Assert.That(result.SmallestP, Is.EqualTo(0.25));
        Assert.That(result.P, Is.GreaterThanOrEqualTo(0.25));
        Assert.That(result.Lower.Reason, Does.Contain("no value can be rejected"));
    }

    [Test]
    public void Test_ClustersOwnIndicator_IsUndefined()
    {
        var data = Clustered([3, 5, 2, 7]);
        var result = WildClusterBootstrap.Test(LeastSquares.Fit(Formula.Parse("y ~ g"), data), data["g"], "g[c01]");
        Assert.That(result.P, Is.NaN);
        Assert.That(result.Reason, Does.Contain("does not vary"));
    }

    [Test]
    public void Test_ThousandsOfClusters_IsRefusedWithTheWayOut()
    {
        var data = Clustered(Enumerable.Repeat(1, 2_001).ToArray());
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x"), data);
        Assert.That(Assert.Throws<StatisticsException>(() => WildClusterBootstrap.Test(fit, data["g"], "x"))!.Message, Does.Contain("up to 2000").And.Contain("CR2"));
    }

    [TestCase(12, WildWeights.Webb)]
    [TestCase(13, WildWeights.Rademacher)]
    public void DefaultWeights_DependOnTheNumberOfClusters(int clusters, WildWeights expected) => Assert.That(WildClusterBootstrap.DefaultWeights(clusters), Is.EqualTo(expected));

    [TestCase(0, 0.95, 0.0, "1 to 9999999")]
    [TestCase(99, 1.0, 0.0, "between 0 and 1")]
    [TestCase(99, 0.95, double.NaN, "finite")]
    public void Test_BadOptions_AreOneClearMessage(int draws, double confidence, double value, string expected)
    {
        var data = Clustered([3, 5, 2, 7]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x"), data);
        var options = new WildBootstrapOptions { Draws = draws, Confidence = confidence, Null = value };
        Assert.That(Assert.Throws<StatisticsException>(() => WildClusterBootstrap.Test(fit, data["g"], "x", options))!.Message, Does.Contain(expected));
    }

    // A guard against work per row and draw, which would take minutes; the figure itself is in docs/benchmarks.md.
    [Test]
    public void Test_99999Draws_CostNoWorkPerRow()
    {
        var data = Clustered(Enumerable.Repeat(4_000, 16).ToArray());
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data);
        var watch = Stopwatch.StartNew();
        WildClusterBootstrap.Test(fit, data["g"], "t", new WildBootstrapOptions { Weights = WildWeights.Webb });
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    internal static ColumnSet Clustered(int[] sizes)
    {
        var random = new RandomSequence(20);
        var (y, x, t, w, g) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<string>());
        for (var cluster = 0; cluster < sizes.Length; cluster++)
        {
            var shared = 0.5 * random.Normal();
            for (var row = 0; row < sizes[cluster]; row++)
            {
                x.Add(random.Normal());
                t.Add(cluster % 2);
                w.Add(0.5 + random.Uniform());
                y.Add(1 + 0.3 * x[^1] + 0.4 * t[^1] + shared + random.Normal());
                g.Add($"c{cluster:00}");
            }
        }

        return new ColumnSet(
            [new NumericColumn("y", [.. y]), new NumericColumn("x", [.. x]), new NumericColumn("t", [.. t]), new NumericColumn("w", [.. w]), CategoricalColumn.FromText("g", g)]);
    }
}
