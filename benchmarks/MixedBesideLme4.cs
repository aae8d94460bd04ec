using System.Diagnostics;
using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.TestKit;

namespace LobResearch.Benchmarks;

/// <summary>Mixed models beside R's lme4 and pbkrtest, each in its own process, warm, on the same data in one run.</summary>
internal static class MixedBesideLme4
{
    /// <summary>Prints medians and ratios.</summary>
    public static async Task<int> RunAsync()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Repository.At("tests", "ReferenceData", "03_exam", "data.csv"), Path.Combine(folder.Path, "exam.csv"));
        var r = await InRAsync(folder.Path).ConfigureAwait(false);
        var sleep = Read(folder.Path, "sleepstudy.csv", "Subject");
        var exam = Read(folder.Path, "exam.csv", "school");
        var half = Read(folder.Path, "exam.csv", "school", keep: FirstHalf(exam));
        var evaluations = Read(folder.Path, "insteval.csv", "s", "d", "dept", "service");
        Console.WriteLine($"{"case",-16} {"ours, ms",12} {"R, ms",12} {"ratio",8}");
        Compare("sleepstudy", 201, r, () => Fit("Reaction ~ Days + (Days | Subject)", sleep));
        Compare("exam", 51, r, () => Fit("normexam ~ standLRT + sex + schgend + (standLRT | school)", exam));
        CompareKenwardRoger("kr-sleepstudy", 101, r, () => Fit("Reaction ~ Days + (Days | Subject)", sleep));
        CompareKenwardRoger("kr-exam-half", 51, r, () => Fit("normexam ~ standLRT + sex + (standLRT | school)", half));
        Compare("insteval", 3, r, () => Fit("y ~ service + (1 | s) + (1 | d) + (1 | dept)", evaluations));
        return 0;
    }

    private static MixedModelFit Fit(string formula, ColumnSet data) => MixedModel.Fit(Formula.Parse(formula), data);

    private static void Compare(string name, int rounds, Dictionary<string, double> r, Func<object> work) =>
        Print(name, r, Median(rounds, () => 0, _ => work()));

    // The fit is made anew each time, as its inference is kept; only the latter is timed.
    private static void CompareKenwardRoger(string name, int rounds, Dictionary<string, double> r, Func<MixedModelFit> fit) =>
        Print(name, r, Median(rounds, fit, own => own.Inference(DegreesOfFreedomMethod.KenwardRoger)));

    private static double Median<T>(int rounds, Func<T> prepare, Func<T, object> work)
    {
        var seconds = new List<double>();
        // Warm: calls, a pause for the compiler's last tier, and calls again.
        for (var round = 0; round < rounds; round++)
            work(prepare());
        Thread.Sleep(500);
        for (var round = 0; round < rounds; round++)
            work(prepare());
        for (var round = 0; round < rounds; round++)
        {
            var prepared = prepare();
            var watch = Stopwatch.StartNew();
            work(prepared);
            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        var sorted = seconds.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static void Print(string name, Dictionary<string, double> r, double seconds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-16} {1000 * seconds,12:0.000} {1000 * r[name],12:0.000} {r[name] / seconds,8:0.0}"));

    private static async Task<Dictionary<string, double>> InRAsync(string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("Rscript", [Repository.At("benchmarks", "mixed.R"), folder]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))
            .ToDictionary(cells => cells[0], cells => double.Parse(cells[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    private static Func<int, bool> FirstHalf(ColumnSet exam)
    {
        var schools = (CategoricalColumn)exam["school"];
        // R's factor() of numbers orders them as numbers.
        var order = schools.Levels.Select((level, code) => (Number: int.Parse(level, CultureInfo.InvariantCulture), code)).OrderBy(own => own.Number).Take(32).Select(own => own.code).ToHashSet();
        var codes = schools.Codes.ToArray();
        return row => order.Contains(codes[row]);
    }

    private static ColumnSet Read(string folder, string file, string category, params string[] categories) => Read(folder, file, category, _ => true, categories);

    private static ColumnSet Read(string folder, string file, string category, Func<int, bool> keep, params string[] categories)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, file));
        var names = lines[0].Split(',').Select(name => name.Trim('"')).ToArray();
        var rows = lines.Skip(1).Where((_, row) => keep(row)).Select(line => line.Split(',')).ToList();
        return new ColumnSet(names.Select((name, column) =>
        {
            var cells = rows.Select(row => row[column]).ToArray();
            var numbers = new double[cells.Length];
            for (var row = 0; row < cells.Length; row++)
            {
                if (name == category || categories.Contains(name) || !double.TryParse(cells[row], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[row]))
                    return (Column)CategoricalColumn.FromText(name, cells);
            }

            return new NumericColumn(name, numbers);
        }));
    }
}
