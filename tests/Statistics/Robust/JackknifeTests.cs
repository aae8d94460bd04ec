using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Robust;

/// <summary>CR3 against what it stands for: fitting the model anew without each cluster.</summary>
public sealed class JackknifeTests
{
    private static readonly HashSet<string> SouthEast =
        ["Alabama", "Florida", "Georgia", "Kentucky", "Mississippi", "North Carolina", "South Carolina", "Tennessee", "Virginia", "West Virginia"];

    // Both are closed forms; the fits without a cluster are ill-conditioned designs of their own, hence not 1e-12.
    private const double Tolerance = 1e-8;

    [TestCase("log(violent) ~ law + state + factor(year)", "law[yes]")]
    [TestCase("log(murder) ~ law + income + density + state + factor(year)", "law[yes]", "income", "density")]
    public void Robust_CR3WithFixedEffects_IsTheExplicitJackknife(string formula, params string[] terms)
    {
        var data = TestData.Load("10_did_fewclusters", "guns.csv", keep: (text, row) => SouthEast.Contains(text["state"][row]!));
        AreEqual(Formula.Parse(formula), data, "state", null, terms);
    }

    [TestCase("inv ~ value + capital + factor(firm)", null)]
    [TestCase("inv ~ value + capital + factor(firm)", "w")]
    [TestCase("inv ~ value * capital", "w")]
    public void Robust_CR3OnGrunfeld_IsTheExplicitJackknife(string formula, string? weights)
    {
        var data = TestData.Load("10_did_fewclusters", "grunfeld.csv");
        var year = ((NumericColumn)data["year"]).Values.ToArray();
        data = new ColumnSet(data.Names.Select(name => data[name]).Append(new NumericColumn("w", Array.ConvertAll(year, value => value - 1934))));
        AreEqual(Formula.Parse(formula), data, "firm", weights, ["value", "capital"]);
    }

    [TestCase("star_by_teacher", "tch")]
    [TestCase("star_by_school", "sch")]
    public void Robust_CR3OnStar_EqualsClubSandwich(string analysis, string cluster)
    {
        var data = TestData.Load("04_star", keep: (text, row) => text["gr"][row] == "K", categorical: ["sch", "tch", "id"]);
        var options = new LeastSquaresOptions { Design = new() { References = new Dictionary<string, string> { ["cltype"] = "reg" }, AlsoRequired = ["sch", "tch"] } };
        var table = LeastSquares.Fit(Formula.Parse("pct ~ cltype"), data, options).Robust(data[cluster], CovarianceType.CR3);
        var expected = ReferenceCase.Load("20_designs").Results(analysis);
        var terms = expected.GetProperty("terms").EnumerateArray().Select(term => term.GetString()!).ToList();
        foreach (var (term, index) in terms.Select((term, index) => (term, index)))
        {
            var actual = table.Coefficients.Single(coefficient => RTerms.Of(coefficient.Term) == term);
            // Inverses of matrices per cluster in both programs.
            Relative.AreEqual(expected.GetProperty("CR3").GetProperty("se")[index].GetDouble(), actual.StandardError, 1e-7, term + " se");
            Relative.AreEqual(expected.GetProperty("CR3").GetProperty("df")[index].GetDouble(), actual.DegreesOfFreedom, 1e-7, term + " df");
        }
    }

    [Test]
    public void Robust_CR3OnMurder_IsNotTheSingularInverse()
    {
        var data = TestData.Load("10_did_fewclusters", "guns.csv", keep: (text, row) => SouthEast.Contains(text["state"][row]!));
        var table = LeastSquares.Fit(Formula.Parse("log(murder) ~ law + income + density + state + factor(year)"), data).Robust(data["state"], CovarianceType.CR3);
        // clubSandwich's solve() of singular matrices gives 0.05659 here; the jackknife, computed in R, 0.0546864.
        Relative.AreEqual(0.0546864, table["law[yes]"].StandardError, 1e-6, "se");
    }

    [Test]
    public void Robust_CR3WithOneTreatedCluster_IsUndefinedWithItsReason()
    {
        var data = new ColumnSet(
        [
            new NumericColumn("y", [1, 3, 2, 5, 4, 4, 1, 2, 8, 7]),
            new NumericColumn("t", [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]),
            CategoricalColumn.FromText("g", ["a", "a", "b", "b", "c", "c", "d", "d", "e", "e"]),
        ]);
        var table = LeastSquares.Fit(Formula.Parse("y ~ t"), data).Robust(data["g"], CovarianceType.CR3);
        Assert.That(table["t"].StandardError, Is.NaN);
        Assert.That(table["t"].Reason, Does.Contain("without e of g"));
        Assert.That(table["(Intercept)"].StandardError, Is.Positive);
    }

    private static void AreEqual(Formula formula, ColumnSet data, string cluster, string? weights, string[] terms)
    {
        var options = new LeastSquaresOptions { Weights = weights };
        var fit = LeastSquares.Fit(formula, data, options);
        var table = fit.Robust(data[cluster], CovarianceType.CR3);
        var groups = fit.Frame.Groups(data[cluster]);
        var without = Enumerable.Range(0, groups.Max() + 1).Select(group =>
            LeastSquares.Fit(formula, Where(data, row => groups[row] != group), options).Coefficients).ToList();
        foreach (var term in terms)
        {
            var expected = Math.Sqrt(without.Sum(coefficients => Math.Pow(coefficients[term].Estimate - fit.Coefficients[term].Estimate, 2)));
            Relative.AreEqual(expected, table[term].StandardError, Tolerance, term);
        }
    }

    private static ColumnSet Where(ColumnSet data, Func<int, bool> keep)
    {
        var rows = Enumerable.Range(0, data.Rows).Where(keep).ToArray();
        return new ColumnSet(data.Names.Select(name => data[name] is CategoricalColumn categories
            ? (Column)new CategoricalColumn(name, categories.Levels, Array.ConvertAll(rows, row => categories.Codes[row]))
            : new NumericColumn(name, Array.ConvertAll(rows, row => ((NumericColumn)data[name]).Values[row]))));
    }
}
