using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using LobResearch.Analysis.Exports;
using LobResearch.Analysis.Runs;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;
using LobResearch.Study;
using LobResearch.TestKit;
using static LobResearch.Analysis.Tests.StudyCsv;

namespace LobResearch.Analysis.Tests.Exports;

/// <summary>The exported frame is the one that was analysed, and holds nobody who can be found by it.</summary>
public sealed class RunExportTests
{
    [Test]
    public async Task ReadAsync_ColumnsOfTheFrame_GiveTheRunsPrimaryEstimates()
    {
        var study = await GeneratedStudy.CrossedAsync();
        var run = await RunAsync(study);
        var export = await RunExport.ReadAsync(study.Study, run.Id, special: false);
        Assert.That(export.Rows, Is.EqualTo(run.Report.Flow[^1].All));
        var data = new ColumnSet(export.Columns.Select(column => column.Column));
        foreach (var estimate in run.Estimates.Where(estimate => estimate.Estimator is "ancova" or "unadjusted" && estimate.Subgroup is null))
        {
            var table = LeastSquares.Fit(Formula.Parse(estimate.Formula), data).Robust(data["school"], CovarianceType.CR2);
            // The same rows and columns in the same order: the same bits.
            Assert.That((table[estimate.Term].Estimate, table[estimate.Term].StandardError), Is.EqualTo((estimate.Estimate, estimate.StandardError)), estimate.Estimator);
        }

        Assert.That(export.Estimates.Select(estimate => estimate.Numbers), Is.EqualTo(run.Estimates.Select(estimate => StoredEstimate.Of(estimate).Numbers)));
    }

    [Test]
    public async Task ExportCsv_EveryFile_SaysItIsSimulatedAndNamesNobody()
    {
        var study = await GeneratedStudy.CrossedAsync();
        var export = await RunExport.ReadAsync(study.Study, (await RunAsync(study)).Id, special: false);
        var codes = Code().Matches(await File.ReadAllTextAsync(Path.Combine(study.Folder, "files", "parents_T0.csv"))).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var ids = await study.AskAsync<string>("select string_agg(id::text, ' ') from study.person");
        foreach (var (name, text) in new[] { ("frame", ExportCsv.Frame(export)), ("estimates", ExportCsv.Estimates(export)), ("flow", ExportCsv.Flow(export)), ("separability", ExportCsv.Separability(export)) })
        {
            var lines = text.TrimEnd('\n').Split('\n');
            Assert.That(lines[0], Does.EndWith(",data_kind"), name);
            Assert.That(lines.Skip(1), Is.All.EndsWith(",simulated"), name);
            Assert.That(lines, Has.Length.GreaterThan(4), name);
            Assert.That(Code().Matches(text).Select(match => match.Value).Where(codes.Contains), Is.Empty, name);
            Assert.That(Regex.Matches(text, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").Select(match => match.Value).Where(ids.Contains), Is.Empty, name);
        }

        Assert.That(ExportCodebook.Of(export), Does.Contain("simulated data").And.Contain("| `SUP_T2` |").And.Contain("| `data_kind` |"));
        Assert.That(export.Columns.Select(column => column.Name), Has.None.EqualTo("source_row").And.None.EqualTo("person_id"));
    }

    [Test]
    public async Task ExportCsv_Numbers_ReadBackToTheSameBits()
    {
        var study = await GeneratedStudy.CrossedAsync();
        var export = await RunExport.ReadAsync(study.Study, (await RunAsync(study)).Id, special: false);
        var lines = ExportCsv.Frame(export).TrimEnd('\n').Split('\n');
        foreach (var column in export.Columns.Where(column => column.Column is NumericColumn))
        {
            var place = lines[0].Split(',').ToList().IndexOf(column.Name);
            var read = lines.Skip(1).Select(line => line.Split(',')[place]).Select(cell => cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture));
            Assert.That(read, Is.EqualTo(((NumericColumn)column.Column).Values.ToArray()), column.Name);
        }
    }

    [Test]
    public async Task ReadAsync_SpecialCategoryItem_ComesAlongOnlyWhenAskedFor()
    {
        await using var study = await GeneratedStudy.CreateAsync("export_special");
        await using (var connection = await study.Study.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("grant usage on schema sensitive to lob_analyst; grant select on sensitive.form_parent to lob_analyst");
        var run = await EffectRunStore.RunAsync(study.Study, study.Plan("support_participation", text =>
            GeneratedStudy.Quick(text).Replace("[ROLE, EFF, education,", "[ROLE, home_language,", StringComparison.Ordinal)));
        var usual = await RunExport.ReadAsync(study.Study, run.Id, special: false);
        Assert.That(usual.LeftOut.Select(column => column.Name), Is.EqualTo(new[] { "home_language", "response_weight" }));
        Assert.That(ExportCsv.Frame(usual).Split('\n')[0].Split(','), Has.None.EqualTo("home_language").And.None.EqualTo("response_weight"));
        Assert.That(ExportCodebook.Of(usual), Does.Contain("`home_language` is left out: a special-category item"));
        Assert.That(RScript.Of(usual), Does.Contain("left_out <- c(\"home_language\", \"response_weight\")").And.Not.Contain("`home_language` = "));
        var asked = await RunExport.ReadAsync(study.Study, run.Id, special: true);
        Assert.That(asked.LeftOut, Is.Empty);
        Assert.That(asked.Columns.Select(column => column.Name), Has.One.EqualTo("home_language").And.One.EqualTo("response_weight"));
        Assert.That(asked.Columns.Single(column => column.Name == "home_language").About, Does.Contain("special category"));
    }

    [Test]
    public async Task ReadAsync_AfterAWithdrawal_HasOneRowLessAndEstimatesAnew()
    {
        await using var study = await GeneratedStudy.CreateAsync("export_withdrawn");
        var run = await RunAsync(study);
        await study.WithdrawAsync(SomebodyOfBothWaves(study.Folder), "parent");
        var export = await RunExport.ReadAsync(study.Study, run.Id, special: false);
        Assert.That((export.IsAnew, export.Rows), Is.EqualTo((true, export.Estimates[0].Numbers.Persons)));
        Assert.That(export.Flow[3].All, Is.EqualTo(run.Report.Flow[3].All - 1));
        Assert.That(ExportCodebook.Of(export), Does.Contain("1 person withdrew since").And.Contain("estimated anew"));
        Assert.That(export.Estimates.Select(estimate => estimate.Numbers), Is.EqualTo((await Rerun.RunAsync(study.Study, run.Id)).Estimates.Select(estimate => estimate.Now!.Numbers)));
    }

    [Test]
    public async Task ReadAsync_RunOfAPlanWithoutAnEstimand_IsRefusedInOneLine()
    {
        var study = await StarStudy.OpenAsync();
        using var folder = new TemporaryFolder();
        var run = await RunStore.RunAsync(study, StarStudy.Plan(study, folder, text => StarStudy.Small("not_exported", text)));
        Assert.That(async () => await RunExport.ReadAsync(study, run.Id, special: false), Throws.TypeOf<InputFault>().With.Message.Contains("states no estimand"));
    }

    // An independent program: lm with clubSandwich, lmer with pbkrtest, and formulas of their own for the rest.
    [TestCase("support_participation", false, 36)]
    [TestCase("support_offer", false, 24)]
    [TestCase("support_offer", true, 16)]
    public async Task RScript_RunInR_ReproducesEveryEstimate(string plan, bool staggered, int estimates)
    {
        var study = await GeneratedStudy.CrossedAsync();
        using var folder = new TemporaryFolder();
        var run = await EffectRunStore.RunAsync(study.Study, study.Plan(plan, staggered ? GeneratedStudy.Staggered : GeneratedStudy.Quick));
        var export = await RunExport.ReadAsync(study.Study, run.Id, special: false);
        folder.Write("frame.csv", ExportCsv.Frame(export));
        folder.Write("script.R", RScript.Of(export));
        folder.Write("estimates.csv", ExportCsv.Estimates(export));
        var (exit, output) = InR(folder);
        Assert.That(exit, Is.Zero, output);
        Assert.That(output, Does.Contain("simulated data").And.Contain($"{estimates} of {estimates} estimates reproduced"));

        // A number that is off by a hundred-thousandth stops it; once is enough, since R's mixed models take their time.
        if (staggered)
            return;
        var stored = export.Estimates[0];
        folder.Write("estimates.csv", ExportCsv.Estimates(export with { Estimates = [stored with { Numbers = stored.Numbers with { StandardError = stored.Numbers.StandardError * 1.00001 } }, .. export.Estimates.Skip(1)] }));
        (exit, output) = InR(folder);
        Assert.That(exit, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain("R gives other numbers than the run").And.Contain("se differs by 1e-05"));
    }

    private static Task<EffectRun> RunAsync(GeneratedStudy study) => EffectRunStore.RunAsync(study.Study, study.Plan("support_participation", GeneratedStudy.Quick));

    private static (int Exit, string Output) InR(TemporaryFolder folder)
    {
        const string Needed = "clubSandwich lme4 lmerTest pbkrtest";
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, "Rscript"))))
            Assert.Ignore("Rscript is not installed here.");
        if (Run(folder, "-e", $"for (p in strsplit('{Needed}', ' ')[[1]]) if (!requireNamespace(p, quietly = TRUE)) quit(status = 42)").Exit == 42)
            Assert.Ignore($"R's packages {Needed} are not installed here.");
        return Run(folder, "script.R");
    }

    private static (int Exit, string Output) Run(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("Rscript") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
