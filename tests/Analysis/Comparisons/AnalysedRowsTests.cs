using LobResearch.Analysis.Comparisons;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Simulation.Scenarios;
using LobResearch.Statistics.Columns;
using LobResearch.Study;

namespace LobResearch.Analysis.Tests.Comparisons;

/// <summary>The groups of a run are compared on the rows that it analysed.</summary>
public sealed class AnalysedRowsTests
{
    [TestCase("support_participation")]
    [TestCase("support_offer")]
    public async Task ReadAsync_StoredRun_GivesTheRowsItAnalysed(string plan)
    {
        var (generated, run) = await RunAsync(plan);
        var rows = await AnalysedRows.ReadAsync(generated.Study, run);
        Assert.That(rows.Data.Rows, Is.EqualTo(run.Report.Flow[^1].All));
        Assert.That(rows.Gone, Is.Zero);
        Assert.That(rows.Counted.Persons, Is.EqualTo(rows.Data.Rows));
    }

    [Test]
    public async Task Compare_Participation_CountsEachPersonOnceInSchoolsThatHaveBothGroups()
    {
        var (generated, run) = await RunAsync("support_participation");
        var rows = await AnalysedRows.ReadAsync(generated.Study, run);
        var (schools, codes) = (((CategoricalColumn)rows.Data["school"]).Codes.ToArray(), ExposureGroups.Compare(rows, "balance"));
        Assert.That(codes.Select(groups => groups.Component), Is.EqualTo(run.Plan.Exposures));
        foreach (var groups in codes)
        {
            var attended = ((NumericColumn)rows.Data[$"attended_{groups.Component}"]).Values.ToArray();
            var both = Enumerable.Range(0, attended.Length).GroupBy(row => schools[row]).Where(school => school.Select(row => attended[row]).Distinct().Count() > 1).ToList();
            Assert.That(groups.Schools, Is.EqualTo(both.Count), groups.Component);
            Assert.That(groups.Exposed.Persons, Is.EqualTo(both.Sum(school => school.Count(row => attended[row] == 1))), groups.Component);
            Assert.That(groups.Others.Persons, Is.EqualTo(both.Sum(school => school.Count(row => attended[row] == 0))), groups.Component);
            Assert.That(groups.Bins.Sum(bin => bin.Exposed.Persons), Is.EqualTo(groups.Exposed.Persons), groups.Component);
            Assert.That(groups.Bins.Sum(bin => bin.Others.Persons), Is.EqualTo(groups.Others.Persons), groups.Component);
            Assert.That(groups.EffectiveExposed, Is.LessThanOrEqualTo(groups.Exposed.Persons), groups.Component);
        }
    }

    [Test]
    public async Task Compare_Baseline_IsTheStandardisedDifferenceOfItsDefinition()
    {
        var (generated, run) = await RunAsync("support_offer");
        var rows = await AnalysedRows.ReadAsync(generated.Study, run);
        var groups = ExposureGroups.Compare(rows, "balance")[0];
        var (baseline, offered) = (((NumericColumn)rows.Data["SUP_T0"]).Values.ToArray(), ((NumericColumn)rows.Data[$"offered_{groups.Component}"]).Values.ToArray());
        var (with, without) = (Of(1), Of(0));
        var expected = Math.Abs(with.Mean - without.Mean) / Math.Sqrt((with.Variance + without.Variance) / 2);
        Assert.That(groups.Covariates.Single(difference => difference.Covariate == "SUP_T0").Before, Is.EqualTo(expected).Within(1e-12));

        (double Mean, double Variance) Of(double value)
        {
            var own = baseline.Where((_, row) => offered[row] == value).ToList();
            return (own.Average(), own.Sum(score => (score - own.Average()) * (score - own.Average())) / (own.Count - 1));
        }
    }

    [Test]
    public async Task HiddenCause_StoredRun_HasItsRobustnessValues()
    {
        var (generated, run) = await RunAsync("support_participation");
        foreach (var cause in HiddenCause.Of(await AnalysedRows.ReadAsync(generated.Study, run)))
        {
            var stored = run.Estimates.Single(estimate => estimate.Exposure == cause.Component && estimate.Role == EffectRole.Primary && estimate.Subgroup is null);
            Assert.That(cause.Sensitivity.Estimate, Is.EqualTo(stored.Estimate), cause.Component);
            Assert.That(cause.Sensitivity.RobustnessValue, Is.EqualTo(stored.Robustness), cause.Component);
            // At the robustness value on both sides the estimate is gone: what defines it (Cinelli & Hazlett 2020, section 4.3).
            Assert.That(cause.Bias(stored.Robustness, stored.Robustness), Is.EqualTo(Math.Abs(stored.Estimate)).Within(1e-10), cause.Component);
            Assert.That(cause.OutcomeFor(Math.Abs(stored.Estimate), stored.Robustness), Is.EqualTo(stored.Robustness).Within(1e-10), cause.Component);
        }
    }

    [Test]
    public async Task Compare_NothingToldApart_SaysWhatToDo()
    {
        await using var generated = await GeneratedStudy.CreateAsync("each_in_its_own_school", new ScenarioOptions { Scenario = Scenario.Rotterdam, Seed = 3, Parents = 600 });
        var run = await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_offer", GeneratedStudy.Quick));
        var rows = await AnalysedRows.ReadAsync(generated.Study, run);
        foreach (var picture in new Action[] { () => ExposureGroups.Compare(rows, "balance"), () => HiddenCause.Of(rows) })
            Assert.That(() => picture(), Throws.TypeOf<InputFault>().With.Message.Contains("tells no component from the others and from school").And.Message.Contains("--run ID"));
    }

    private static async Task<(GeneratedStudy Generated, EffectRun Run)> RunAsync(string plan)
    {
        var generated = await GeneratedStudy.CrossedAsync();
        return (generated, await EffectRunStore.RunAsync(generated.Study, generated.Plan(plan, GeneratedStudy.Quick)));
    }
}
