using LobResearch.Analysis.Scores;
using LobResearch.Charts.Conditions;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Measurement;

namespace LobResearch.Charts.Tests.Conditions;

/// <summary>Means of teams, alone and together.</summary>
internal sealed class ConditionsForestTests
{
    [Test]
    public void Of_ASchoolBesideOthers_PoolsThemAndHidesNoneOfTheirNames()
    {
        var scale = new ConditionsOfScale("team", Scale(("A", 10, 3.5, 0.3), ("B", 10, 2.5, 0.3), ("C", 20, 2.8, 0.4)), "A", isPooled: true, Language.Dutch);
        Assert.That(scale.Rows.Select(row => (row.Row.Label, row.Row.Persons, row.Row.Clusters)), Is.EqualTo(new[] { ("A (r_wg 0,80)", 10, (int?)1), ("andere scholen samen", 30, 2) }));
        // (10 × 2.5 + 20 × 2.8) / 30; two schools, so one degree of freedom.
        Assert.That(scale.Rows[1].Mean.Value, Is.EqualTo(2.7).Within(1e-12));
        Assert.That(scale.Rows[1].Mean.DegreesOfFreedom, Is.EqualTo(1));
        Assert.That(scale.Difference.Value, Is.EqualTo(0.8).Within(1e-12));
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

    // Forty members of two schools that differ are two observations, not forty.
    [Test]
    public void Difference_CountsOtherSchoolsNotTheirMembers()
    {
        (string, int, double, double)[] few = [("A", 10, 3.2, 0.3), ("B", 20, 2.4, 0.3), ("C", 20, 2.9, 0.3)];
        Assert.That(new ConditionsOfScale("team", Scale(few), "A", isPooled: true, Language.Dutch).Difference.Sign(), Is.Zero);
        var many = few.Concat(Enumerable.Range(0, 10).Select(place => ($"D{place}", 20, place % 2 == 0 ? 2.4 : 2.9, 0.3))).ToArray();
        Assert.That(new ConditionsOfScale("team", Scale(many), "A", isPooled: true, Language.Dutch).Difference.Sign(), Is.EqualTo(1));
    }

    [Test]
    public void Of_ASchoolWithoutAnswers_SaysSo()
    {
        var scale = new ConditionsOfScale("team", Scale(("B", 10, 2.5, 0.3), ("C", 1, 2, double.NaN)), "A", isPooled: true, Language.Dutch);
        Assert.That(scale.Rows[0].Row.Reason, Is.EqualTo("geen antwoorden"));
        Assert.That(scale.Difference.Sign(), Is.Zero);
    }

    private static SchoolAgreement Scale(params (string School, int Persons, double Mean, double Sd)[] schools) => new(
        Release.Study.NewestForm("team")!.Scales[0], "T0", null,
        [.. schools.Select(school => new SchoolMean(school.School, school.Persons, school.Persons, school.Mean, school.Sd, new WithinGroupAgreement(school.School, school.Persons, 0.2, 0.8, null)))], null!);
}
