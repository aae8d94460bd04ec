using LobResearch.Simulation.Studies;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.EffectSizes;

namespace LobResearch.Simulation.Tests.Studies;

/// <summary>Whether a simulated study is what its options say; large samples, bounds of about five standard errors.</summary>
public sealed class SimulatedStudyTests
{
    private static readonly StudyOptions Large = new() { Schools = 400, ExposedSchools = 200, SchoolSize = 50, Effect = 0.4 };

    [Test]
    public void Truth_ManyPersons_ComesNearTheExpectedContrast()
    {
        var truth = SimulatedStudy.Generate(Large).Truth;
        Assert.That(truth.Population, Is.InRange(0.1, 0.4));
        Assert.That(truth.Everybody, Is.EqualTo(truth.Population).Within(0.005));
        Assert.That(truth.Exposed, Is.EqualTo(truth.Population).Within(0.007));
        Assert.That(SimulatedStudy.Generate(Large with { Effect = 0 }).Truth, Is.EqualTo(new StudyTruth(0, 0, 0, 0)));
    }

    [Test]
    public void Scores_DifferenceBetweenExposedAndOthers_IsTheTruth()
    {
        var study = SimulatedStudy.Generate(Large);
        var (score, exposed) = (Numbers(study, "score_T1"), Numbers(study, "exposed"));
        var difference = score.Where((_, row) => exposed[row] == 1).Average() - score.Where((_, row) => exposed[row] == 0).Average();
        // 400 schools with an ICC near .05: standard error 0.02.
        Assert.That(difference, Is.EqualTo(study.Truth.Population).Within(0.1));
        var before = Numbers(study, "score_T0");
        Assert.That(before.Where((_, row) => exposed[row] == 1).Average() - before.Where((_, row) => exposed[row] == 0).Average(), Is.EqualTo(0).Within(0.1));
    }

    [TestCase(0.05, 0.0)]
    [TestCase(0.20, 0.0)]
    [TestCase(0.05, 0.15)]
    public void Scores_Icc_IsTheTraitsTimesReliability(double school, double classroom)
    {
        // Thirty items: the score is nearly the trait, cut points take little.
        var study = SimulatedStudy.Generate(Large with { SchoolIcc = school, ClassIcc = classroom, Items = 30, Effect = 0, Loading = 0.9, ClassSize = 10 });
        var schools = ((CategoricalColumn)study.Columns["school"]).Codes.ToArray();
        var classes = ((CategoricalColumn)study.Columns["class"]).Codes.ToArray();
        Assert.That(IntraclassCorrelation.OneWay(Numbers(study, "score_T0"), classes).Icc1, Is.EqualTo(school + classroom).Within(0.04));
        Assert.That(IntraclassCorrelation.OneWay(Numbers(study, "score_T0"), schools).Icc1, Is.EqualTo(school + classroom / 5).Within(0.04));
    }

    [Test]
    public void Selection_RaisesTheExposedAtTheStart()
    {
        var within = Large with { Level = ExposureLevel.Within, Selection = 0.5, Effect = 0 };
        var study = SimulatedStudy.Generate(within);
        var (before, exposed) = (Numbers(study, "score_T0"), Numbers(study, "exposed"));
        Assert.That(before.Where((_, row) => exposed[row] == 1).Average() - before.Where((_, row) => exposed[row] == 0).Average(), Is.GreaterThan(0.1));
        Assert.That(exposed.Average(), Is.EqualTo(0.25).Within(0.01));
    }

    [Test]
    public void Attrition_TakesTheShareAndForGood()
    {
        var study = SimulatedStudy.Generate(Large with { Waves = 4, Attrition = 0.2, AttritionSlope = -0.5 });
        var (one, two, last) = (Numbers(study, "score_T1"), Numbers(study, "score_T2"), Numbers(study, "score_T3"));
        Assert.That(one.Count(double.IsNaN) / (double)one.Length, Is.EqualTo(0.2).Within(0.03));
        Assert.That(one.Where((value, row) => double.IsNaN(value) && !double.IsNaN(two[row])), Is.Empty);
        Assert.That(last.Count(double.IsNaN), Is.GreaterThan(two.Count(double.IsNaN)));
        var before = Numbers(study, "score_T0");
        Assert.That(before.Where((_, row) => double.IsNaN(one[row])).Average(), Is.LessThan(before.Where((_, row) => !double.IsNaN(one[row])).Average()));
    }

    [Test]
    public void Items_AreFourPointsAndMakeTheScore()
    {
        var study = SimulatedStudy.Generate(new StudyOptions { Items = 3 });
        var items = Enumerable.Range(1, 3).Select(item => Numbers(study, $"item{item}_T1")).ToList();
        var score = Numbers(study, "score_T1");
        Assert.That(items.SelectMany(item => item).Distinct(), Is.SubsetOf(new[] { 1.0, 2, 3, 4 }));
        for (var row = 0; row < score.Length; row++)
            Assert.That(items.Average(item => item[row]), Is.EqualTo(score[row]).Within(1e-12));
    }

    [Test]
    public void Generate_SameSeed_GivesTheSame()
    {
        var options = new StudyOptions { SizeRatio = 6, Schools = 8 };
        var (one, again, other) = (SimulatedStudy.Generate(options, 3), SimulatedStudy.Generate(options, 3), SimulatedStudy.Generate(options, 4));
        Assert.That(Numbers(again, "score_T1"), Is.EqualTo(Numbers(one, "score_T1")));
        Assert.That(Numbers(other, "score_T1"), Is.Not.EqualTo(Numbers(one, "score_T1")));
        var sizes = SimulatedStudy.SchoolSizes(options);
        Assert.That((double)sizes.Max() / sizes.Min(), Is.EqualTo(6).Within(0.5));
    }

    [Test]
    public void Generate_ImpossibleOptions_SaysWhatIsNeeded() =>
        Assert.That(Assert.Throws<ArgumentException>(() => SimulatedStudy.Generate(new StudyOptions { ExposedSchools = 9 }))!.Message, Does.Contain("no more exposed schools"));

    private static double[] Numbers(SimulatedStudy study, string name) => ((NumericColumn)study.Columns[name]).Values.ToArray();
}
