using System.Diagnostics;
using System.Globalization;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Randomness;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Benchmarks;

/// <summary>CR2 on Project STAR beside clubSandwich, and the wild cluster bootstrap's draws, in one run.</summary>
internal static class FewClustersBesideR
{
    private const int Rounds = 9;
    private static readonly string Star = Repository.At("data-schema", "examples", "star", "star.csv");

    public static async Task<int> RunAsync()
    {
        var data = Kindergarten();
        var fit = LeastSquares.Fit(Formula.Parse("pct ~ cltype + sch"), data, new LeastSquaresOptions { Design = new() { AlsoRequired = ["tch"] } });
        var covariates = LeastSquares.Fit(Formula.Parse("pct ~ cltype + girl + free + exp + sch"), data, new LeastSquaresOptions { Design = new() { AlsoRequired = ["tch"] } });
        var ours = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["teacher"] = Median(() => fit.Robust(data["tch"], CovarianceType.CR2)),
            ["school"] = Median(() => fit.Robust(data["sch"], CovarianceType.CR2)),
            ["school, with covariates"] = Median(() => covariates.Robust(data["sch"], CovarianceType.CR2)),
        };
        foreach (var (clusters, weights) in new[] { (8, WildWeights.Webb), (16, WildWeights.Webb), (16, WildWeights.Rademacher), (51, WildWeights.Rademacher) })
        {
            var few = Generated(clusters);
            var model = LeastSquares.Fit(Formula.Parse("y ~ t + x"), few);
            var seconds = Median(() => WildClusterBootstrap.Test(model, few["g"], "t", new WildBootstrapOptions { Weights = weights }));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"99,999 draws with interval, {clusters} clusters, {weights}: {1000 * seconds:0} ms"));
        }

        foreach (var (name, seconds) in await RAsync().ConfigureAwait(false))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"CR2 by {name}: {1000 * ours[name]:0} ms, clubSandwich {1000 * seconds:0} ms; ratio {seconds / ours[name]:0.0}"));
        }

        return 0;
    }

    private static double Median(Func<object> work)
    {
        // The first runs are compiled and recompiled.
        for (var warm = 0; warm < 5; warm++)
            work();
        var seconds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            work();
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        return seconds.Order().ElementAt(Rounds / 2);
    }

    private static ColumnSet Kindergarten()
    {
        var lines = File.ReadAllLines(Star);
        var names = lines[0].Split(',').ToList();
        var rows = lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells[names.IndexOf("gr")] == "K").ToList();
        return new ColumnSet(
        [
            Number("pct"), Number("girl"), Number("free"), Number("exp"), Text("cltype"), Text("sch"), Text("tch"),
        ]);

        NumericColumn Number(string name) => new(
            name, rows.Select(cells => cells[names.IndexOf(name)] is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : double.NaN).ToArray());

        CategoricalColumn Text(string name) => CategoricalColumn.FromText(name, rows.Select(cells => cells[names.IndexOf(name)]).ToList());
    }

    private static ColumnSet Generated(int clusters)
    {
        var random = new RandomSequence(1);
        var group = Enumerable.Range(0, clusters * 200).Select(row => row / 200).ToArray();
        return new ColumnSet(
        [
            new NumericColumn("y", Array.ConvertAll(group, _ => random.Normal())), new NumericColumn("x", Array.ConvertAll(group, _ => random.Normal())),
            new NumericColumn("t", Array.ConvertAll(group, own => (double)(own % 2))), CategoricalColumn.FromText("g", group.Select(own => "c" + own).ToList()),
        ]);
    }

    private static async Task<List<(string Name, double Seconds)>> RAsync()
    {
        var start = new ProcessStartInfo("Rscript") { RedirectStandardOutput = true };
        start.ArgumentList.Add(Repository.At("benchmarks", "few_clusters.R"));
        start.ArgumentList.Add(Star);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")).Select(parts => (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture))).ToList();
    }
}
