using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>
/// The data that lme4's and nlme's own documentation fits, against lme4 1.1-31, lmerTest 3.1-3, pbkrtest 0.5.2 and clubSandwich 0.5.8:
/// nested and crossed groups, a variance of zero, slopes of a category, weights.
/// </summary>
public sealed class ClassicMixedModelTests
{
    // Both start from a θ of their own, good to 1e-8; the rest is rounding.
    private const double RobustTolerance = 1e-7;

    [TestCase("pastes", "pastes.csv", "strength ~ 1 + (1 | batch/cask)", "batch")]
    [TestCase("penicillin", "penicillin.csv", "diameter ~ 1 + (1 | plate) + (1 | sample)")]
    [TestCase("penicillin_ml", "penicillin.csv", "diameter ~ 1 + (1 | plate) + (1 | sample)")]
    [TestCase("dyestuff2", "dyestuff2.csv", "Yield ~ 1 + (1 | Batch)", "Batch")]
    [TestCase("cakes", "cakes.csv", "angle ~ recipe * temp + (1 | replicate/recipe)", "replicate")]
    [TestCase("machines_nested", "machines.csv", "score ~ Machine + (1 | Worker/Machine)", "Worker")]
    [TestCase("machines_slopes", "machines.csv", "score ~ Machine + (Machine | Worker)", "Worker")]
    [TestCase("machines_cells", "machines.csv", "score ~ Machine + (0 + Machine | Worker)", "Worker")]
    [TestCase("oats", "oats.csv", "yield ~ nitro * Variety + (1 | Block/Variety)", "Block")]
    [TestCase("orthodont", "orthodont.csv", "distance ~ age * Sex + (age | Subject)", "Subject")]
    [TestCase("orthodont_uncorrelated", "orthodont.csv", "distance ~ age * Sex + (age || Subject)", "Subject")]
    [TestCase("cattle", "cattle.csv", "share ~ factor(period) + (1 | herd)", null, "size")]
    public void Fit_ClassicData_EqualsLme4(string analysis, string file, string formula, string? cluster = null, string? weights = null)
    {
        var expected = ReferenceCase.Load("22_classics").Results(analysis);
        var data = TestData.Load("22_classics", file);
        var fit = MixedModel.Fit(
            Formula.Parse(formula), data, new() { Criterion = expected.GetProperty("REML").GetBoolean() ? Criterion.Reml : Criterion.Ml, Weights = weights });
        var differences = new Differences();
        Lme4Comparison.Compare(expected, fit, differences);
        if (cluster is not null)
            CompareRobust(expected.GetProperty("robust"), fit, data[cluster], differences);
        TestContext.Out.WriteLine($"{analysis}: {differences}; {fit.Iterations} iterations; singular {fit.IsSingular}");
        Assert.Multiple(differences.Check);
        Assert.That(fit.IsSingular, Is.EqualTo(expected.GetProperty("singular").GetBoolean()));
    }

    private static void CompareRobust(JsonElement expected, MixedModelFit fit, Column cluster, Differences differences)
    {
        foreach (var type in expected.EnumerateObject())
        {
            var table = fit.Robust(cluster, Enum.Parse<CovarianceType>(type.Name));
            foreach (var term in type.Value.EnumerateObject())
            {
                var own = table.Coefficients.Single(coefficient => RTerms.Of(coefficient.Term) == term.Name);
                differences.Add(type.Name + " se", RobustTolerance, term.Value.GetProperty("se").GetDouble(), own.StandardError);
                differences.Add(type.Name + " df", RobustTolerance, term.Value.GetProperty("df_satterthwaite").GetDouble(), own.DegreesOfFreedom);
            }
        }
    }
}
