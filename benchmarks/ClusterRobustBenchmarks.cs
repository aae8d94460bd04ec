using System.Globalization;
using BenchmarkDotNet.Attributes;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Benchmarks;

/// <summary>CR2 with Satterthwaite df on Project STAR, kindergarten: 5,874 pupils, 79 schools as fixed effects.</summary>
[MemoryDiagnoser]
[ShortRunJob]
public class ClusterRobustBenchmarks
{
    private static readonly Formula Model = Formula.Parse("pct ~ cltype + sch");
    private ColumnSet _data = null!;
    private LeastSquaresFit _fit = null!;

    /// <summary>Reads the file once.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var lines = File.ReadAllLines(Repository.At("data-schema", "examples", "star", "star.csv"));
        var names = lines[0].Split(',').ToList();
        var rows = lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells[names.IndexOf("gr")] == "K").ToList();
        _data = new ColumnSet(
        [
            new NumericColumn("pct", rows.Select(cells => cells[names.IndexOf("pct")] is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : double.NaN).ToArray()),
            Text("cltype"), Text("sch"), Text("tch"),
        ]);
        _fit = LeastSquares.Fit(Model, _data);

        CategoricalColumn Text(string name) => CategoricalColumn.FromText(name, rows.Select(cells => cells[names.IndexOf(name)]).ToList());
    }

    /// <summary>The fit alone.</summary>
    [Benchmark]
    public LeastSquaresFit Fit() => LeastSquares.Fit(Model, _data);

    /// <summary>CR2 by teacher, 337 clusters.</summary>
    [Benchmark]
    public CoefficientTable ByTeacher() => _fit.Robust(_data["tch"], CovarianceType.CR2);

    /// <summary>CR2 by school, 79 clusters.</summary>
    [Benchmark]
    public CoefficientTable BySchool() => _fit.Robust(_data["sch"], CovarianceType.CR2);
}
