using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Analysis.Tests.Runs;

/// <summary>Runs of the example's plan: their numbers, their id, their chain.</summary>
public sealed class RunStoreTests
{
    [Test]
    public async Task RunAsync_SmallClass_EqualsClubSandwich()
    {
        var study = await StarStudy.OpenAsync();
        var run = await RunStore.RunAsync(study, PlanReader.Read(study.Definition, "small_class"));
        var star = ReferenceCase.Load("04_star");
        Assert.That(run.Estimates, Has.Count.EqualTo(3 * 4 * 2 * 2));
        var compared = 0;
        foreach (var estimate in run.Estimates)
        {
            var results = star.Results($"ols_{estimate.Outcome}_grade_{estimate.Wave}");
            var clustered = results.GetProperty(estimate.Cluster == "school" ? "school_fe_cluster_school" : "school_fe_cluster_teacher");
            // R gave no result for some clusterings.
            if (clustered.ValueKind == System.Text.Json.JsonValueKind.Null)
                continue;
            compared++;
            var expected = clustered.GetProperty("CR2").GetProperty("cltype" + estimate.Level);
            var what = $"{estimate.Outcome} {estimate.Wave} {estimate.Cluster} {estimate.Level}";
            Assert.That(estimate.Rows, Is.EqualTo(results.GetProperty("n").GetInt32()), what);
            // As in the statistics' own tests: closed form, then an eigen-decomposition.
            Equal(expected.GetProperty("beta").GetDouble(), estimate.Estimate, 1e-9, what);
            Equal(expected.GetProperty("se").GetDouble(), estimate.StandardError, 1e-7, what);
            Equal(expected.GetProperty("df_satterthwaite").GetDouble(), estimate.DegreesOfFreedom, 1e-7, what);
        }

        Assert.That(compared, Is.GreaterThanOrEqualTo(24));
    }

    [Test]
    public async Task RunAsync_Twice_IsTheSameRun()
    {
        var study = await StarStudy.OpenAsync();
        using var folder = new TemporaryFolder();
        var plan = StarStudy.Plan(study, folder, text => StarStudy.Small("twice", text));
        var first = await RunStore.RunAsync(study, plan);
        var second = await RunStore.RunAsync(study, plan);
        Assert.That(first.IsNew, Is.True);
        Assert.That(second.IsNew, Is.False);
        Assert.That(second.Id, Is.EqualTo(first.Id));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<int>("select count(*)::int from analysis.run where plan_code = 'twice'"), Is.EqualTo(1));
    }

    [Test]
    public async Task RunAsync_OtherPlan_IsAnotherRun()
    {
        var study = await StarStudy.OpenAsync();
        using var folder = new TemporaryFolder();
        var one = await RunStore.RunAsync(study, StarStudy.Plan(study, folder, text => StarStudy.Small("other", text).Replace("0.95", "0.90", StringComparison.Ordinal)));
        var other = await RunStore.RunAsync(study, StarStudy.Plan(study, folder, text => StarStudy.Small("other", text)));
        Assert.That(one.Id, Is.Not.EqualTo(other.Id));
        Assert.That(one.Estimates[0].Upper, Is.LessThan(other.Estimates[0].Upper));
    }

    [Test]
    public async Task RunAsync_StoredNumbersWereChanged_IsRefused([Values("estimate", "se", "df", "p", "lower", "upper", "person_count")] string column)
    {
        var study = await StarStudy.OpenAsync();
        using var folder = new TemporaryFolder();
        var plan = StarStudy.Plan(study, folder, text => StarStudy.Small($"tampered_{column}", text));
        var run = await RunStore.RunAsync(study, plan);
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync($"update analysis.estimate set {column} = {column} * 0.5 where run_id = @id and ordinal = 1", new { id = run.Id });
        await Assert.ThatAsync(async () => await RunStore.RunAsync(study, plan), Throws.InstanceOf<EnvironmentFault>().With.Message.Contains("other numbers"));
    }

    [Test]
    public async Task RunAsync_CategoryWithoutRows_IsAnEstimateWithAReason()
    {
        var study = await StarStudy.OpenAsync();
        using var folder = new TemporaryFolder();
        // Within class groups nothing compares one kind of class with another.
        var plan = StarStudy.Plan(study, folder, text => StarStudy.Small("within", text).Replace("fixed_effects: [school]", "fixed_effects: [class_group]", StringComparison.Ordinal));
        var run = await RunStore.RunAsync(study, plan);
        Assert.That(run.Estimates, Has.All.Matches<LobResearch.Analysis.Effects.EffectEstimate>(estimate =>
            !double.IsFinite(estimate?.StandardError ?? 0) && !string.IsNullOrEmpty(estimate?.Reason)));
    }

    [Test]
    public async Task ReadAsync_Chain_LeadsBackToFileAndRows()
    {
        var study = await StarStudy.OpenAsync();
        using var folder = new TemporaryFolder();
        var run = await RunStore.RunAsync(study, StarStudy.Plan(study, folder, text => StarStudy.Small("traced", text)));
        var trace = await RunTrace.ReadAsync(study.Database, run.Id[..6]);
        Assert.Multiple(() =>
        {
            Assert.That(trace.RunId, Is.EqualTo(run.Id));
            Assert.That(trace.Estimates, Is.EqualTo(4));
            Assert.That(trace.Batches, Has.Count.EqualTo(1));
            Assert.That(trace.Batches[0].File, Is.EqualTo("star.csv"));
            Assert.That(trace.Batches[0].Rows, Is.EqualTo(26_796));
            Assert.That(trace.Batches[0].FirstRow, Is.EqualTo(2));
            Assert.That(trace.Batches[0].LastRow, Is.EqualTo(26_797));
            Assert.That(trace.Batches[0].FileHash, Is.EqualTo(HashOf(Path.Combine(study.Definition.Folder, "star.csv"))));
            Assert.That(trace.ToString(), Does.Contain("star.csv").And.Contain(run.Id));
        });
    }

    [Test]
    public async Task RunAsync_PersonsLinkedRefusedOrGone_IsAnotherRunThatSaysSo()
    {
        using var folder = new TemporaryFolder();
        var study = await StarStudy.OpenCopyAsync("people", 2000);
        await using var _ = study;
        var plan = StarStudy.Plan(study, folder, text => StarStudy.Small("people", text));
        var before = await RunStore.RunAsync(study, plan);
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        var persons = (await connection.QueryAsync<Guid>("select id from study.person order by id limit 3")).ToList();

        await connection.ExecuteAsync(
            """
            insert into study.link_version (version, rule, exact_count, tolerant_count, by_hand_count, waiting_count) values (1, 'r', 0, 1, 0, 0);
            insert into study.person_link (version, person_id, same_as) values (1, @other, @one);
            """,
            new { one = persons[0], other = persons[1] });
        var linked = await RunStore.RunAsync(study, plan);
        await connection.ExecuteAsync(
            """
            insert into study.consent_purpose (code, is_required) values ('onderzoek', true);
            insert into study.consent (person_id, purpose, text_version, given_by, given, given_on) values (@who, 'onderzoek', '1', 'self', false, '2026-09-01');
            """,
            new { who = persons[0] });
        var refused = await RunStore.RunAsync(study, plan);
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await LobResearch.Study.Database.PersonRemoval.RemoveAsync(transaction, [persons[2]]);
            await transaction.CommitAsync();
        }

        var removed = await RunStore.RunAsync(study, plan);
        Assert.That(new[] { before.Id, linked.Id, refused.Id, removed.Id }.Distinct().Count(), Is.EqualTo(4));
        Assert.That(refused.Estimates[0].Persons, Is.EqualTo(linked.Estimates[0].Persons - 1), "two codes, one person, left out");
        var trace = await RunTrace.ReadAsync(study.Database, removed.Id);
        var left = await connection.ExecuteScalarAsync<int>("select count(*)::int from study.questionnaire where person_id = any(@persons)", new { persons = persons.Take(2).ToArray() });
        Assert.That((trace.LinkVersion, trace.Removed > 0, trace.Refused), Is.EqualTo(((int?)1, true, left)));
        Assert.That((await RunTrace.ReadAsync(study.Database, before.Id)).LinkVersion, Is.Null);
    }

    [TestCase("")]
    [TestCase("zzzz")]
    public async Task ReadAsync_NoSuchRun_ListsTheRuns(string id)
    {
        var study = await StarStudy.OpenAsync();
        using var folder = new TemporaryFolder();
        var run = await RunStore.RunAsync(study, StarStudy.Plan(study, folder, text => StarStudy.Small("listed", text)));
        await Assert.ThatAsync(async () => await RunTrace.ReadAsync(study.Database, id), Throws.InstanceOf<InputFault>().With.Message.Contains(run.Id));
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));
    }

    private static void Equal(double expected, double actual, double tolerance, string what) =>
        Assert.That(actual, Is.EqualTo(expected).Within(tolerance * Math.Abs(expected)), what);
}
