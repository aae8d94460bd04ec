using LobResearch.Analysis.Plans;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Analysis.Tests.Plans;

/// <summary>What a plan may ask for, and what it is told when it can't.</summary>
public sealed class PlanReaderTests
{
    [Test]
    public void Read_TheExample_HoldsWhatItSays()
    {
        var plan = PlanReader.Read(LobStudy.Find("star"), "small_class");
        Assert.Multiple(() =>
        {
            Assert.That(plan.Outcomes, Is.EqualTo(new[] { "pct", "math", "read" }));
            Assert.That(plan.FormulaFor("pct"), Is.EqualTo("pct ~ cltype + school"));
            Assert.That(plan.Clusters, Is.EqualTo(new[] { "class_group", "school" }));
            Assert.That(plan.Reference, Is.EqualTo("reg"));
            Assert.That(plan.Hash, Has.Length.EqualTo(32));
        });
    }

    [TestCase("outcomes: [pct, math, read]", "outcomes: [pct, maths, read]", ":8:", "did you mean 'math'")]
    [TestCase("covariates: []", "covariates: [weather]", ":12:", "no item 'weather'")]
    [TestCase("item: cltype", "item: cltyp", ":10:", "did you mean 'cltype'")]
    [TestCase("reference: reg", "reference: large", ":11:", "one of reg, small, reg+A")]
    [TestCase("form: pupil_year", "form: pupils", ":6:", "has no form 'pupils'")]
    [TestCase("waves: [K, \"1\", \"2\", \"3\"]", "waves: [K, \"9\"]", ":14:", "'9' is none of")]
    [TestCase("estimator: ols", "estimator: magic", ":16:", "no estimator 'magic'")]
    [TestCase("covariance: CR2", "covariance: CR9", ":17:", "one of CR0, CR1, CR1S, CR2")]
    [TestCase("clusters: [class_group, school]", "clusters: []", ":19:", "what errors go together within")]
    [TestCase("confidence: 0.95", "confidence: 95", ":20:", "between 0 and 1")]
    [TestCase("level: small", "level: tiny", ":25:", "'level' is one of")]
    [TestCase("fixed_effects: [school]", "fixed_effects: [teacher]", ":13:", "none of school, class_group")]
    [TestCase("form: pupil_year", "form: pupil_year\noutcome: pct", ":7:", "did you mean 'outcomes'")]
    public void Read_Fault_NamesFileLineAndWayOut(string from, string to, string where, string expected)
    {
        using var folder = new TemporaryFolder();
        var text = StarStudy.PlanText;
        Assert.That(text, Does.Contain(from));
        var at = text.IndexOf(from, StringComparison.Ordinal);
        var path = folder.Write("plan.yaml", text[..at] + to + text[(at + from.Length)..]);
        var fault = Assert.Throws<InputFault>(() => PlanReader.Read(LobStudy.Find("star"), path))!;
        Assert.That(fault.Message, Does.Contain(path));
        Assert.That(fault.Message, Does.Contain(where));
        Assert.That(fault.Message, Does.Contain(expected));
    }

    [Test]
    public void Read_SeveralFaults_ListsAll()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("plan.yaml", StarStudy.PlanText.Replace("pct, math", "pcs, mats", StringComparison.Ordinal).Replace("CR2", "CR8", StringComparison.Ordinal));
        // Two outcomes, the covariance, and the two charts of outcomes that the plan no longer has.
        Assert.That(Assert.Throws<InputFault>(() => PlanReader.Read(LobStudy.Find("star"), path))!.Faults, Has.Count.EqualTo(5));
    }

    [Test]
    public void Read_NoSuchPlan_ListsThoseThereAre() =>
        Assert.That(Assert.Throws<InputFault>(() => PlanReader.Read(LobStudy.Find("star"), "smal_class"))!.Message, Does.Contain("small_class"));

    [Test]
    public void Find_NoSuchStudy_ListsTheExamples() =>
        Assert.That(Assert.Throws<InputFault>(() => LobStudy.Find("mars"))!.Message, Does.Contain("star"));
}
