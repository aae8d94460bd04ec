using LobResearch.Simulation.Codes;
using LobResearch.Simulation.Scenarios;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;

namespace LobResearch.Simulation.Tests.Scenarios;

/// <summary>Whether what is true of a generated study is what its parents' answers tell, once one compares the right ones.</summary>
public sealed class ScenarioSampleTests
{
    // 96,000 parents, of whom about 14,000 have SUP at T0 and T2: standard errors near 0.015 points.
    private static readonly ScenarioOptions Large = new() { Scenario = Scenario.Crossed, Schools = 640, Seed = 11 };
    private static readonly Formula Adjusted = Formula.Parse(
        "sup_T2 ~ sup_T0 + education + language + attended_C + attended_I + attended_O + attended_S + offered_C + offered_I + offered_O + offered_S");

    private static readonly string[] Letters = ["C", "I", "O", "S"];

    [Test]
    public void Attending_AdjustedForWhatIsObserved_IsTheTrueEffect()
    {
        var sample = ScenarioSample.Generate(Large);
        var adjusted = LeastSquares.Fit(Adjusted, sample.Columns).Coefficients;
        foreach (var letter in Letters)
        {
            var truth = sample.Truth.Value("SUP", letter, "participation")!.Value;
            Assert.That(truth, Is.InRange(0.05, 0.2), letter);
            // Four standard errors: neither attrition nor self-selection leaves a bias. An offer does nothing beside attending.
            Assert.That(adjusted["attended_" + letter].Estimate, Is.EqualTo(truth).Within(4 * adjusted["attended_" + letter].StandardError), letter);
            Assert.That(adjusted["offered_" + letter].Estimate, Is.EqualTo(0).Within(8 * adjusted["offered_" + letter].StandardError), letter + ", offered; schools are clusters");
        }

        // Who attends supports more to begin with.
        var naive = LeastSquares.Fit(Formula.Parse("sup_T2 ~ attended_O + offered_O"), sample.Columns).Coefficients["attended_O"];
        Assert.That(naive.Estimate - sample.Truth.Value("SUP", "O", "participation")!.Value, Is.GreaterThan(4 * naive.StandardError));
    }

    [Test]
    public void LatentSelection_IsABiasThatAdjustingDoesNotTake()
    {
        var sample = ScenarioSample.Generate(Large with { LatentSelection = 1 });
        var adjusted = LeastSquares.Fit(Adjusted, sample.Columns).Coefficients["attended_O"];
        Assert.That(adjusted.Estimate - sample.Truth.Value("SUP", "O", "participation")!.Value, Is.GreaterThan(4 * adjusted.StandardError));
    }

    [Test]
    public void LatentAttrition_LeavesThoseWhoSupportMore()
    {
        var (random, latent) = (ScenarioSample.Generate(Large with { Schools = 160 }), ScenarioSample.Generate(Large with { Schools = 160, LatentAttrition = 1 }));
        // About 6,000 parents each: standard error of a difference 0.012.
        Assert.That(Mean(latent, "sup_T2") - Mean(random, "sup_T2"), Is.GreaterThan(0.1));
        Assert.That(Mean(latent, "sup_T0"), Is.EqualTo(Mean(random, "sup_T0")).Within(1e-12), "who answers T0 is not concerned");
    }

    [Test]
    public void Truth_NoEffects_IsExactlyNothing()
    {
        var truth = ScenarioSample.Generate(new ScenarioOptions { Effects = ScenarioEffects.Null, DisengagementEffect = 0 }).Truth;
        Assert.That(truth.Contrasts().Select(contrast => contrast.Value), Has.All.EqualTo(0));
        Assert.That(truth.Contrasts(), Has.Count.EqualTo(36));
        var other = ScenarioSample.Generate(new ScenarioOptions { Effects = ScenarioEffects.Null }).Truth;
        Assert.That(other.Value("LOE", "C", "participation"), Is.LessThan(0));
        Assert.That(other.Value("INT", "C", "participation"), Is.Zero);
    }

    [Test]
    public void Truth_OfAnOffer_IsThatOfAttendingForThoseWhoWould()
    {
        var truth = ScenarioSample.Generate(Large with { Schools = 160 }).Truth;
        foreach (var letter in Letters)
        {
            var (offer, attending) = (truth.Value("SUP", letter, "offer")!.Value, truth.Value("SUP", letter, "participation")!.Value);
            // About a quarter of parents come to things, and of those 1 − 0.4² to one of two activities.
            Assert.That(offer / attending, Is.InRange(0.15, 0.25), letter);
            Assert.That(truth.Value("SUP", letter, "participation", "attended"), Is.EqualTo(attending).Within(0.02), letter);
        }
    }

    [Test]
    public void Truth_AddedUpInAnyOrderByAnyThread_IsTheSame()
    {
        var population = new ScenarioPopulation(new ScenarioOptions { Scenario = Scenario.Crossed });
        var all = new ScenarioTruth();
        Parallel.ForEach(population.Schools.Reverse(), school =>
        {
            var part = new ScenarioTruth();
            foreach (var parent in population.FamiliesOf(school).Reverse().SelectMany(family => family.Parents))
                part.Add(parent);
            lock (all)
                all.Add(part);
        });
        Assert.That(all.Contrasts(), Is.EqualTo(ScenarioSample.Generate(population.Options).Truth.Contrasts()));
    }

    [Test]
    public void Schools_Rotterdam_AreThoseOfTheBrochure()
    {
        foreach (var seed in new ulong[] { 1, 2 })
        {
            var schools = new ScenarioPopulation(new ScenarioOptions { Seed = seed }).Schools;
            Assert.That(schools.Select(school => school.Code), Is.EqualTo(Enumerable.Range(1, 8).Select(number => "S" + number)));
            Assert.That(
                schools.Select(school => (school.Sector, school.Offers)),
                Is.EquivalentTo(new[]
                {
                    ("mbo", Components.C), ("mbo", Components.I), ("vmbo", Components.O), ("vmbo", Components.I | Components.S),
                    ("vmbo", Components.None), ("vmbo", Components.None), ("mbo", Components.None), ("mbo", Components.None),
                }));
            Assert.That(schools.Sum(school => school.Parents), Is.EqualTo(1200));
            Assert.That(schools.SelectMany(school => school.Activities).Where(activity => activity.Kind == "LOB-diner").Select(activity => activity.Components), Is.EqualTo(new[] { Components.I | Components.S }));
        }
    }

    [Test]
    public void Schools_Crossed_HaveEachCombinationOncePerSixteen()
    {
        var schools = new ScenarioPopulation(new ScenarioOptions { Scenario = Scenario.Crossed, Schools = 32 }).Schools;
        Assert.That(schools.Take(16).Select(school => (int)school.Offers), Is.EquivalentTo(Enumerable.Range(0, 16)));
        Assert.That(schools.Skip(16).Select(school => (int)school.Offers), Is.EquivalentTo(Enumerable.Range(0, 16)));
        Assert.That(schools.Take(16).Count(school => school.IsMbo), Is.EqualTo(8));
        var other = new ScenarioPopulation(new ScenarioOptions { Scenario = Scenario.Crossed, Schools = 32, Seed = 2 }).Schools;
        Assert.That(other.Select(school => school.Offers), Is.Not.EqualTo(schools.Select(school => school.Offers)));
    }

    [Test]
    public void Replications_AreStudiesOfTheirOwn()
    {
        var options = new ScenarioOptions();
        var (one, again, other) = (ScenarioSample.Generate(options, 3), ScenarioSample.Generate(options, 3), ScenarioSample.Generate(options, 4));
        Assert.That(Numbers(again, "sup_T0"), Is.EqualTo(Numbers(one, "sup_T0")));
        Assert.That(Numbers(other, "sup_T0"), Is.Not.EqualTo(Numbers(one, "sup_T0")));
    }

    [Test]
    public void Codes_OfTwoScenarios_AreMostlyLinked()
    {
        foreach (var options in new[] { new ScenarioOptions { Seed = 1 }, new ScenarioOptions { Scenario = Scenario.Crossed, Seed = 1 } })
        {
            var evaluation = CodeEvaluation.Of(ScenarioCodes.Of(new ScenarioPopulation(options)), new CodePopulationOptions(), asIngested: true);
            TestContext.Out.WriteLine($"{options.Scenario}: {evaluation}");
            Assert.That(evaluation.TruePairs, Is.GreaterThan(1000));
            // With one code in eight written wrong about 77 % are equal and most of the rest one element off.
            Assert.That(evaluation.LinkedShare, Is.InRange(0.85, 0.99));
            Assert.That(evaluation.FalseShare, Is.LessThan(0.01));
        }
    }

    [TestCase(8, 100)]
    [TestCase(10, null)]
    [TestCase(0, null)]
    [TestCase(16, null)]
    public void Generate_OptionsThatFitNoStudy_AreRefused(int schools, int? parents) =>
        Assert.That(() => ScenarioSample.Generate(new ScenarioOptions { Schools = schools, Parents = parents }), Throws.ArgumentException);

    private static double[] Numbers(ScenarioSample sample, string name) => ((NumericColumn)sample.Columns[name]).Values.ToArray();

    private static double Mean(ScenarioSample sample, string name) => Numbers(sample, name).Where(value => !double.IsNaN(value)).Average();
}
