using LobResearch.Analysis.Plans;
using LobResearch.Study;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Analysis.Tests.Plans;

/// <summary>What a plan of effects may ask, and what it is refused.</summary>
public sealed class EffectPlanReaderTests
{
    private static readonly StudyDefinition Study = StudyFolder.Load(Repository.At("data-schema"));

    [TestCase("support_participation")]
    [TestCase("support_offer")]
    [TestCase("interference_participation")]
    public void Read_TheStudysPlans_AreInOrder(string name)
    {
        Assert.That(EffectPlanReader.IsOne(Study, name), Is.True);
        Assert.That(EffectPlanReader.Read(Study, name).Id, Is.EqualTo(name));
    }

    [TestCase("scale: SUP,", "scale: SUPP,", "form parent has no scale 'SUPP'; did you mean 'SUP'?")]
    [TestCase("wave: T2", "wave: T9", "the study has no wave 'T9'")]
    [TestCase("baseline: T0", "baseline: T2", "doesn't lie before")]
    [TestCase("exposures: [C, I, O, S]", "exposures: [C, R]", "'R' is no component that parents are exposed to")]
    [TestCase("exposures: [C, I, O, S]", "exposures: [C, C]", "stands twice")]
    [TestCase("covariates: [ROLE,", "covariates: [ROEL,", "form parent has no item 'ROEL'")]
    [TestCase("covariates: [ROLE,", "covariates: [SUP, ROLE,", "adjusted for anyway")]
    [TestCase("covariates: [ROLE,", "covariates: [ROLE@T2,", "measured after the exposure began")]
    [TestCase("covariates: [ROLE,", "covariates: [ROLE@T7,", "no wave 'T7'")]
    [TestCase("covariates: [ROLE,", "covariates: [remark, ROLE,", "no model takes it")]
    [TestCase("primary: ancova", "primary: unadjusted", "is no effect")]
    [TestCase("primary: ancova", "primary: anova", "ancova")]
    [TestCase("sensitivity: [unadjusted, mixed, dml]", "sensitivity: [ancova]", "stands twice")]
    [TestCase("sensitivity: [unadjusted, mixed, dml]", "sensitivity: [lasso]", "there is no estimator 'lasso'")]
    [TestCase("multiplicity: holm", "multiplicity: bonferroni", "'multiplicity' is one of holm, none")]
    [TestCase("minimal_effect: 0.10", "minimal_effect: 0", "smallest difference of interest")]
    [TestCase("confidence: 0.95", "confidence: 95", "between 0.5 and 1")]
    [TestCase("learner: stack", "learner: oracle", "'learner' is one of")]
    [TestCase("missing: complete_cases", "missing: mean", "no rule 'mean'")]
    [TestCase("dose: any", "dose: some", "dose")]
    [TestCase("estimand: participation", "estimand: offer", "an offer has no dose")]
    [TestCase("college, university]", "college, phd]", "no answer named 'phd'")]
    [TestCase("higher: [college, university]", "higher: [primary, university]", "belongs to two groups")]
    [TestCase("seed: 20260901", "seed: 20260901\nweight: 3", "weight")]
    public void Read_AFault_IsNamedWithItsPlace(string part, string instead, string expected)
    {
        using var folder = new TemporaryFolder();
        var text = File.ReadAllText(Repository.At("data-schema", "plans", "support_participation.yaml"));
        Assert.That(text, Does.Contain(part));
        var path = folder.Write("plan.yaml", text.Replace(part, instead, StringComparison.Ordinal));
        var fault = Assert.Throws<InputFault>(() => EffectPlanReader.Read(Study, path));
        Assert.That(fault!.Message, Does.Contain(expected).And.Match(@"plan\.yaml:\d+:\d+"));
    }

    [Test]
    public void Read_NoSuchPlan_ListsThem() => Assert.That(
        () => EffectPlanReader.Read(Study, "wonder"), Throws.InstanceOf<InputFault>().With.Message.Contains("support_participation"));
}
