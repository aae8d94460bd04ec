using System.Diagnostics;
using System.Globalization;
using LobResearch.Analysis;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Report;
using LobResearch.Charts.Theme;
using LobResearch.Study;

namespace LobResearch.Benchmarks;

/// <summary>How long the charts of a filled study take, and its report: there is no peer that does the same.</summary>
internal static class ChartTimes
{
    private const int Rounds = 7;

    /// <summary>Draws every chart of a study, first cold and then warm, and writes the report.</summary>
    /// <param name="studyName">A study with runs of effects, such as <c>out/crossed</c> of the demo.</param>
    public static async Task<int> RunAsync(string studyName)
    {
        await using var study = await LobStudy.OpenAsync(studyName).ConfigureAwait(false);
        var gate = await DisclosureGate.OpenAsync(study, Audience.Thesis).ConfigureAwait(false);
        var runs = await StoredEffects.NewestAsync(study, CancellationToken.None).ConfigureAwait(false);
        var (all, every) = await TimeAsync(() => EveryChart.DrawAsync(study, gate, runs, Language.Dutch)).ConfigureAwait(false);
        Tell($"all charts, read, judged, logged and drawn, the first time: {every.Drawn.Count} charts, {all:F0} ms");
        Tell("| chart | read, judged, logged, drawn: ms | picture alone: ms |\n|---|---|---|");
        foreach (var chart in every.Drawn)
        {
            var options = new ChartOptions(Language.Dutch) { Run = chart.Run };
            var whole = await MedianAsync(() => ChartCatalogue.DrawAsync(study, gate, chart.Kind, options)).ConfigureAwait(false);
            var picture = await MedianAsync(() => Task.FromResult(chart.Chart.ToPng())).ConfigureAwait(false);
            Tell($"| {chart.Name} | {whole:F0} | {picture:F0} |");
        }

        foreach (var chart in every.NotDrawn)
            Tell($"not drawn: {chart.Chart}: {chart.Why}");
        var folder = Directory.CreateTempSubdirectory("lob-report-");
        try
        {
            var (seconds, report) = await TimeAsync(() => StudyReport.WriteAsync(study, new ReportOptions(Language.Dutch, Audience.Funder), folder.FullName)).ConfigureAwait(false);
            Tell($"report for funders, {(report.Pdf is null ? "without PDF" : "PDF included")}: {seconds / 1000:F1} s");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static async Task<(double Milliseconds, T Result)> TimeAsync<T>(Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        var result = await work().ConfigureAwait(false);
        return (watch.Elapsed.TotalMilliseconds, result);
    }

    private static async Task<double> MedianAsync<T>(Func<Task<T>> work)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
            times.Add((await TimeAsync(work).ConfigureAwait(false)).Milliseconds);
        return times.Order().ElementAt(Rounds / 2);
    }

    private static void Tell(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Tell(string line) => Console.WriteLine(line);
}
