using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Mixed;

/// <summary>Estimated marginal means of a category and their pairwise differences.</summary>
/// <param name="Variable">The category.</param>
/// <param name="Means">One per level: the model's prediction with other categories averaged with equal weights and numbers at their mean.</param>
/// <param name="Differences">All pairs, first level minus second; p values are not corrected for their number.</param>
/// <remarks>Searle, Speed &amp; Milliken (1980), Am. Stat. 34, 216–221; as R's emmeans.</remarks>
public sealed record MarginalMeans(string Variable, IReadOnlyList<Coefficient> Means, IReadOnlyList<Coefficient> Differences)
{
    private const int LargestGrid = 100_000;

    /// <summary>Means of a category of the fixed part.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="variable">A categorical column, or <c>factor(column)</c>, of the formula.</param>
    /// <param name="method">How degrees of freedom are found.</param>
    /// <exception cref="StatisticsException">The variable is not a category of the fixed part.</exception>
    public static MarginalMeans Of(MixedModelFit fit, string variable, DegreesOfFreedomMethod method = DegreesOfFreedomMethod.Satterthwaite)
    {
        var categories = fit.Frame.Formula.Terms.SelectMany(term => term.Variables)
            .Where(own => fit.Frame[own] is CategoricalColumn)
            .DistinctBy(own => own.Label)
            .ToList();
        var chosen = categories.Find(own => own.Label == variable || own.Label == $"factor({variable})")
            ?? throw new StatisticsException($"'{variable}' is not a category of the fixed part of '{fit.Frame.Formula}'; {(categories.Count == 0 ? "there is none" : $"expected one of {string.Join(", ", categories.Select(own => own.Label))}")}.");
        var levels = ((CategoricalColumn)fit.Frame[chosen]).Levels;
        var (rows, codes) = Grid(fit, categories, categories.IndexOf(chosen));
        var weights = new double[levels.Count][];
        for (var level = 0; level < levels.Count; level++)
        {
            weights[level] = new double[fit.Terms.Count];
            var count = codes.Count(code => code == level);
            for (var row = 0; row < codes.Length; row++)
            {
                for (var i = 0; i < fit.Terms.Count && codes[row] == level; i++)
                    weights[level][i] += rows.Columns[fit.Data.KeptColumns[i]][row] / count;
            }
        }

        var inference = fit.Inference(method);
        var means = levels.Select((level, index) => inference.Contrast(level, weights[index])).ToList();
        var differences =
            from first in Enumerable.Range(0, levels.Count)
            from second in Enumerable.Range(first + 1, levels.Count - first - 1)
            select inference.Contrast($"{levels[first]} - {levels[second]}", [.. weights[first].Zip(weights[second], (a, b) => a - b)]);
        return new MarginalMeans(chosen.Label, means, [.. differences]);
    }

    /// <summary>Two tables.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        Means.Concat(Differences).Select(own => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{own.Term.PadRight(24)} {own.Estimate,10:G6}  se {own.StandardError,9:G4}  df {own.DegreesOfFreedom,7:0.0}  [{own.Lower:G6}, {own.Upper:G6}]  p {own.P:0.0000}")).Prepend(Variable));

    // Every combination of the categories' levels; numbers at their mean.
    private static (DesignMatrix Design, int[] Codes) Grid(MixedModelFit fit, List<Expression> categories, int chosen)
    {
        var levels = categories.ConvertAll(own => ((CategoricalColumn)fit.Frame[own]).Levels);
        var size = levels.Aggregate(1L, (product, own) => Math.Min(product * own.Count, LargestGrid + 1L));
        if (size > LargestGrid)
            throw new StatisticsException($"The categories of '{fit.Frame.Formula}' have more than {LargestGrid} combinations, too many to average over. Compare coefficients instead.");
        var columns = new Dictionary<string, Column>(StringComparer.Ordinal);
        var codes = new int[(int)size];
        var repeat = 1;
        for (var v = 0; v < categories.Count; v++)
        {
            var own = new int[size];
            for (var row = 0; row < own.Length; row++)
                own[row] = row / repeat % levels[v].Count;
            repeat *= levels[v].Count;
            if (v == chosen)
                codes = own;
            var name = categories[v].Columns.Single();
            if (fit.Data.Means.ContainsKey(name))
                columns.TryAdd(name, new NumericColumn(name, Array.ConvertAll(own, code => double.Parse(levels[v][code], System.Globalization.CultureInfo.InvariantCulture))));
            else
                columns.TryAdd(name, new CategoricalColumn(name, levels[v], own));
        }

        foreach (var (name, mean) in fit.Data.Means)
        {
            var values = new double[size];
            Array.Fill(values, mean);
            columns.TryAdd(name, new NumericColumn(name, values));
        }

        return (DesignMatrix.Build(fit.Frame.OnNewRows(new ColumnSet(columns.Values), false)), codes);
    }
}
