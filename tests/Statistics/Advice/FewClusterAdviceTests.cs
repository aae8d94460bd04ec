using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Randomness;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Tests.Advice;

/// <summary>What the advice says of designs whose coverage is known; the simulations themselves are in tests/Simulation.</summary>
public sealed class FewClusterAdviceTests
{
    [TestCase(8, 1)]
    [TestCase(8, 2)]
    [TestCase(16, 2)]
    [TestCase(16, 14)]
    [TestCase(16, 15)]
    [TestCase(4, 2)]
    public void For_FewerThanThreeOnOneSide_TrustsNothing(int schools, int treated)
    {
        var advice = Advice(schools, treated);
        Assert.That(advice.Design.Treated, Is.EqualTo(treated));
        Assert.That(advice.Design.Control, Is.EqualTo(schools - treated));
        Assert.That(advice.Verdicts.Select(verdict => verdict.Trust), Has.None.EqualTo(Trust.Trustworthy));
    }

    [Test]
    public void For_ManyOnBothSides_TrustsCR2AndTheBootstrap()
    {
        var advice = Advice(16, 8);
        Assert.That(advice["CR2"].Trust, Is.EqualTo(Trust.Trustworthy));
        Assert.That(advice["wild bootstrap, Rademacher"].Trust, Is.EqualTo(Trust.Trustworthy));
        Assert.That(advice["CR3"].Trust, Is.EqualTo(Trust.Conservative));
        Assert.That(advice["classical"].Trust, Is.EqualTo(Trust.Neither));
        Assert.That(advice["randomisation"].Trust, Is.EqualTo(Trust.Neither), "no mechanism is declared");
        Assert.That(Advice(16, 8, new AdviceFacts { MechanismDeclared = true })["randomisation"].Trust, Is.EqualTo(Trust.Trustworthy));
    }

    [Test]
    public void For_ZeroVarianceBetweenSchools_TrustsNothing()
    {
        var advice = Advice(16, 8, new AdviceFacts { SchoolVarianceIsZero = true, MixedModelDegreesOfFreedom = 14, MechanismDeclared = true });
        Assert.That(advice.Verdicts.Select(verdict => verdict.Trust), Has.None.EqualTo(Trust.Trustworthy));
        Assert.That(advice["mixed model, Satterthwaite"].English, Does.Contain("zero"));
    }

    [Test]
    public void For_ResidualsWithoutVarianceBetweenSchools_TrustsNothing()
    {
        // Schools are less different than chance alone would have them.
        var school = Enumerable.Range(0, 16 * 12).Select(row => row / 12).ToArray();
        var data = new ColumnSet(
        [
            new NumericColumn("y", school.Select((_, row) => (double)(row % 12)).ToArray()), new NumericColumn("d", Array.ConvertAll(school, own => own < 8 ? 1.0 : 0)),
            new NumericColumn("x", school.Select((own, row) => (row * 7 % 13) + 0.1 * own).ToArray()), CategoricalColumn.FromText("school", school.Select(own => $"s{own:00}").ToList()),
        ]);
        var advice = FewClusterAdvice.For(LeastSquares.Fit(Formula.Parse("y ~ d + x"), data), data["school"], "d");
        Assert.That(advice.Design.ResidualIcc, Is.Zero);
        Assert.That(advice.Verdicts.Select(verdict => verdict.Trust), Has.None.EqualTo(Trust.Trustworthy));
    }

    [Test]
    public void For_MixedModelWithFewDegrees_DoesNotTrustIt() =>
        Assert.That(Advice(16, 8, new AdviceFacts { SchoolVarianceIsZero = false, MixedModelDegreesOfFreedom = 3.2 })["mixed model, Satterthwaite"].Trust, Is.EqualTo(Trust.Neither));

    [Test]
    public void For_TooFewVectors_CallsTheBootstrapConservative() =>
        Assert.That(Advice(4, 2)["wild bootstrap, Rademacher"].Trust, Is.EqualTo(Trust.Conservative));

    [Test]
    public void Text_InBothLanguages_IsOneParagraphWithNumbersAndSources()
    {
        var advice = Advice(8, 2);
        var (dutch, english) = (advice.Text(AdviceLanguage.Dutch), advice.Text(AdviceLanguage.English));
        Assert.That(english, Does.Contain("8 clusters").And.Contain("2 with and 6 without").And.Contain("MacKinnon & Webb (2018)").And.Not.Contain("\n"));
        Assert.That(dutch, Does.Contain("8 clusters").And.Contain("2 met en 6 zonder").And.Contain("Bronnen").And.Not.Contain("\n"));
        Assert.That(advice.ToString(), Is.EqualTo(english));
    }

    [Test]
    public void For_Dose_HasNoTreatedCount()
    {
        var random = new RandomSequence(9);
        var schools = Enumerable.Range(0, 80).Select(row => "s" + row / 10).ToList();
        var data = new ColumnSet([new NumericColumn("y", schools.Select(_ => random.Normal()).ToArray()), new NumericColumn("dose", schools.Select(_ => random.Uniform()).ToArray()), CategoricalColumn.FromText("school", schools)]);
        var design = ClusterDesign.Of(LeastSquares.Fit(Formula.Parse("y ~ dose"), data), data["school"], "dose");
        Assert.That(design.Treated, Is.Null);
        Assert.That(design.Varies, Is.EqualTo(ExposureVariation.Within));
    }

    private static FewClusterAdvice Advice(int schools, int treated, AdviceFacts? facts = null, double spread = 0.6)
    {
        var random = new RandomSequence(10);
        var school = Enumerable.Range(0, schools * 12).Select(row => row / 12).ToArray();
        var shared = Enumerable.Range(0, schools).Select(_ => spread * random.Normal()).ToArray();
        var data = new ColumnSet(
        [
            new NumericColumn("y", Array.ConvertAll(school, own => shared[own] + random.Normal())), new NumericColumn("d", Array.ConvertAll(school, own => own < treated ? 1.0 : 0)),
            CategoricalColumn.FromText("school", school.Select(own => $"s{own:00}").ToList()),
        ]);
        return FewClusterAdvice.For(LeastSquares.Fit(Formula.Parse("y ~ d"), data), data["school"], "d", facts);
    }
}
