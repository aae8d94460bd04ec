using System.Globalization;
using System.Text;
using Dapper;
using LobResearch.Analysis.Runs;
using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.Simulation.Scenarios.Files;
using LobResearch.Study;
using LobResearch.TestKit;
using Npgsql;
using static LobResearch.Analysis.Tests.StudyCsv;

namespace LobResearch.Analysis.Tests.Runs;

/// <summary>A run done over gives its numbers again, whatever came in since; who left is left out, and it says so.</summary>
public sealed class RerunTests
{
    [Test]
    public async Task RunAsync_FilesThatChangedAndAddedSince_GivesTheFirstNumbers()
    {
        // Persons who link later, changed answers, changed and further attendance, a changed day of an activity.
        await using var study = await GeneratedStudy.CreateAsync(
            "rerun_later",
            change: folder =>
            {
                File.Copy(InFiles(folder, "parents_T2.csv"), InFiles(folder, "parents_T2b.csv"));
                File.Copy(InFiles(folder, "attendance.csv"), InFiles(folder, "attendance_all.csv"));
                Rewrite(InFiles(folder, "parents_T2.csv"), rows => rows.Where((_, place) => place % 3 != 0));
                Rewrite(InFiles(folder, "attendance.csv"), rows => rows.Where((_, place) => place % 4 != 0));
            });
        var first = await RunAsync(study);
        var same = await Rerun.RunAsync(study.Study, first.Id);
        Assert.That((same.IsSame, same.Change.SameData, same.Change.SomebodyLeft, same.Change.Words()), Is.EqualTo((true, true, false, Array.Empty<string>())));

        Rewrite(InFiles(study.Folder, "parents_T2b.csv"), rows => rows.Select((row, place) => place % 5 == 1 ? WithOtherAnswers(row) : row));
        Rewrite(InFiles(study.Folder, "attendance_all.csv"), rows => rows.Select((row, place) => place % 7 == 1 ? row.Replace(";ja;afwezig;;", ";ja;aanwezig;60;", StringComparison.Ordinal) : row));
        Rewrite(InFiles(study.Folder, "activities.csv"), rows => rows.Select((row, place) => place % 6 == 0 ? WithDay(row, "1-9-2020") : row));
        await study.IngestAsync(new SimulatedFile("files/parents_T2b.csv", "survey", "parent_qualtrics"));
        await study.IngestAsync(new SimulatedFile("files/attendance_all.csv", "attendance", null));
        await study.IngestAsync(new SimulatedFile("files/activities.csv", "attendance", null));
        await study.LinkAsync();
        Assert.That(await study.AskAsync<long>("select count(*) from study.questionnaire where superseded_by_batch_id is not null"), Is.GreaterThan(20));
        Assert.That(await study.AskAsync<long>("select count(*) from study.earlier_row where table_name = 'study.attendance'"), Is.GreaterThan(20));
        Assert.That(await study.AskAsync<long>("select count(*) from study.earlier_row where table_name = 'study.activity'"), Is.GreaterThan(5));
        Assert.That(await study.AskAsync<int>("select max(version) from study.link_version"), Is.GreaterThan(1));

        var second = await RunAsync(study);
        Assert.That(second.Id, Is.Not.EqualTo(first.Id));
        Assert.That(second.Estimates.Zip(first.Estimates).Count(pair => pair.First.Estimate != pair.Second.Estimate), Is.GreaterThan(first.Estimates.Count / 2));

        var again = await Rerun.RunAsync(study.Study, first.Id);
        Assert.That(again.Estimates.Select(estimate => estimate.Verdict), Is.All.EqualTo(RerunVerdict.Identical), again.ToString());
        Assert.That((again.Change.SameData, again.Change.SomebodyLeft), Is.EqualTo((true, false)));
        var latest = await Rerun.RunAsync(study.Study, second.Id);
        Assert.That(latest.Estimates.Select(estimate => estimate.Verdict), Is.All.EqualTo(RerunVerdict.Identical), latest.ToString());

        var trace = await RunTrace.ReadAsync(study.Study.Database, first.Id);
        Assert.That(trace.Batches.Select(batch => batch.File), Is.EqualTo(new[] { "parents_T0.csv", "parents_T2.csv", "activities.csv", "attendance.csv" }));
        var survey = trace.Batches[1];
        Assert.That(survey.Read - survey.Current, Is.GreaterThan(20), "what a later file changed counted for the run and doesn't count now");
        Assert.That(trace.Batches[3].Kind, Is.EqualTo("attendance"));
        Assert.That(trace.Batches[3].Read, Is.GreaterThan(trace.Batches[3].Current));
        Assert.That((trace.Label, trace.Seed, trace.LinkVersion, trace.Persons), Is.EqualTo(("exploratory", (long)first.Plan.Seed, 1, again.Change.PersonsNow)));
    }

    [Test]
    public async Task RunAsync_AfterAWithdrawal_SaysOneLeftAndEqualsNeverHavingHadThePerson()
    {
        await using var study = await GeneratedStudy.CreateAsync("rerun_withdrawn");
        var code = SomebodyOfBothWaves(study.Folder);
        var run = await RunAsync(study);
        await study.WithdrawAsync(code, "parent");
        var rerun = await Rerun.RunAsync(study.Study, run.Id);
        Assert.That((rerun.Change.WithdrawnPersons, rerun.Change.WithdrawnQuestionnaires, rerun.IsSame), Is.EqualTo((1, 2, false)), rerun.ToString());
        Assert.That(rerun.ToString(), Does.Contain("since then: 1 person withdrew since, with 2 questionnaires").And.Contain("estimated anew on who is left").And.Contain("simulated data"));
        await using var never = await GeneratedStudy.CreateAsync("rerun_never", change: folder => WithoutPerson(folder, code));
        Assert.That(rerun.Estimates.Select(estimate => estimate.Now!.Numbers), Is.EqualTo((await RunAsync(never)).Estimates.Select(estimate => StoredEstimate.Of(estimate).Numbers)));
        var trace = await RunTrace.ReadAsync(study.Study.Database, run.Id);
        Assert.That(trace.WithdrawnSince, Is.EqualTo(2));
        Assert.That(trace.ToString(), Does.Contain("2 questionnaires withdrawn since"));
    }

    [Test]
    public async Task RunAsync_RefusalsThatCameAndWent_AreAsOfThenAndOfNow()
    {
        await using var study = await GeneratedStudy.CreateAsync("rerun_refused");
        var people = PeopleOfBothWaves(study.Folder);
        var (early, late) = (people[0], people[1]);
        await ConsentAsync(study, "refusal.csv", early, "nee", "1-2-2025");
        var run = await RunAsync(study);
        Assert.That(await study.AskAsync<int>("select refused_count from analysis.run where id = @Id", new { run.Id }), Is.EqualTo(2));
        await ConsentAsync(study, "change_of_mind.csv", early, "ja", "1-3-2025");
        Assert.That((await RunAsync(study)).Estimates[0].Estimate, Is.Not.EqualTo(run.Estimates[0].Estimate));
        var same = await Rerun.RunAsync(study.Study, run.Id);
        Assert.That((same.IsSame, same.Change.RefusedSince), Is.EqualTo((true, 0)), same.ToString());

        await ConsentAsync(study, "later.csv", late, "nee", "1-4-2025");
        var rerun = await Rerun.RunAsync(study.Study, run.Id);
        Assert.That((rerun.Change.RefusedSince, rerun.Change.WithdrawnPersons, rerun.IsSame), Is.EqualTo((1, 0, false)), rerun.ToString());
        await using var never = await GeneratedStudy.CreateAsync("rerun_norefused", change: folder =>
        {
            WithoutPerson(folder, early);
            WithoutPerson(folder, late);
        });
        Assert.That(rerun.Estimates.Select(estimate => estimate.Now!.Numbers), Is.EqualTo((await RunAsync(never)).Estimates.Select(estimate => StoredEstimate.Of(estimate).Numbers)));
    }

    [Test]
    public async Task RunAsync_PlanWithoutAnEstimand_IsDoneOverAsOfThen()
    {
        await using var study = await StarStudy.OpenCopyAsync("rerun_star", 3_000);
        using var folder = new TemporaryFolder();
        var plan = StarStudy.Plan(study, folder, text => StarStudy.Small("rerun", text));
        var run = await RunStore.RunAsync(study, plan);
        // The percentiles of every fourth pupil, one point off.
        var lines = (await File.ReadAllLinesAsync(Repository.At("data-schema", "examples", "star", "star.csv"))).Take(3_001).ToList();
        var column = lines[0].Split(',').ToList().IndexOf("pct");
        var changed = lines.Select((line, place) => place % 4 != 1 || line.Split(',') is not { } cells || !double.TryParse(cells[column], CultureInfo.InvariantCulture, out var value) ? line
            : string.Join(',', cells.Select((cell, at) => at == column ? (value > 50 ? value - 1 : value + 1).ToString(CultureInfo.InvariantCulture) : cell)));
        var report = await new SurveyIngest(study.Database, study.Definition, ServerForTests.Home).RunAsync(folder.Write("changed.csv", string.Join('\n', changed) + "\n"), SourceReader.Read(LobStudy.Find("star"), null));
        Assert.That(report.Changed, Is.GreaterThan(100));
        Assert.That((await RunStore.RunAsync(study, plan)).Estimates[0].Estimate, Is.Not.EqualTo(run.Estimates[0].Estimate));
        var rerun = await Rerun.RunAsync(study, run.Id[..6]);
        Assert.That(rerun.Estimates, Has.Count.EqualTo(run.Estimates.Count));
        Assert.That(rerun.Estimates.Select(estimate => estimate.Verdict), Is.All.EqualTo(RerunVerdict.Identical), rerun.ToString());

        await using var connection = await study.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("update analysis.estimate set estimate = estimate * (1 + 1e-12) where run_id = @Id and ordinal = 1; update analysis.estimate set p = p + 1e-6 where run_id = @Id and ordinal = 2", new { run.Id });
        var tampered = await Rerun.RunAsync(study, run.Id);
        Assert.That(tampered.Estimates.Take(3).Select(estimate => estimate.Verdict), Is.EqualTo(new[] { RerunVerdict.Same, RerunVerdict.Differs, RerunVerdict.Identical }));
        Assert.That(tampered.ToString(), Does.Contain("the stored numbers themselves were changed"));
        await connection.ExecuteAsync("update analysis.run set program_version = 'another' where id = @Id", new { run.Id });
        Assert.That((await Rerun.RunAsync(study, run.Id)).ToString(), Does.Contain("since then: done by program another, now by "));
    }

    [Test]
    public async Task RunAsync_UnknownRun_SaysWhichThereAre()
    {
        var study = await GeneratedStudy.CrossedAsync();
        await RunAsync(study);
        Assert.That(async () => await Rerun.RunAsync(study.Study, "zz"), Throws.TypeOf<InputFault>().With.Message.Contains("No run begins with 'zz'"));
        await using var connection = await study.Study.Database.Source.OpenConnectionAsync();
        // A name that isn't there must not quietly show what counts now.
        Assert.That(
            async () => await connection.ExecuteScalarAsync<long>("begin; select set_config('lob.as_of_run', 'zz', true); select count(*) from form.parent"),
            Throws.TypeOf<PostgresException>().With.Message.Contains("no run that can be read again"));
    }

    private static Task<EffectRun> RunAsync(GeneratedStudy study) => EffectRunStore.RunAsync(study.Study, study.Plan("support_participation", GeneratedStudy.Quick));

    private static string InFiles(string folder, string name) => Path.Combine(folder, "files", name);

    private static void WithoutPerson(string folder, string code)
    {
        foreach (var path in Parents(folder).Append(InFiles(folder, "attendance.csv")))
            Rewrite(path, rows => rows.Where(row => !row.Contains(code, StringComparison.Ordinal)));
    }

    private static async Task ConsentAsync(GeneratedStudy study, string name, string code, string word, string day)
    {
        var school = File.ReadLines(InFiles(study.Folder, "attendance.csv")).First(row => row.Contains(code, StringComparison.Ordinal)).Split(';')[2];
        await File.WriteAllTextAsync(
            InFiles(study.Folder, name), $"school;rol;code;doel;gegeven door;toestemming;datum;tekstversie\n{school};ouder;{code};onderzoek;persoon zelf;{word};{day};2026-09\n", new UTF8Encoding(true));
        await study.IngestAsync(new SimulatedFile("files/" + name, "consent", null));
    }

    // The first six items after "T2" and the background: the outcome's.
    private static string WithOtherAnswers(string row)
    {
        var cells = row.Split(',');
        var first = Array.IndexOf(cells, "T2") + 13;
        for (var place = first; place < first + 6; place++)
            cells[place] = cells[place] switch { "1" => "2", "2" => "3", "3" => "4", "4" => "1", var other => other };
        return string.Join(',', cells);
    }

    private static string WithDay(string row, string day)
    {
        var cells = row.Split(';');
        cells[3] = day;
        return string.Join(';', cells);
    }
}
