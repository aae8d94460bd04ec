using Dapper;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Simulation.Scenarios;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Separability;
using LobResearch.Study;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Analysis.Tests.Runs;

/// <summary>Plans of effects on generated studies: what they give, and what they refuse.</summary>
public sealed class EffectRunStoreTests
{
    [Test]
    public async Task RunAsync_Twice_IsTheSameRunWithTheSameBits()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var plan = generated.Plan("support_participation", text => GeneratedStudy.Quick(text).Replace("plan: support_participation", "plan: twice", StringComparison.Ordinal));
        var first = await EffectRunStore.RunAsync(generated.Study, plan);
        var second = await EffectRunStore.RunAsync(generated.Study, plan);
        Assert.That((first.IsNew, second.IsNew), Is.EqualTo((true, false)));
        Assert.That(second.ToString(), Is.EqualTo(first.ToString()));
        Assert.That(await generated.AskAsync<int>("select count(*)::int from analysis.estimate where run_id = @Id", new { first.Id }), Is.EqualTo(first.Estimates.Count));
        Assert.That(
            await generated.AskAsync<string>("select string_agg(name, ' ' order by name) from analysis.run_table where run_id = @Id", new { first.Id }),
            Is.EqualTo("notes participant_flow reliability separability trust"));
    }

    [Test]
    public async Task RunAsync_TheSamePlanTwiceAtOnce_IsOneRun()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var plan = generated.Plan("support_offer", text => GeneratedStudy.Quick(text).Replace("plan: support_offer", "plan: at_once", StringComparison.Ordinal));
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => EffectRunStore.RunAsync(generated.Study, plan))));
        Assert.That(runs.Select(run => run.ToString()).Distinct(), Has.Exactly(1).Items);
        Assert.That(runs.Count(run => run.IsNew), Is.EqualTo(1));
        Assert.That(await generated.AskAsync<int>("select count(*)::int from analysis.estimate where run_id = @Id", new { runs[0].Id }), Is.EqualTo(runs[0].Estimates.Count));
    }

    [Test]
    public async Task RunOnceAsync_SecondTime_ReadsWhatIsKept()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var plan = generated.Plan("support_participation", text => GeneratedStudy.Quick(text).Replace("plan: support_participation", "plan: once", StringComparison.Ordinal));
        var first = await EffectRunStore.RunOnceAsync(generated.Study, plan);
        var second = await EffectRunStore.RunOnceAsync(generated.Study, plan);
        var made = await EffectRunStore.RunAsync(generated.Study, plan);
        Assert.That((second.Id, made.Id, made.IsNew), Is.EqualTo((first.Id, first.Id, false)));
        Assert.That(second.ToString(), Is.EqualTo(first.ToString()));
    }

    [Test]
    public async Task ReadAsync_StoredRun_IsTheRunThatWasMade()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        foreach (var name in new[] { "support_participation", "support_offer" })
        {
            var made = await EffectRunStore.RunAsync(generated.Study, generated.Plan(name, GeneratedStudy.Quick));
            var read = await StoredEffects.ReadAsync(generated.Study, made.Id[..8]);
            string[] none = [];
            Assert.That(read.Estimates.Select(estimate => estimate with { Warnings = none }), Is.EqualTo(made.Estimates.Select(estimate => estimate with { Warnings = none })), name);
            Assert.That(read.Estimates.Select(estimate => estimate.Warnings), Is.EqualTo(made.Estimates.Select(estimate => estimate.Warnings)), name);
            Assert.That(read.Report.Flow, Is.EqualTo(made.Report.Flow).Using<FlowStage>((one, other) => one.ToString() == other.ToString()), name);
            Assert.That(read.Report.Separability.ToString(), Is.EqualTo(made.Report.Separability.ToString()), name);
            Assert.That(read.Report.Effects.Select(effect => effect.Modelled.Trust), Is.EqualTo(made.Report.Effects.Select(effect => effect.Modelled.Trust)), name);
            Assert.That(read.Report.Reliability, Is.EqualTo(made.Report.Reliability), name);
            Assert.That((read.Label, read.LabelReason, read.Plan.Id, read.ProgramVersion), Is.EqualTo((made.Label, made.LabelReason, made.Plan.Id, made.ProgramVersion)), name);
        }
    }

    [Test]
    public async Task RunAsync_CrossedSchools_SeparateAllFour()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        foreach (var name in new[] { "support_participation", "support_offer" })
        {
            var run = await EffectRunStore.RunAsync(generated.Study, generated.Plan(name, GeneratedStudy.Quick));
            Assert.That(run.Report.Separability.Exposures.Select(row => row.Separation), Is.All.EqualTo(Separation.Separable), name);
            Assert.That(run.Estimates.Where(estimate => estimate.Role == EffectRole.Primary).Select(estimate => estimate.Estimate), Is.All.Not.NaN, name);
            Assert.That(run.ToString(), Does.Contain("simulated data"));
        }
    }

    [Test]
    public async Task RunAsync_SchoolsOfTheBrochure_PrintNoNumberForWhatCannotBeToldFromSchool()
    {
        await using var generated = await GeneratedStudy.CreateAsync("brochure", new ScenarioOptions { Scenario = Scenario.Rotterdam, Seed = 4 });
        var offer = await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_offer"));
        Assert.That(offer.Estimates, Has.Count.EqualTo(4));
        Assert.That(offer.Estimates.Select(estimate => estimate.Estimate), Is.All.NaN);
        Assert.That(offer.Estimates.Select(estimate => estimate.Reason), Is.All.StartsWith("component not separable from school"));
        var taking = await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_participation", GeneratedStudy.Quick));
        var c = taking.Report.Separability["attended_C"];
        Assert.That(c.Separation, Is.EqualTo(Separation.InOneCluster));
        var effect = taking.Estimates.First(estimate => estimate is { Role: EffectRole.Primary, Exposure: "C" });
        Assert.That(effect.Cluster, Is.EqualTo("class_group"), "one school says nothing of how schools differ");
        Assert.That(effect.Warnings, Has.Some.StartsWith("effect in one school only"));
        Assert.That(taking.Report.Effects.Where(candidate => candidate.Modelled.Trust is { Trust: Trust.Neither }).Select(candidate => candidate.Equivalence), Is.All.Null);
    }

    [Test]
    public async Task RunAsync_Labels_FollowTheLock()
    {
        // Fixed before T2 came in; then changed; then never fixed.
        await using var generated = await GeneratedStudy.CreateAsync("locks", wanted: file => file.Path is not "files/parents_T2.csv" && !file.Path.Contains("students", StringComparison.Ordinal));
        var plan = generated.Plan("support_offer");
        var (fix, isNew) = await PlanLock.FixAsync(generated.Study, plan);
        Assert.That((fix.BeforeOutcome, isNew), Is.EqualTo((true, true)));
        Assert.That((await PlanLock.FixAsync(generated.Study, plan)).IsNew, Is.False);
        await Assert.ThatAsync(async () => await EffectRunStore.RunAsync(generated.Study, plan), Throws.InstanceOf<InputFault>().With.Message.Contains("wave T2 of form parent is not ingested yet"));

        await generated.IngestAsync(generated.Files.Files.First(file => file.Path == "files/parents_T2.csv"));
        await generated.LinkAsync();
        Assert.That((await EffectRunStore.RunAsync(generated.Study, plan)).Label, Is.EqualTo("confirmatory"));
        var changed = await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_offer", text => text.Replace("minimal_effect: 0.10", "minimal_effect: 0.20", StringComparison.Ordinal)));
        Assert.That((changed.Label, changed.LabelReason), Is.EqualTo(("exploratory", "the plan changed since the plan was fixed")));
        var unlocked = await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_participation", GeneratedStudy.Quick));
        Assert.That((unlocked.Label, unlocked.LabelReason), Is.EqualTo(("exploratory", "the plan was not fixed: lob plan lock")));
        var late = await PlanLock.FixAsync(generated.Study, generated.Plan("support_participation", GeneratedStudy.Quick));
        Assert.That(late.Lock.BeforeOutcome, Is.False);
        Assert.That((await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_participation", GeneratedStudy.Quick))).Label, Is.EqualTo("exploratory"));
        await Assert.ThatAsync(() => generated.AskAsync<int>("update analysis.plan_lock set outcome_questionnaires = 0 returning 1"), Throws.InstanceOf<PostgresException>().With.Message.Contains("stays as it was"));
    }

    [Test]
    public async Task RunAsync_BeforeAndAfterPersonsWereLinked_AreTwoRuns()
    {
        await using var generated = await GeneratedStudy.CreateAsync("linkedlate", wanted: file => !file.Path.Contains("students", StringComparison.Ordinal));
        var plan = generated.Plan("support_participation", text => GeneratedStudy.Quick(text).Replace("plan: support_participation", "plan: linked", StringComparison.Ordinal));
        var linked = await EffectRunStore.RunAsync(generated.Study, plan);
        await generated.AskAsync<int>("delete from study.link_version returning 1");
        var apart = await EffectRunStore.RunAsync(generated.Study, plan);
        Assert.That(apart.Id, Is.Not.EqualTo(linked.Id));
        Assert.That(apart.Estimates[0].Estimate, Is.Not.EqualTo(linked.Estimates[0].Estimate), "more persons answered both waves once their codes were linked");
        await generated.LinkAsync();
        Assert.That((await EffectRunStore.RunAsync(generated.Study, plan)).IsNew, Is.False, "the same links, the same run");
    }

    [Test]
    public async Task RunAsync_NobodyExposed_SaysWhatToBringIn()
    {
        await using var generated = await GeneratedStudy.CreateAsync("nobody", wanted: file => file.Verb is not "attendance" && !file.Path.Contains("students", StringComparison.Ordinal));
        await Assert.ThatAsync(
            async () => await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_participation")),
            Throws.InstanceOf<InputFault>().With.Message.Contains("nobody was exposed to component C").And.Message.Contains("lob ingest attendance"));
    }

    [Test]
    public async Task RunAsync_OneSchool_IsRefused()
    {
        await using var generated = await GeneratedStudy.CreateAsync("oneschool", change: folder =>
        {
            foreach (var path in Directory.GetFiles(Path.Combine(folder, "files"), "parents_T*.csv"))
            {
                // The third heading row ends the headings of an export.
                var lines = File.ReadAllLines(path);
                var headings = Array.FindIndex(lines, line => line.Contains("ImportId", StringComparison.Ordinal)) + 1;
                File.WriteAllLines(path, lines.Take(headings).Concat(lines.Skip(headings).Where(line => line.Contains(",S01,", StringComparison.Ordinal))));
            }
        }, wanted: file => !file.Path.Contains("students", StringComparison.Ordinal));
        await Assert.ThatAsync(
            async () => await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_participation")),
            Throws.InstanceOf<InputFault>().With.Message.Contains("are of one school"));
    }

    [Test]
    public async Task RunAsync_AsAnalyst_NeedsNoMoreRights()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        await using var connection = await generated.Study.Database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("set local role lob_analyst");
        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from study.dose_between('parent', 'T0', 'T2')"), Is.Positive);
        await connection.ExecuteAsync("select * from study.offer limit 1");
    }
}
