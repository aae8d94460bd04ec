using System.Globalization;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Tests.Effects;

/// <summary>Offers that schools begin at different waves, on columns with known truth.</summary>
public sealed class StaggeredEffectsTests
{
    private static readonly EffectModel Model = new(Estimand.Offer, "y", "", ["d"], []) { Wave = "wave" };

    [Test]
    public void Of_TwoSchoolsThreeWaves_HasThePublishedWeights()
    {
        // de Chaisemartin & D'Haultfœuille (2020), section II: one group begins at the third period, the other at the second; the estimate is
        // half the first's effect at 3 and all of the second's at 2, less half of the second's at 3.
        var data = Panel([2, 1], waves: 3, persons: 1, (school, wave, person) => 0);
        var (negative, share) = StaggeredWeights.Of(Model, data, "d");
        Assert.That(negative, Is.EqualTo(-0.5).Within(1e-12), "an exact fraction; 1e-12 is rounding");
        Assert.That(share, Is.EqualTo(1 / 3.0).Within(1e-12));
    }

    [Test]
    public void Estimate_SchoolsThatDifferAndWavesThatRise_FindsTheEffectAlone()
    {
        // Without noise: level per school, rise per wave, and 0.3 from the wave at which a school has begun.
        var data = Panel([1, 2, 9, 1, 9, 2], waves: 3, persons: 4, (school, wave, person) => 0);
        var effect = EffectEstimators.Estimate(EffectEstimator.Ancova, Model, data)[0];
        Assert.That(effect.Effect.Estimate, Is.EqualTo(0.3).Within(1e-12), "exact but for rounding");
        Assert.That((effect.Persons, effect.Rows, effect.Estimator), Is.EqualTo((24, 72, "school and wave effects")));
        Assert.That(EffectEstimators.Estimate(EffectEstimator.Unadjusted, Model, data)[0].Effect.Estimate, Is.Not.EqualTo(0.3).Within(0.04), "schools and waves differ for other reasons too");
    }

    [Test]
    public void Estimate_ManyStudies_IntervalsHoldTheTruth()
    {
        const int Studies = 300;
        var begins = Enumerable.Range(0, 16).Select(school => school % 3 == 2 ? 9 : school % 3 + 1).ToArray();
        var (held, sum, squares) = (0, 0.0, 0.0);
        for (var study = 0; study < Studies; study++)
        {
            var random = new Random(1_000 + study);
            var shocks = Enumerable.Range(0, 48).Select(_ => 0.1 * Normal(random)).ToArray();
            var own = Enumerable.Range(0, 16 * 12).Select(_ => 0.4 * Normal(random)).ToArray();
            var data = Panel(begins, 3, 12, (school, wave, person) => shocks[3 * school + wave] + own[12 * school + person] + 0.3 * Normal(random));
            var effect = EffectEstimators.Estimate(EffectEstimator.Ancova, Model, data)[0].Effect;
            held += effect.Lower <= 0.3 && effect.Upper >= 0.3 ? 1 : 0;
            sum += effect.Estimate - 0.3;
            squares += (effect.Estimate - 0.3) * (effect.Estimate - 0.3);
        }

        var coverage = (double)held / Studies;
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bias {sum / Studies:0.0000}, coverage {coverage:0.000}"));
        // Nominal 95 % give or take three Monte Carlo standard errors; the bias within three of its own.
        Assert.That(coverage, Is.EqualTo(0.95).Within(3 * Math.Sqrt(0.95 * 0.05 / Studies)));
        Assert.That(Math.Abs(sum / Studies), Is.LessThan(3 * Math.Sqrt(squares) / Studies));
    }

    private static ColumnSet Panel(int[] begins, int waves, int persons, Func<int, int, int, double> noise)
    {
        var rows = (from school in Enumerable.Range(0, begins.Length) from person in Enumerable.Range(0, persons) from wave in Enumerable.Range(0, waves) select (school, person, wave)).ToList();
        var exposed = rows.ConvertAll(row => row.wave >= begins[row.school] ? 1.0 : 0);
        return new ColumnSet(
        [
            new NumericColumn("y", [.. rows.Select((row, place) => 0.2 * row.school + 0.1 * row.wave * row.wave + 0.3 * exposed[place] + noise(row.school, row.wave, row.person))]),
            new NumericColumn("d", [.. exposed]),
            CategoricalColumn.FromText("school", rows.ConvertAll(row => (string?)$"S{row.school:00}")),
            CategoricalColumn.FromText("wave", rows.ConvertAll(row => (string?)$"T{row.wave}")),
            new NumericColumn("person", [.. rows.Select(row => (double)(row.school * persons + row.person))]),
        ]);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
