using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Measurement;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Measurement;

/// <summary>Agreement between raters, in teams and in dyads, against R's psych 2.2.9, multilevel 2.7 and formulas in R.</summary>
public sealed class AgreementTests
{
    // Closed forms; bounds are quantiles of F, found by bisection here.
    private const double Tolerance = 1e-11;

    private static readonly ReferenceCase Cases = ReferenceCase.Load("24_measurement");
    private static readonly ColumnSet Teams = TestData.Load("24_measurement", "teams.csv");

    [TestCase("08_effects", "shrout_fleiss_1979", "shrout_fleiss.csv", "J1,J2,J3,J4")]
    [TestCase("24_measurement", "ratings3", "ratings3.csv", "r1,r2,r3")]
    [TestCase("24_measurement", "ratings2", "ratings2.csv", "r1,r2")]
    public void RaterAgreement_Ratings_EqualsPsych(string reference, string analysis, string file, string raters)
    {
        var actual = RatersReport.OfNumbers(TestData.Load(reference, file), raters.Split(',')).Iccs;
        var expected = ReferenceCase.Load(reference).Results(analysis).EnumerateArray().ToList();
        Assert.That(actual.Select(icc => icc.Type), Is.EqualTo(expected.Select(icc => icc.GetProperty("type").GetString())));
        foreach (var (own, theirs) in actual.Zip(expected))
            AreEqual(theirs, [("ICC", own.Estimate), ("F", own.F), ("df1", own.Df1), ("df2", own.Df2), ("p", own.P), ("lower", own.Lower), ("upper", own.Upper)]);
    }

    [Test]
    public void RaterAgreement_NoError_IsOneWithAReason()
    {
        var actual = RaterAgreement.Of([[1, 2], [2, 3], [4, 5]]);
        var consistent = actual.Single(icc => icc.Type == "ICC3");
        Assert.That((consistent.Estimate, consistent.F, consistent.Reason), Is.EqualTo((1, double.PositiveInfinity, "raters agree without error")));
        // Targets vary by 7/3 between their means, raters by a constant 1: 4.67 / (4.67 + 2·1.5/3).
        Assert.That(actual.Single(icc => icc.Type == "ICC2").Estimate, Is.EqualTo(14 / 17.0).Within(1e-14));
    }

    [TestCase(new double[] { 1, 2, 2, 1 }, "mean ratings don't differ")]
    [TestCase(new double[] { 1, 2 }, "one target")]
    public void RaterAgreement_NothingToAgreeOn_IsRefused(double[] ratings, string expected) =>
        Assert.That(() => RaterAgreement.Of(ratings.Chunk(2).ToList()), Throws.TypeOf<StatisticsException>().With.Message.Contains(expected));

    [TestCase(KappaWeights.None, "none")]
    [TestCase(KappaWeights.Linear, "linear")]
    [TestCase(KappaWeights.Quadratic, "quadratic")]
    public void Kappa_Categories_EqualsR(KappaWeights weights, string name)
    {
        var actual = RatersReport.OfCategories(TestData.Load("24_measurement", "categories.csv"), ["r1", "r2"], weights).Kappa!;
        AreEqual(Cases.Results("categories").GetProperty(name), [
            ("kappa", actual.Estimate), ("observed", actual.Observed), ("expected", actual.Expected), ("se", actual.StandardError), ("se_null", actual.NullError)]);
        Assert.That(actual.Lower, Is.EqualTo(actual.Estimate - 1.959963984540054 * actual.StandardError).Within(1e-12));
    }

    [Test]
    public void Kappa_Words_TakeTheStatedOrder()
    {
        string[] words = ["low", "middle", "high"];
        double[] first = [0, 1, 2, 2, 1, 0, 2, 1], second = [0, 1, 2, 1, 1, 1, 2, 0];
        var data = new ColumnSet([Words("a", first), Words("b", second)]);
        Assert.That(
            RatersReport.OfCategories(data, ["a", "b"], KappaWeights.Quadratic, words).Kappa!.Estimate,
            Is.EqualTo(CohensKappa.Of(first, second, KappaWeights.Quadratic).Estimate));
        Assert.That(RatersReport.OfCategories(data, ["a", "b"], KappaWeights.None).Kappa!.Estimate, Is.EqualTo(CohensKappa.Of(first, second).Estimate).Within(1e-15), "without weights the order doesn't matter");
        Assert.That(() => RatersReport.OfCategories(data, ["a", "b"], KappaWeights.Linear), Throws.TypeOf<StatisticsException>().With.Message.Contains("order of the categories"));
        Assert.That(() => RatersReport.OfCategories(data, ["a", "b"], KappaWeights.Linear, ["low", "high"]), Throws.TypeOf<StatisticsException>().With.Message.Contains("a in data row 2 is not among"));

        CategoricalColumn Words(string name, double[] codes) => CategoricalColumn.FromText(name, Array.ConvertAll(codes, code => words[(int)code]));
    }

    [Test]
    public void Kappa_OneCategory_HasAReason() =>
        Assert.That(CohensKappa.Of([2, 2], [2, 2]).Reason, Does.Contain("one and the same category"));

    [Test]
    public void GroupAgreement_Teams_EqualsR()
    {
        var expected = Cases.Results("teams");
        var actual = GroupAgreement.Of(ScaleKey.Parse("four = q1 + q2 + q3 + q4", 1, 5), Teams, "team");
        var values = expected.GetProperty("rwgj").EnumerateArray().Select(value => value.GetDouble()).ToList();
        // The formula calls the first team, which differs more than chance allows, agreement above 1.
        Assert.That(values[0], Is.GreaterThan(1));
        Assert.That((actual.Groups[0].Value, actual.Groups[0].Reason), Is.EqualTo((double.NaN, "the members differ so much more than by chance that r_wg(j) has no value")));
        for (var team = 1; team < 9; team++)
            Relative.AreEqual(values[team], actual.Groups[team].Value, Tolerance, $"team {team + 1}");
        var (one, two) = (actual.Icc!.Icc1Interval(), actual.Icc.Icc2Interval());
        AreEqual(expected, [
            ("icc1", actual.Icc.Icc1), ("icc2", actual.Icc.Icc2), ("icc1_lower", one.Lower), ("icc1_upper", one.Upper), ("icc2_lower", two.Lower), ("icc2_upper", two.Upper)]);
    }

    [Test]
    public void GroupAgreement_OneItem_KeepsNegativeValues()
    {
        var actual = GroupAgreement.Of(ScaleKey.Parse("one = q1", 1, 5), Teams, "team");
        Assert.That(actual.Groups.Select(group => group.Value), Is.EqualTo(Cases.Results("teams").GetProperty("rwg_q1").EnumerateArray().Select(value => value.GetDouble())).Within(1e-12));
        Assert.That(actual.Groups[0].Value, Is.EqualTo(-1.25));
        Assert.That(actual.Warnings, Has.Exactly(1).Contains("negative in 1 group"));
        Assert.That(actual.Median, Is.EqualTo(0.9).Within(1e-12));
    }

    [TestCase("lq2002_LEAD_by_COMPID", "lq2002.csv", "LEAD", "COMPID")]
    [TestCase("lq2002_HOSTILE_by_COMPID", "lq2002.csv", "HOSTILE", "COMPID")]
    [TestCase("chickwts_icc", "chickwts.csv", "weight", "feed")]
    public void GroupAgreement_PublishedData_EqualsMultilevel(string analysis, string file, string outcome, string group)
    {
        var actual = GroupAgreement.Of(ScaleKey.Parse("y = " + outcome), TestData.Load("08_effects", file), group).Icc!;
        AreEqual(ReferenceCase.Load("08_effects").Results(analysis), [
            ("n", actual.N), ("n_groups", actual.Groups), ("n0", actual.N0), ("mean_size", actual.MeanSize), ("icc1_anova_n0", actual.Icc1), ("icc1_multilevel", actual.Icc1ByMeanSize),
            ("icc2_multilevel", actual.Icc2), ("F", actual.F)]);
    }

    [Test]
    public void GroupAgreement_GroupsOfOne_HaveReasons()
    {
        var data = new ColumnSet([new NumericColumn("q", [1, 2, 3]), CategoricalColumn.FromText("team", ["a", "b", "c"])]);
        var actual = GroupAgreement.Of(ScaleKey.Parse("s = q", 1, 4), data, "team");
        Assert.That(actual.Groups.Select(group => group.Reason), Has.All.EqualTo("agreement needs two or more members who answered every item"));
        Assert.That((actual.Mean, actual.Icc), Is.EqualTo((double.NaN, (IntraclassCorrelation?)null)));
        Assert.That(actual.IccReason, Does.Contain("groups of two or more"));
        Assert.That(actual.ToString(), Does.Contain("r_wg: none, agreement needs two or more"));
    }

    [Test]
    public void Dyads_ParentAndStudent_AreTheIccOfTwoRaters()
    {
        // Rows in no order; family 3 has no student, the last row no family.
        var data = new ColumnSet([
            CategoricalColumn.FromText("family", ["2", "1", "2", "3", "1", "4", "4", "5", "5", null]),
            CategoricalColumn.FromText("who", ["student", "parent", "parent", "parent", "student", "parent", "student", "student", "parent", "parent"]),
            new NumericColumn("q", [2, 4, 3, 1, 3, 1, 1, 4, 4, 2])]);
        var report = ScalesReport.Of([ScaleKey.Parse("s = q", 1, 4)], data, new ScalesOptions { Dyads = "family", Role = "who" });
        var actual = report.DyadAgreement.Single();
        var expected = RaterAgreement.Of([[4, 3], [3, 2], [1, 1], [4, 4]]);
        Assert.That((actual.First, actual.Second, actual.Pairs, actual.Unpaired), Is.EqualTo(("parent", "student", 4, 1)));
        Assert.That((actual.Absolute, actual.Consistent), Is.EqualTo((expected[1], expected[2])));
        Assert.That(actual.Difference, Is.EqualTo(0.5));
        Assert.That((actual.CorrelationLower, actual.CorrelationUpper), Is.EqualTo(CorrelationInterval.Of(actual.Correlation, 4)));
        Assert.That(report.Warnings, Has.Some.Contains("1 dyad with only one").And.Some.EqualTo("1 row without family or who is in no dyad"));
    }

    // R 4.2.2: cor.test(mtcars$mpg, mtcars$wt), and with conf.level = 0.9; 15 digits of r are given, so 1e-13 is what is left of them.
    [TestCase(-0.867659376517228, 32, 0.95, -0.9338264132849942, -0.7440871964601128)]
    [TestCase(-0.867659376517228, 32, 0.9, -0.9259151498840195, -0.7690872078597493)]
    public void CorrelationInterval_Mtcars_IsThatOfR(double r, int n, double confidence, double lower, double upper)
    {
        var actual = CorrelationInterval.Of(r, n, confidence);
        Assert.That(actual.Lower, Is.EqualTo(lower).Within(1e-13));
        Assert.That(actual.Upper, Is.EqualTo(upper).Within(1e-13));
    }

    [Test]
    public void CorrelationInterval_ThreePairsOrPerfect_IsNoneOrAPoint()
    {
        Assert.That(CorrelationInterval.Of(0.5, 3), Is.EqualTo((double.NaN, double.NaN)));
        Assert.That(CorrelationInterval.Of(double.NaN, 30), Is.EqualTo((double.NaN, double.NaN)));
        Assert.That(CorrelationInterval.Of(1 + 1e-16, 4), Is.EqualTo((1.0, 1.0)));
    }

    [Test]
    public void GroupAgreement_ItemsOfDifferentRanges_HaveNoRwg()
    {
        var data = new ColumnSet([new NumericColumn("q", [1, 2, 3, 4]), new NumericColumn("w", [10, 20, 30, 10]), CategoricalColumn.FromText("team", ["a", "a", "b", "b"])]);
        var key = new ScaleKey("s", [new ScaleItem("q", true) { Range = (1, 4) }, new ScaleItem("w", false) { Range = (10, 30) }]);
        Assert.That(ScaleScores.Of(key, data).Values.ToArray(), Is.EqualTo(new[] { 7, 11.5, 16, 5.5 }));
        Assert.That(GroupAgreement.Of(key, data, "team").Groups.Select(group => group.Reason), Has.All.Contains("no common range of answers"));
        Assert.That(() => ScaleScores.Of(new ScaleKey("s", [new ScaleItem("q", false) { Range = (1, 3) }]), data), Throws.TypeOf<StatisticsException>().With.Message.Contains("outside 1..3 in data row 4"));
        Assert.That(() => new ScaleKey("s", [new ScaleItem("q", false) { Range = (3, 1) }]), Throws.TypeOf<StatisticsException>().With.Message.Contains("the range of q is none"));
    }

    private static void AreEqual(JsonElement expected, IEnumerable<(string Name, double Value)> actual)
    {
        foreach (var (name, value) in actual)
            Relative.AreEqual(expected.GetProperty(name).GetDouble(), value, Tolerance, name);
    }
}
