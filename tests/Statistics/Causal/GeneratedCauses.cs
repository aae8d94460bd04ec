using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>Rows in schools with two covariates, an exposure of 0 and 1 (d) and one in degrees (e) that depend on them, and an outcome; made from a seed.</summary>
internal sealed class GeneratedCauses
{
    private readonly List<Column> _columns;

    public GeneratedCauses(ulong seed, int rows, int schools = 10)
    {
        var random = new RandomSequence(seed, 11);
        (X1, X2, D, E, Y, School) = (new double[rows], new double[rows], new double[rows], new double[rows], new double[rows], new string[rows]);
        var ofSchool = Enumerable.Range(0, schools).Select(_ => 0.3 * random.Normal()).ToArray();
        for (var row = 0; row < rows; row++)
        {
            (X1[row], X2[row], School[row]) = (random.Normal(), random.Normal(), $"s{row % schools:00}");
            D[row] = 0.6 * X1[row] + random.Normal() > 0 ? 1 : 0;
            E[row] = 0.5 * X2[row] + random.Normal();
            Y[row] = 0.5 * D[row] + 0.3 * E[row] + X1[row] - 0.5 * X2[row] + ofSchool[row % schools] + random.Normal();
        }

        _columns = [new NumericColumn("x1", X1), new NumericColumn("x2", X2), new NumericColumn("d", D), new NumericColumn("e", E), new NumericColumn("y", Y), CategoricalColumn.FromText("school", School)];
    }

    public double[] X1 { get; }

    public double[] X2 { get; }

    public double[] D { get; }

    public double[] E { get; }

    public double[] Y { get; }

    public string[] School { get; }

    /// <summary>The learner of all tests that aren't about learners.</summary>
    public static ILearner Ols { get; } = Learners.Named("ols");

    public ColumnSet Columns => new(_columns);

    public GeneratedCauses With(Column column)
    {
        _columns.RemoveAll(own => own.Name == column.Name);
        _columns.Add(column);
        return this;
    }

    public GeneratedCauses Without(string name)
    {
        _columns.RemoveAll(own => own.Name == name);
        return this;
    }

    public static CausalRoles Roles(params string[] exposures) => new("y", exposures.Length == 0 ? ["d"] : exposures) { Covariates = "x1 + x2" };

    public CausalData Data(Func<CausalRoles, CausalRoles>? change = null) => CausalData.Prepare(change?.Invoke(Roles()) ?? Roles(), Columns);
}
