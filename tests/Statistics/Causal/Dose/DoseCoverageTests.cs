using System.Globalization;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Causal.Dose;

/// <summary>How often the bands hold the truth everywhere at once, on generated schools.</summary>
public sealed class DoseCoverageTests
{
    private const double Nominal = 0.95;
    private static readonly double[] Steps = [0, 1, 2.5, 3, 3, 3];

    [TestCase(16, 20, 100)]
    [TestCase(60, 10, 200, Category = "Slow")]
    public void Bands_OnFewDraws_HoldAsOftenAsStated(int schools, int perSchool, int draws) => Check(schools, perSchool, draws);

    [TestCase(8, 40, 2_000, Category = "Slow")]
    [TestCase(16, 25, 1_000, Category = "Slow")]
    [TestCase(80, 10, 2_000, Category = "Slow")]
    public void Bands_OnManyDraws_HoldAsOftenAsStated(int schools, int perSchool, int draws) => Check(schools, perSchool, draws);

    private static void Check(int schools, int perSchool, int draws)
    {
        var (categories, curve) = Count(schools, perSchool, draws);
        // Three Monte-Carlo standard errors below what is stated; above it is conservative, not wrong.
        var least = Nominal - 3 * Math.Sqrt(Nominal * (1 - Nominal) / draws);
        Assert.Multiple(() =>
        {
            Assert.That(categories, Is.GreaterThanOrEqualTo(least), "categories");
            Assert.That(curve, Is.GreaterThanOrEqualTo(least), "curve");
        });
    }

    private static (double Categories, double Curve) Count(int schools, int perSchool, int draws)
    {
        var (categories, curve, alone) = (0, 0, 0);
        for (var draw = 0; draw < draws; draw++)
        {
            var steps = Fit(draw, schools, perSchool, dose => Steps[(int)dose], DoseBasis.None);
            var truth = steps.Support.Skip(1).Select(own => Steps[(int)own.Category.From]).ToList();
            // A fit without bands counts as a miss.
            if (steps.Simultaneous.Count == truth.Count && steps.Simultaneous.Zip(truth).All(pair => pair.First.Lower <= pair.Second && pair.Second <= pair.First.Upper))
                categories++;
            if (steps.Effects.Zip(truth).All(pair => pair.First.Lower <= pair.Second && pair.Second <= pair.First.Upper))
                alone++;
            // A straight line is among the spline's curves, so that the band has no bias to hide.
            var line = Fit(draw, schools, perSchool, dose => dose, DoseBasis.Natural).Curve!;
            if (line.Points.Where(point => point.Supported && point.Dose > 0).All(point => point.BandLower <= point.Dose && point.Dose <= point.BandUpper))
                curve++;
        }

        var (all, whole) = (categories / (double)draws, curve / (double)draws);
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{schools} schools of {perSchool}, {draws} draws: all categories {all:0.0000}, whole curve {whole:0.0000}, single intervals all at once {alone / (double)draws:0.0000}"));
        return (all, whole);
    }

    // The one covariate that drives the dose is 0 or 1, so that regression and logistic regression are right and the bands alone are judged.
    private static DoseFit Fit(int draw, int schools, int perSchool, Func<double, double> effect, DoseBasis basis) => DoseResponse.Estimate(
        new GeneratedDose((ulong)draw + 1, schools, perSchool, effect, 2, 0.5, binary: true).Data(),
        new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares(), Basis = basis, Folds = 4, Seed = (ulong)draw + 1, Thin = ThinCategory.Merge, Threads = 1 });
}
