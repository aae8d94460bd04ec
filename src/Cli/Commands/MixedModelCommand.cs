using System.CommandLine;
using LobResearch.Cli.Fitting;
using LobResearch.Statistics;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.Statistics.Multiplicity;
using LobResearch.Statistics.Robust;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob fit lmm</c>: a linear mixed model on any CSV file.</summary>
internal static class MixedModelCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "A CSV file with headings; empty cells are missing.", Required = true };
        var formula = new Option<string>("--formula") { Description = "The model as in R's lme4, such as \"y ~ x + (1 + x | school/class)\".", Required = true };
        var reml = new Option<bool>("--reml") { Description = "Restricted likelihood (the default)." };
        var ml = new Option<bool>("--ml") { Description = "Likelihood, for models that differ in their fixed effects." };
        var df = new Option<string>("--df") { Description = "satterthwaite (default), kenward-roger or normal.", DefaultValueFactory = _ => "satterthwaite" };
        var ci = new Option<string>("--ci") { Description = "Intervals: wald (default), profile or boot.", DefaultValueFactory = _ => "wald" };
        var draws = new Option<int>("--draws") { Description = "Refits of --ci boot.", DefaultValueFactory = _ => 1000 };
        var seed = new Option<ulong>("--seed") { Description = "Seed of --ci boot.", DefaultValueFactory = _ => 1 };
        var compare = new Option<string?>("--compare") { Description = "Another formula on the same data, for a likelihood-ratio test." };
        var means = new Option<string[]>("--means") { Description = "Marginal means of a category; may be repeated." };
        var cluster = new Option<string?>("--cluster") { Description = "Robust errors by this column, the outermost groups or what holds them whole." };
        var covariance = new Option<string?>("--vcov") { Description = "CR0, CR1, CR1S, CR2 (default with --cluster) or CR3; by the outermost groups without --cluster." };
        var weights = new Option<string?>("--weights") { Description = "Column with precision weights." };
        var confidence = new Option<double>("--confidence") { Description = "Confidence level of intervals.", DefaultValueFactory = _ => 0.95 };
        var references = new Option<string[]>("--reference") { Description = "column=level that others are compared with; may be repeated." };
        var levels = new Option<string[]>("--levels") { Description = "column=a,b,c: the order of its levels; may be repeated." };
        var matrix = new Option<bool>("--matrix") { Description = "Give the coefficients' covariance matrix too." };
        var random = new Option<bool>("--random") { Description = "Give the groups' predicted effects too." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("lmm", "A linear mixed model: persons in classes in schools, repeated measures, crossed groups.")
        {
            data, formula, reml, ml, df, ci, draws, seed, compare, means, cluster, covariance, weights, confidence, references, levels, matrix, random, json,
        };
        var additions = new AdditionOptions();
        additions.AddAdjustmentTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var adjustment = additions.ReadAdjustment(parsed);
            if (adjustment.Adjust == AdjustedTests.RomanoWolfName)
                throw new InputFault("--adjust romano-wolf bootstraps least-squares fits: fit the fixed part with 'lob fit ols', or take --adjust holm here.");
            if (parsed.GetValue(reml) && parsed.GetValue(ml))
                throw new InputFault("--reml and --ml exclude each other; keep one.");
            var (clusters, type) = (parsed.GetValue(cluster), FitCommand.Covariance(parsed.GetValue(cluster), parsed.GetValue(covariance), needsCluster: false));
            RefuseBesideRobust(type, ("--df", parsed.GetResult(df) is { Implicit: false }), ("--ci", parsed.GetValue(ci) != "wald"), ("--means", parsed.GetValue(means) is { Length: > 0 }));
            var request = new Request(
                parsed.GetValue(data)!, parsed.GetValue(formula)!, Method(parsed.GetValue(df)!), Interval(parsed.GetValue(ci)!), parsed.GetValue(draws), parsed.GetValue(seed),
                parsed.GetValue(compare), parsed.GetValue(means) ?? [], parsed.GetValue(matrix), parsed.GetValue(random), parsed.GetValue(json),
                new MixedModelOptions
                {
                    Criterion = parsed.GetValue(ml) ? Criterion.Ml : Criterion.Reml,
                    Weights = parsed.GetValue(weights),
                    Confidence = parsed.GetValue(confidence),
                    Design = FitCommand.Design(parsed.GetValue(references) ?? [], parsed.GetValue(levels) ?? [], clusters is null ? [] : [clusters]),
                },
                clusters, type, adjustment);
            return RunAsync(request, cancellation);
        });
        return command;
    }

    private static void RefuseBesideRobust(CovarianceType? type, params (string Option, bool Given)[] options)
    {
        if (type is not null && Array.Find(options, option => option.Given) is { Option: { } name })
            throw new InputFault($"{name} goes with the model's own errors, not with --cluster or --vcov, whose degrees of freedom are Satterthwaite's for the clusters; keep one.");
    }

    private static async Task<int> RunAsync(Request request, CancellationToken cancellationToken)
    {
        try
        {
            // The formulas first: their faults need no file.
            var formula = Formula.Parse(request.Formula);
            var other = request.Compare is null ? null : Formula.Parse(request.Compare);
            var data = await CsvColumns.ReadAsync(request.Data, cancellationToken).ConfigureAwait(false);
            var report = Report(request, formula, other, data, cancellationToken);
            report = report with { Adjusted = request.Adjustment.Adjust is null ? null : request.Adjustment.Adjusted(report.Coefficients) };
            await Console.Out.WriteLineAsync(request.Json ? report.ToJson() : report.ToString()).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault(fault.Message);
        }
    }

    private static MixedModelReport Report(Request request, Formula formula, Formula? other, ColumnSet data, CancellationToken cancellationToken)
    {
        var fit = MixedModel.Fit(formula, data, request.Options);
        IReadOnlyList<ParameterInterval> intervals = request.Interval switch
        {
            "profile" => ProfileIntervals.Of(fit),
            "boot" => ParametricBootstrap.Intervals(fit, request.Draws, request.Seed, cancellationToken: cancellationToken),
            _ => [],
        };
        var means = request.Means.Select(variable => MarginalMeans.Of(fit, variable, request.Method)).ToList();
        (string, LikelihoodRatio)? comparison = other is null ? null : (other.Text, LikelihoodRatio.Test(fit, MixedModel.Fit(other, data, request.Options)));
        return new MixedModelReport(fit, request.Method, intervals, means, comparison, request.Matrix, request.Random)
        {
            Robust = request.Covariance is not { } type ? null : request.Cluster is null ? fit.Robust(type) : fit.Robust(data[request.Cluster], type),
        };
    }

    private static DegreesOfFreedomMethod Method(string name) => name switch
    {
        "satterthwaite" => DegreesOfFreedomMethod.Satterthwaite,
        "kenward-roger" => DegreesOfFreedomMethod.KenwardRoger,
        "normal" => DegreesOfFreedomMethod.Normal,
        _ => throw new InputFault($"--df {name} is not known; expected satterthwaite, kenward-roger or normal."),
    };

    private static string Interval(string name) => name is "wald" or "profile" or "boot"
        ? name
        : throw new InputFault($"--ci {name} is not known; expected wald, profile or boot.");

    private sealed record Request(
        string Data, string Formula, DegreesOfFreedomMethod Method, string Interval, int Draws, ulong Seed, string? Compare, string[] Means, bool Matrix, bool Random,
        bool Json, MixedModelOptions Options, string? Cluster, CovarianceType? Covariance, AdditionRequest Adjustment);
}
