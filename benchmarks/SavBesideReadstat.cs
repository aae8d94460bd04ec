using System.Diagnostics;
using System.Globalization;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.TestKit;

namespace LobResearch.Benchmarks;

/// <summary>Reading an SPSS file, all cells, beside readstat's conversion of the same file to CSV.</summary>
internal static class SavBesideReadstat
{
    private const int Rounds = 3;
    private const int Coded = 90;
    private const int Decimals = 10;

    /// <summary>Ninety coded items, one answer in twenty user-missing, and ten decimals.</summary>
    public static async Task<int> RunAsync(int rows)
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, compression) in new[] { ("big.sav", SpssCompression.Bytes), ("big.zsav", SpssCompression.Zlib) })
        {
            var path = folder.At(name);
            Write(path, rows, compression);
            var (reading, summing, theirs) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                reading.Add(Read(path));
                var watch = Stopwatch.StartNew();
                await FileSummary.OfAsync(path, new FileFormat()).ConfigureAwait(false);
                summing.Add(watch.Elapsed.TotalSeconds);
                theirs.Add(await ConvertAsync(path, folder.At("out.csv")).ConfigureAwait(false));
            }

            var (mine, summary, peer) = (Median(reading), Median(summing), Median(theirs));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {rows} × {Coded + Decimals}, median of {Rounds}: every cell {mine:0.00} s, what 'lob read' tells {summary:0.00} s, readstat to CSV {peer:0.00} s; ratio {mine / peer:0.00} and {summary / peer:0.00}"));
        }

        return 0;
    }

    private static void Write(string path, int rows, SpssCompression compression)
    {
        var missing = new SpssMissing([99], null, null, []);
        var variables = Enumerable.Range(1, Coded).Select(index => new SpssVariable($"item_{index}", 0, $"Vraag {index}", SpssFormat.Number(2, 0), missing, [new SpssValueLabel(99, null, "weet niet")], SpssMeasure.Ordinal))
            .Concat(Enumerable.Range(1, Decimals).Select(index => new SpssVariable($"number_{index}", 0, null, SpssFormat.Number(), SpssMissing.None, [], SpssMeasure.Scale))).ToList();
        var random = new Random(1);
        using var writer = SavWriter.Create(path, variables, new SavWriterOptions { Compression = compression });
        for (var row = 0; row < rows; row++)
        {
            for (var index = 0; index < Coded; index++)
                writer.Number(index, random.Next(20) == 0 ? 99 : random.Next(1, 5));
            for (var index = 0; index < Decimals; index++)
                writer.Number(Coded + index, random.NextDouble());
            writer.Next();
        }

        writer.Complete();
    }

    private static double Read(string path)
    {
        var watch = Stopwatch.StartNew();
        using var reader = SavReader.Open(path);
        var sum = 0.0;
        while (reader.Read())
        {
            for (var index = 0; index < reader.Header.Variables.Count; index++)
                sum += reader.Number(index);
        }

        GC.KeepAlive(sum);
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> ConvertAsync(string path, string csv)
    {
        File.Delete(csv);
        var start = new ProcessStartInfo("readstat") { RedirectStandardOutput = true };
        start.ArgumentList.Add(path);
        start.ArgumentList.Add(csv);
        var watch = Stopwatch.StartNew();
        using var readstat = Process.Start(start)!;
        await readstat.WaitForExitAsync().ConfigureAwait(false);
        return readstat.ExitCode == 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException("readstat failed");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
