using System.Globalization;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>What persons and schools are called never changes a number: to the last bit, as rows and clusters stand in an order of their values.</summary>
public sealed class ClusterNamesTests
{
    [TestCase("ols", 20)]
    [TestCase("ols", 8)]
    [TestCase("stack", 20)]
    public void PartiallyLinear_OtherNamesOfSchools_GiveTheSameBits(string learner, int schools)
    {
        var options = new PartiallyLinearOptions { OutcomeLearner = Learners.Named(learner), Bootstrap = new WildBootstrapOptions { Draws = 199 } };
        var fits = Named(schools, named => PartiallyLinear.Estimate(Prepare(named, ["school"], "d", "e"), options));
        Assert.That(fits[1].Parameters, Is.EqualTo(fits[0].Parameters));
        Assert.That(fits[1].Simultaneous, Is.EqualTo(fits[0].Simultaneous));
        Assert.That(fits[1].Bootstrap, Is.EqualTo(fits[0].Bootstrap));
        Assert.That(fits[1].Sensitivity.Select(own => own.RobustnessValueOfInterval), Is.EqualTo(fits[0].Sensitivity.Select(own => own.RobustnessValueOfInterval)));
    }

    [Test]
    public void PartiallyLinear_OtherNamesInTwoClusterings_GiveTheSameBits()
    {
        var fits = Named(20, named => PartiallyLinear.Estimate(Prepare(named, ["school", "year"], "d"), new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols }));
        Assert.That(fits[1].Parameters, Is.EqualTo(fits[0].Parameters));
    }

    [Test]
    public void Interactive_OtherNamesOfPersons_GiveTheSameBits()
    {
        var fits = Named(150, named => Interactive.Estimate(Prepare(named, ["school"], "d"), new InteractiveOptions { OutcomeLearner = GeneratedCauses.Ols, Trimming = Trimming.Drop, Lower = 0.2, Upper = 0.8 }));
        Assert.That(fits[1].Parameters, Is.EqualTo(fits[0].Parameters));
    }

    [Test]
    public void DoseResponse_OtherNamesOfSchools_GiveTheSameBits()
    {
        var fits = Named(20, named => DoseResponse.Estimate(Prepare(named, ["school"], "dose"), new DoseOptions { OutcomeLearner = GeneratedCauses.Ols }));
        Assert.That(fits[1].Effects, Is.EqualTo(fits[0].Effects));
        Assert.That(fits[1].Curve!.Points, Is.EqualTo(fits[0].Curve!.Points));
    }

    // Schools with the very same rows: which of them comes first can't matter.
    [Test]
    public void PartiallyLinear_SchoolsAlike_GiveTheSameBits()
    {
        var twice = new Func<double[], double[]>(values => [.. values, .. values]);
        var fits = new[] { false, true }.Select(turned =>
        {
            var sample = new GeneratedCauses(9, 150, 10);
            string[] schools = [.. sample.School.Select(school => (turned ? "z" : "a") + school), .. sample.School.Select(school => "m" + school)];
            var columns = new ColumnSet([
                new NumericColumn("x1", twice(sample.X1)), new NumericColumn("x2", twice(sample.X2)), new NumericColumn("d", twice(sample.D)), new NumericColumn("y", twice(sample.Y)),
                CategoricalColumn.FromText("school", schools)]);
            return PartiallyLinear.Estimate(CausalData.Prepare(GeneratedCauses.Roles("d") with { Clusters = ["school"] }, columns), new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols });
        }).ToList();
        Assert.That(fits[1].Parameters, Is.EqualTo(fits[0].Parameters));
    }

    // The same rows under two sets of names, numbers in the second.
    private static List<T> Named<T>(int schools, Func<GeneratedCauses, T> estimate) => new[] { false, true }.Select(renamed =>
    {
        var sample = new GeneratedCauses(9, 300, schools);
        var year = Enumerable.Range(0, 300).Select(row => row / schools % 12).ToArray();
        sample.With(new NumericColumn("dose", [.. sample.E.Select(e => Math.Clamp(Math.Floor(e + 1), 0, 3))]));
        if (!renamed)
            return estimate(sample.With(CategoricalColumn.FromText("year", [.. year.Select(own => own.ToString("00", CultureInfo.InvariantCulture))])));
        var names = Enumerable.Range(0, schools).ToArray();
        new RandomSequence(5).Shuffle<int>(names);
        return estimate(sample
            .With(new NumericColumn("school", [.. sample.School.Select(school => (double)names[int.Parse(school[1..], CultureInfo.InvariantCulture)])]))
            .With(new NumericColumn("year", [.. year.Select(own => 100.0 - own * 7 % 12)])));
    }).ToList();

    private static CausalData Prepare(GeneratedCauses sample, string[] clusters, params string[] exposures) =>
        CausalData.Prepare(GeneratedCauses.Roles(exposures) with { Clusters = clusters }, sample.Columns);
}
