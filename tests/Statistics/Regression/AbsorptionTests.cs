using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Tests.Regression;

/// <summary>Effects of groups taken out give what a column per group gives, but for rounding.</summary>
public sealed class AbsorptionTests
{
    // Both ways solve the same equations; 1e-10 is what rounding does to sums over some hundred rows.
    private const double Rounding = 1e-10;
    private static readonly ColumnSet Data = Rows();
    private static readonly LeastSquaresFit Columns = LeastSquares.Fit(Formula.Parse("y ~ d + x + kind + school"), Data);
    private static readonly LeastSquaresFit Absorbed = LeastSquares.Fit(Formula.Parse("y ~ d + x + kind"), Data, new LeastSquaresOptions { Absorb = "school" });

    [TestCase("d")]
    [TestCase("x")]
    [TestCase("kind[b]")]
    public void Fit_Absorbed_HasTheSameCoefficients(string term)
    {
        foreach (var (one, other) in new[]
        {
            (Columns.Coefficients[term], Absorbed.Coefficients[term]),
            (Columns.Robust(Data["school"], CovarianceType.CR2)[term], Absorbed.Robust(Data["school"], CovarianceType.CR2)[term]),
            (Columns.Robust(Data["district"], CovarianceType.CR2)[term], Absorbed.Robust(Data["district"], CovarianceType.CR2)[term]),
            (Columns.Robust(Data["school"], CovarianceType.CR1S)[term], Absorbed.Robust(Data["school"], CovarianceType.CR1S)[term]),
        })
        {
            Assert.That(other.Estimate, Is.EqualTo(one.Estimate).Within(Rounding * Math.Abs(one.Estimate)));
            Assert.That(other.StandardError, Is.EqualTo(one.StandardError).Within(Rounding * one.StandardError));
            Assert.That(other.DegreesOfFreedom, Is.EqualTo(one.DegreesOfFreedom).Within(Rounding * one.DegreesOfFreedom));
        }
    }

    [Test]
    public void Fit_Absorbed_HasTheSameFitAndSensitivity()
    {
        Assert.That(Absorbed.ResidualDegreesOfFreedom, Is.EqualTo(Columns.ResidualDegreesOfFreedom));
        Assert.That(Absorbed.ResidualSumOfSquares, Is.EqualTo(Columns.ResidualSumOfSquares).Within(Rounding * Columns.ResidualSumOfSquares));
        Assert.That(Absorbed.RSquared, Is.EqualTo(Columns.RSquared).Within(Rounding));
        Assert.That(Absorbed.AdjustedRSquared, Is.EqualTo(Columns.AdjustedRSquared).Within(Rounding));
        Assert.That(Absorbed.Aic, Is.EqualTo(Columns.Aic).Within(Rounding * Math.Abs(Columns.Aic)));
        var (one, other) = (OmittedVariableBias.Of(Columns, Columns.Coefficients, "d", ["x"]), OmittedVariableBias.Of(Absorbed, Absorbed.Coefficients, "d", ["x"]));
        Assert.That(other.RobustnessValue, Is.EqualTo(one.RobustnessValue).Within(Rounding));
        Assert.That(other.Benchmarks[0].Lower, Is.EqualTo(one.Benchmarks[0].Lower).Within(Rounding));
        var exposure = Absorbed.Frame.Rows.Select(row => ((NumericColumn)Data["d"]).Values[row]).ToArray();
        var (advice, same) = (FewClusterAdvice.For(Columns, Data["school"], "d").Design, FewClusterAdvice.For(Absorbed, Data["school"], "d", exposure: exposure).Design);
        Assert.That((same.Treated, same.Control, same.Varies, same.Contributing), Is.EqualTo((advice.Treated, advice.Control, advice.Varies, advice.Contributing)));
        Assert.That(same.EffectiveClusters, Is.EqualTo(advice.EffectiveClusters).Within(1e-8));
    }

    [Test]
    public void Fit_ColumnOfWholeGroups_IsDropped() =>
        Assert.That(LeastSquares.Fit(Formula.Parse("y ~ d + whole"), Data, new LeastSquaresOptions { Absorb = "school" }).Dropped, Is.EqualTo(new[] { "whole" }));

    [Test]
    public void Robust_ClustersThatCutThroughGroups_AreRefused() => Assert.That(
        () => Absorbed.Robust(Data["room"], CovarianceType.CR2),
        Throws.InstanceOf<StatisticsException>().With.Message.Contains("clusters of 'room' cut through its groups"));

    [Test]
    public void Fit_AbsorbedAndWeighted_IsRefused() => Assert.That(
        () => LeastSquares.Fit(Formula.Parse("y ~ d"), Data, new LeastSquaresOptions { Absorb = "school", Weights = "x" }),
        Throws.InstanceOf<StatisticsException>().With.Message.Contains("can't be taken out of a weighted fit"));

    private static ColumnSet Rows()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 240).Select(row => (School: row % 12, Noise: random.NextDouble(), X: random.NextDouble(), D: random.NextDouble() < 0.2 + 0.05 * (row % 12) ? 1.0 : 0, Kind: random.Next(3))).ToList();
        return new ColumnSet(
        [
            new NumericColumn("y", [.. rows.Select(row => row.School + 0.4 * row.D + row.X + 0.2 * row.Kind + row.Noise)]),
            new NumericColumn("d", [.. rows.Select(row => row.D)]),
            new NumericColumn("x", [.. rows.Select((row, place) => place == 17 ? double.NaN : row.X)]),
            new NumericColumn("whole", [.. rows.Select(row => 0.1 * row.School)]),
            CategoricalColumn.FromText("kind", rows.ConvertAll(row => (string?)"abc"[row.Kind].ToString())),
            CategoricalColumn.FromText("school", rows.ConvertAll(row => (string?)$"S{row.School:00}")),
            CategoricalColumn.FromText("district", rows.ConvertAll(row => (string?)$"D{row.School / 2}")),
            CategoricalColumn.FromText("room", rows.Select((row, place) => (string?)$"R{place % 5}").ToList()),
        ]);
    }
}
