using System.CommandLine;
using LobResearch.Cli.Fitting;
using LobResearch.Statistics;
using LobResearch.Statistics.Measurement;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob agreement</c>: how far raters agree, one column per rater, on any CSV file.</summary>
internal static class AgreementCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "A CSV file with headings, one row per target; empty cells are missing.", Required = true };
        var raters = new Option<string>("--raters") { Description = "The raters' columns, with commas.", Required = true };
        var kappa = new Option<string?>("--kappa") { Description = "Cohen's kappa of two raters' categories, weighted none, linear or quadratic, in place of the six ICCs of numbers." };
        var levels = new Option<string?>("--levels") { Description = "The categories of --kappa in their order, with commas; texts need it for weights." };
        var confidence = new Option<double>("--confidence") { Description = "Confidence level of intervals.", DefaultValueFactory = _ => 0.95 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("agreement", "How far raters of the same targets agree: Shrout and Fleiss's ICCs, or Cohen's kappa.") { data, raters, kappa, levels, confidence, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(data)!, CausalRoleOptions.List(parsed.GetValue(raters)!, "--raters"), parsed.GetValue(kappa), parsed.GetValue(levels), parsed.GetValue(confidence), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string data, IReadOnlyList<string> raters, string? kappa, string? levels, double confidence, bool json, CancellationToken cancellationToken)
    {
        if (levels is not null && kappa is null)
            throw new InputFault("--levels belongs to --kappa.");
        KappaWeights? weights = kappa switch
        {
            null => null,
            "none" => KappaWeights.None,
            "linear" => KappaWeights.Linear,
            "quadratic" => KappaWeights.Quadratic,
            _ => throw new InputFault($"--kappa {kappa} is not known; expected none, linear or quadratic."),
        };
        var order = levels is null ? null : CausalRoleOptions.List(levels, "--levels");
        try
        {
            var columns = await CsvColumns.ReadAsync(data, cancellationToken).ConfigureAwait(false);
            var report = weights is { } how ? RatersReport.OfCategories(columns, raters, how, order, confidence) : RatersReport.OfNumbers(columns, raters, confidence);
            await Console.Out.WriteLineAsync(json ? report.ToJson() : VisibleText.Lines(report.ToString())).ConfigureAwait(false);
            return ExitCode.Done;
        }
        catch (StatisticsException fault)
        {
            throw new InputFault(fault.Message);
        }
    }
}
