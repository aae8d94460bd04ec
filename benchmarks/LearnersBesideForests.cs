using System.Diagnostics;
using System.Globalization;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;
using LobResearch.TestKit;

namespace LobResearch.Benchmarks;

/// <summary>
/// Cross-fitted predictions of an outcome and an exposure beside R's ranger and scikit-learn's forest: the same rows and folds,
/// two threads each, in one run.
/// </summary>
internal static class LearnersBesideForests
{
    private const int Threads = 2;

    /// <summary>Prints seconds and out-of-fold losses.</summary>
    /// <param name="learners">Ours, by name.</param>
    /// <param name="peers">Whether the others run as well.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> learners, bool peers)
    {
        using var folder = new TemporaryFolder();
        FoldedData[] all = [FoldedData.Read("smokeban", "smokeban.csv", "fold1", null), FoldedData.Read("star", "stark.csv", "fold", "sch"), FoldedData.Nonlinear()];
        Console.WriteLine($"{"data",-10} {"forest",-26} {"seconds",9} {"outcome's loss",15} {"exposure's loss",16}");
        foreach (var data in all)
        {
            data.Write(Path.Combine(folder.Path, data.Name + ".csv"));
            foreach (var name in learners)
                Print(data.Name, name, Time(() => CrossFit(data, Learners.Named(name)), out var predicted), Loss(data.Outcome, predicted.Outcome), Loss(data.Exposure, predicted.Exposure));
        }

        if (peers)
        {
            await PeerAsync("Rscript", "forests.R", folder.Path).ConfigureAwait(false);
            await PeerAsync("/usr/bin/python3", "forests.py", folder.Path).ConfigureAwait(false);
        }

        return 0;
    }

    private static (double[] Outcome, double[] Exposure) CrossFit(FoldedData data, ILearner learner)
    {
        var folds = data.Folds.Distinct().Order().ToArray();
        var (ofOutcome, ofExposure) = (new double[data.Folds.Length], new double[data.Folds.Length]);
        Parallel.For(0, 2 * folds.Length, new ParallelOptions { MaxDegreeOfParallelism = Threads }, job =>
        {
            var fold = folds[job / 2];
            var (outcome, into) = job % 2 == 0 ? (data.Outcome, ofOutcome) : (data.Exposure, ofExposure);
            var train = Enumerable.Range(0, outcome.Length).Where(row => data.Folds[row] != fold).ToArray();
            var test = Enumerable.Range(0, outcome.Length).Where(row => data.Folds[row] == fold).ToArray();
            var task = job % 2 == 0 ? LearningTask.Mean : LearningTask.Probability;
            var predicted = learner.Fit(data.Features.Take(train), Array.ConvertAll(train, row => outcome[row]), task, (ulong)job).Predict(data.Features.Take(test));
            for (var i = 0; i < test.Length; i++)
                into[test[i]] = predicted[i];
        });
        return (ofOutcome, ofExposure);
    }

    private static double Time<T>(Func<T> work, out T result)
    {
        // Warm: calls, a pause for the compiler's last tier, and a call again.
        work();
        work();
        Thread.Sleep(500);
        result = work();
        var seconds = new double[5];
        for (var round = 0; round < seconds.Length; round++)
        {
            var watch = Stopwatch.StartNew();
            work();
            seconds[round] = watch.Elapsed.TotalSeconds;
        }

        return seconds.Order().ElementAt(seconds.Length / 2);
    }

    private static double Loss(double[] actual, double[] predicted) => actual.Zip(predicted, (own, other) => (own - other) * (own - other)).Average();

    private static async Task PeerAsync(string program, string script, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [Repository.At("benchmarks", script), folder, Threads.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            var cells = line.Split(',');
            var numbers = cells.Skip(2).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
            Print(cells[0], cells[1], numbers[0], numbers[1], numbers[2]);
        }

        await process.WaitForExitAsync().ConfigureAwait(false);
    }

    private static void Print(string data, string forest, double seconds, double outcome, double exposure) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{data,-10} {forest,-26} {seconds,9:0.000} {outcome,15:0.00000} {exposure,16:0.00000}"));

    private sealed record FoldedData(string Name, FeatureMatrix Features, double[] Outcome, double[] Exposure, int[] Folds)
    {
        public static FoldedData Read(string name, string file, string fold, string? group)
        {
            var text = ReferenceCase.Load("12_dml").ReadCsv(file);
            double[] Numbers(string column) => Array.ConvertAll(text[column], cell => double.Parse(cell!, CultureInfo.InvariantCulture));
            var features = text.Keys.Where(column => column is not ("y" or "d") && column != group && !column.StartsWith("fold", StringComparison.Ordinal) && !column.Contains('_', StringComparison.Ordinal)).ToArray();
            var columns = Array.ConvertAll(features, Numbers);
            var groups = group is null ? null : Array.ConvertAll(Numbers(group), value => (int)value);
            return new FoldedData(name, new FeatureMatrix(features, columns, columns[0].Length, groups), Numbers("y"), Numbers("d"), Array.ConvertAll(Numbers(fold), value => (int)value));
        }

        // Neighbouring features correlate .5; both means bend and interact.
        public static FoldedData Nonlinear()
        {
            const int n = 5000, p = 20;
            var random = new RandomSequence(20260101);
            var columns = Enumerable.Range(0, p).Select(_ => new double[n]).ToArray();
            var (outcome, exposure, folds) = (new double[n], new double[n], new int[n]);
            for (var row = 0; row < n; row++)
            {
                for (var column = 0; column < p; column++)
                    columns[column][row] = column == 0 ? random.Normal() : 0.5 * columns[column - 1][row] + Math.Sqrt(0.75) * random.Normal();
                double X(int column) => columns[column][row];
                var index = Math.Sin(2 * X(0)) + 0.5 * X(1) * X(1) - 0.5 + 0.6 * X(2) * X(3) + 0.5 * Math.Abs(X(4));
                exposure[row] = random.Chance(1 / (1 + Math.Exp(-index))) ? 1 : 0;
                outcome[row] = 0.5 * exposure[row] + 2 * Math.Sin(2 * X(0)) + X(1) * X(1) + X(2) * X(3) + Math.Exp(X(4) / 2) + X(5) + random.Normal();
                folds[row] = row % 5 + 1;
            }

            return new FoldedData("nonlinear", new FeatureMatrix([.. Enumerable.Range(1, p).Select(column => $"x{column}")], columns, n), outcome, exposure, folds);
        }

        public void Write(string path)
        {
            var lines = new List<string> { string.Join(',', ["y", "d", "fold", .. Features.Names]) };
            for (var row = 0; row < Folds.Length; row++)
                lines.Add(string.Join(',', new[] { Outcome[row], Exposure[row], Folds[row] }.Concat(Enumerable.Range(0, Features.Count).Select(column => Features.Column(column)[row])).Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
            File.WriteAllLines(path, lines);
        }
    }
}
