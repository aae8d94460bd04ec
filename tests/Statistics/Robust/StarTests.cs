using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Robust;

/// <summary>Project STAR against R's lm and clubSandwich 0.5.8.</summary>
public sealed class StarTests
{
    // The estimates are closed form in both programs: what is left is rounding.
    private const double EstimateTolerance = 1e-9;

    // Standard errors and df pass through an eigen-decomposition of each cluster in both programs.
    private const double ErrorTolerance = 1e-7;

    // A p value's relative error is the statistic's times its square, and the statistic's is 1e-7.
    private const double ProbabilityTolerance = 1e-5;
    private static readonly ReferenceCase Star = ReferenceCase.Load("04_star");

    [TestCaseSource(nameof(PlainModels))]
    public void Robust_StarPerGrade_EqualsClubSandwich(string analysis)
    {
        var parts = analysis.Split('_');
        var (outcome, grade) = (parts[1], parts[3]);
        var data = Grade(grade);
        var results = Star.Results(analysis);
        var within = Fit($"{outcome} ~ cltype + sch", data);
        var across = Fit($"{outcome} ~ cltype", data);
        Assert.That(within.N, Is.EqualTo(results.GetProperty("n").GetInt32()));
        foreach (var term in results.GetProperty("ols").EnumerateObject())
        {
            var coefficient = within.Coefficients[TermName(term.Name)];
            Relative.AreEqual(term.Value.GetProperty("Estimate").GetDouble(), coefficient.Estimate, EstimateTolerance, term.Name);
            Relative.AreEqual(term.Value.GetProperty("Std. Error").GetDouble(), coefficient.StandardError, ErrorTolerance, term.Name);
        }

        Compare(results.GetProperty("school_fe_cluster_school"), within, data["sch"]);
        Compare(results.GetProperty("school_fe_cluster_teacher"), within, data["tch"]);
        Compare(results.GetProperty("no_fe_cluster_school"), across, data["sch"]);
        Compare(results.GetProperty("no_fe_cluster_teacher"), across, data["tch"]);
    }

    [TestCase("K")]
    [TestCase("3")]
    public void Robust_StarWithCovariates_EqualsClubSandwich(string grade)
    {
        var data = Grade(grade);
        var fit = Fit("pct ~ cltype + white_asian + girl + free + t_white + exp + t_master + sch", data);
        var results = Star.Results($"ols_pct_covariates_grade_{grade}");
        Assert.That(fit.N, Is.EqualTo(results.GetProperty("n").GetInt32()));
        Compare(results.GetProperty("cluster_teacher"), fit, data["tch"]);
    }

    private static IEnumerable<string> PlainModels =>
        Star.Analyses.Where(name => name.StartsWith("ols_", StringComparison.Ordinal) && !name.Contains("covariates", StringComparison.Ordinal));

    private static ColumnSet Grade(string grade) =>
        TestData.Load("04_star", keep: (text, row) => text["gr"][row] == grade, categorical: ["sch", "tch", "id"]);

    private static LeastSquaresFit Fit(string formula, ColumnSet data) => LeastSquares.Fit(Formula.Parse(formula), data, new LeastSquaresOptions
    {
        Design = new() { References = new Dictionary<string, string> { ["cltype"] = "reg" }, AlsoRequired = ["tch"] },
    });

    private static void Compare(JsonElement expected, LeastSquaresFit fit, Column clusters)
    {
        if (expected.ValueKind == JsonValueKind.Null)
            return;
        foreach (var type in expected.EnumerateObject().Where(type => Enum.TryParse<CovarianceType>(type.Name, out _)))
        {
            var table = fit.Robust(clusters, Enum.Parse<CovarianceType>(type.Name));
            foreach (var term in type.Value.EnumerateObject())
                Compare(term.Value, table[TermName(term.Name)], $"{type.Name} {clusters.Name} {term.Name}");
        }
    }

    private static void Compare(JsonElement expected, Coefficient actual, string what)
    {
        Relative.AreEqual(expected.GetProperty("beta").GetDouble(), actual.Estimate, EstimateTolerance, what);
        Relative.AreEqual(expected.GetProperty("se").GetDouble(), actual.StandardError, ErrorTolerance, what + " se");
        Relative.AreEqual(expected.GetProperty("df_satterthwaite").GetDouble(), actual.DegreesOfFreedom, ErrorTolerance, what + " df");
        Relative.AreEqual(expected.GetProperty("p_satterthwaite").GetDouble(), actual.P, ProbabilityTolerance, what + " p");
    }

    private static string TermName(string r) => r.StartsWith("cltype", StringComparison.Ordinal) ? $"cltype[{r["cltype".Length..]}]" : r;
}
