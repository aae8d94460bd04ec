using LobResearch.Analysis.Scores;
using LobResearch.Charts.Conditions;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Measurement;

namespace LobResearch.Charts.Tests.Conditions;

/// <summary>Means of teams, alone and together.</summary>
internal sealed class ConditionsForestTests
{
    // R: t.test(c(2, 3, 4, 3, 2)): mean 2.8, sd 0.83666, 95 % interval 1.761149 to 3.838851.
    [Test]
    public void Interval_OfATeam_IsStudents()
    {
        var (lower, upper) = ConditionsForest.Interval(5, 2.8, Math.Sqrt(0.7));
        Assert.That((lower, upper), Is.EqualTo((1.761149, 3.838851)).Using<double>((one, other) => Math.Abs(one - other) < 1e-6));
    }

    [Test]
    public void Of_ASchoolBesideOthers_PoolsThemAndHidesNoneOfTheirNames()
    {
        var scale = new ConditionsOfScale("team", Scale(("A", 10, 3.5, 0.3), ("B", 10, 2.5, 0.3), ("C", 20, 2.8, 0.4)), "A", isPooled: true, Language.Dutch);
        Assert.That(scale.Rows.Select(row => (row.Row.Label, row.Row.Persons, row.Row.Clusters)), Is.EqualTo(new[] { ("A (r_wg 0,80)", 10, (int?)1), ("andere scholen samen", 30, 2) }));
        // (10 × 2.5 + 20 × 2.8) / 30, and the spread of all 30.
        Assert.That(scale.Rows[1].Row.Estimate, Is.EqualTo(2.7).Within(1e-12));
        Assert.That(scale.Rows[1].Variance, Is.EqualTo((9 * 0.09 + 19 * 0.16 + 10 * 0.04 + 20 * 0.01) / 29).Within(1e-12));
        Assert.That(scale.Difference(), Is.EqualTo(0.8).Within(1e-12));
        Assert.That(scale.Rows.Sum(row => row.Row.Persons), Is.EqualTo(scale.Beside[0].Persons));
    }

    [Test]
    public void Of_ForFunders_HasNoSingleSchool()
    {
        var scale = new ConditionsOfScale("team", Scale(("A", 10, 3.5, 0.3), ("B", 10, 2.5, 0.3)), null, isPooled: true, Language.English);
        Assert.That(scale.Rows.Select(row => row.Row.Label), Is.EqualTo(new[] { "all schools together" }));
        // Two schools of equal size: t with one degree of freedom over their means, 3 ± 12.7062 × 0.5.
        Assert.That(scale.Rows[0].Row.Upper, Is.EqualTo(3 + 12.706205 * 0.5).Within(1e-5));
    }

    [Test]
    public void Of_ASchoolWithoutAnswers_SaysSo()
    {
        var scale = new ConditionsOfScale("team", Scale(("B", 10, 2.5, 0.3), ("C", 1, 2, double.NaN)), "A", isPooled: true, Language.Dutch);
        Assert.That(scale.Rows[0].Row.Reason, Is.EqualTo("geen antwoorden"));
        Assert.That(scale.Difference(), Is.EqualTo(0));
    }

    private static SchoolAgreement Scale(params (string School, int Persons, double Mean, double Sd)[] schools) => new(
        Release.Study.NewestForm("team")!.Scales[0], "T0", null,
        [.. schools.Select(school => new SchoolMean(school.School, school.Persons, school.Persons, school.Mean, school.Sd, new WithinGroupAgreement(school.School, school.Persons, 0.2, 0.8, null)))], null!);
}
