using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Multiplicity;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;
using LobResearch.Statistics.Tests.Bootstrap;

namespace LobResearch.Statistics.Tests.Multiplicity;

/// <summary>The step-down correction against its definition on samples that are each fitted.</summary>
public sealed class RomanoWolfTests
{
    private static readonly WildBootstrapOptions AllSigns = new() { Weights = WildWeights.Rademacher };

    [Test]
    public void Adjust_ThreeHypotheses_EqualsItsDefinition()
    {
        var data = WildClusterBootstrapTests.Clustered([3, 5, 2, 7, 4, 6]);
        (string Formula, string Term)[] models = [("y ~ x + t", "t"), ("y ~ x + t", "x"), ("w ~ t", "t")];
        var fits = models.Select(model => LeastSquares.Fit(Formula.Parse(model.Formula), data)).ToList();
        var actual = RomanoWolf.Adjust(models.Zip(fits, (model, fit) => new Hypothesis(fit, data["g"], model.Term)).ToList(), AllSigns);
        var samples = models.Zip(fits, (model, fit) => Samples(model.Formula, model.Term, fit, data)).ToList();
        var observed = models.Zip(fits, (model, fit) => Math.Abs(T(fit, data, model.Term))).ToList();
        var order = Enumerable.Range(0, 3).OrderByDescending(index => observed[index]).ToList();
        var previous = 0.0;
        for (var step = 0; step < 3; step++)
        {
            var open = order.Skip(step).ToList();
            var share = Enumerable.Range(0, 64).Count(draw => open.Max(index => samples[index][draw]) >= observed[order[step]] * (1 - 1e-10)) / 64.0;
            previous = Math.Max(previous, share);
            Assert.That(actual[order[step]].AdjustedP, Is.EqualTo(previous), models[order[step]].Term);
            Relative.AreEqual(observed[order[step]], Math.Abs(actual[order[step]].Statistic), 1e-10, "t");
            Assert.That(actual[order[step]].P, Is.LessThanOrEqualTo(actual[order[step]].AdjustedP));
        }
    }

    [Test]
    public void Adjust_OneHypothesis_IsItsOwnP()
    {
        var data = WildClusterBootstrapTests.Clustered([3, 5, 2, 7, 4, 6]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data);
        var adjusted = RomanoWolf.Adjust([new Hypothesis(fit, data["g"], "t", 0.3)], AllSigns).Single();
        Assert.That(adjusted.AdjustedP, Is.EqualTo(adjusted.P));
        Assert.That(adjusted.P, Is.EqualTo(WildClusterBootstrap.Test(fit, data["g"], "t", AllSigns with { Null = 0.3 }).P));
    }

    [Test]
    public void Adjust_Result_ReadsAsATableAndAFrame()
    {
        var data = WildClusterBootstrapTests.Clustered([3, 5, 2, 7, 4, 6]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data);
        var family = RomanoWolf.Adjust([new Hypothesis(fit, data["g"], "t"), new Hypothesis(fit, data["g"], "x")], AllSigns);
        Assert.That(family.Method, Is.EqualTo("Romano–Wolf"));
        Assert.That(family.ToFrame().RowKeys, Is.EqualTo(new[] { "t", "x" }));
        Assert.That(family.ToFrame()["adjustedP", "x"], Is.EqualTo(family["x"].AdjustedP));
        Assert.That(family.ToString(), Does.StartWith("p values adjusted for 2 tests (Romano–Wolf)").And.Contain("\nx "));
        Assert.That(Assert.Throws<StatisticsException>(() => _ = family["z"])!.Message, Does.Contain("there are t, x"));
    }

    [Test]
    public void Of_Table_AdjustsTheNamedCoefficients()
    {
        var data = WildClusterBootstrapTests.Clustered([3, 5, 2, 7, 4, 6]);
        var table = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data).Coefficients;
        var family = AdjustedTests.Of(table, ["t", "x"], AdjustedTests.Holm);
        Assert.That(family.Select(test => test.AdjustedP), Is.EqualTo(PAdjustment.Holm([table["t"].P, table["x"].P])));
        Assert.That(Assert.Throws<StatisticsException>(() => AdjustedTests.Of(table, [], AdjustedTests.Holm))!.Message, Does.Contain("no hypotheses"));
        Assert.That(Assert.Throws<StatisticsException>(() => AdjustedTests.Of(table, ["t"], "Bonferroni"))!.Message, Does.Contain("expected Holm"));
    }

    [Test]
    public void Adjust_OtherClusters_IsRefused()
    {
        var one = WildClusterBootstrapTests.Clustered([3, 5, 2, 7]);
        var other = WildClusterBootstrapTests.Clustered([3, 5, 2, 7, 4]);
        var hypotheses = new[] { one, other }.Select(data => new Hypothesis(LeastSquares.Fit(Formula.Parse("y ~ x"), data), data["g"], "x")).ToList();
        Assert.That(Assert.Throws<StatisticsException>(() => RomanoWolf.Adjust(hypotheses))!.Message, Does.Contain("other clusters"));
        Assert.That(Assert.Throws<StatisticsException>(() => RomanoWolf.Adjust([]))!.Message, Does.Contain("no hypotheses"));
    }

    private static double[] Samples(string formula, string term, LeastSquaresFit fit, ColumnSet data)
    {
        var outcome = formula.Split('~')[0].Trim();
        var rest = formula.Split('~')[1].Split('+').Select(part => part.Trim()).Where(part => part != term).DefaultIfEmpty("1");
        var restricted = LeastSquares.Fit(Formula.Parse($"{outcome} ~ {string.Join(" + ", rest)}"), data);
        var residuals = restricted.Residuals.ToArray();
        var y = ((NumericColumn)data[outcome]).Values.ToArray();
        var groups = fit.Frame.Groups(data["g"]);
        return Enumerable.Range(0, 64).Select(number =>
        {
            var sample = new ColumnSet(data.Names.Select(name => name == outcome
                ? new NumericColumn(name, y.Select((value, row) => value - residuals[row] + (1 - 2 * (number >> groups[row] & 1)) * residuals[row]).ToArray())
                : data[name]));
            return Math.Abs(T(LeastSquares.Fit(Formula.Parse(formula), sample), data, term));
        }).ToArray();
    }

    private static double T(LeastSquaresFit fit, ColumnSet data, string term) =>
        fit.Coefficients[term].Estimate / fit.Robust(data["g"], CovarianceType.CR1S)[term].StandardError;
}
