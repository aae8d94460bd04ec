using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Separability;

/// <summary>Judges which exposures can be told from each other, from covariates and from clusters, without looking at an outcome.</summary>
/// <remarks>
/// What an exposure has left after the other exposures, covariates and — where the model has them — cluster effects is found by
/// the Frisch–Waugh–Lovell theorem from cross-products, kept per cluster: so each question "and without this cluster?" costs no
/// pass over the rows. An effect that vanishes with one cluster is that cluster's difference from the others: with an exposure of whole
/// clusters it can't be told from the cluster.
/// </remarks>
public static class Separator
{
    // Of an exposure's own sum of squares: less is rounding.
    private const double Nothing = 1e-9;

    // Of what an exposure has left: what remains without a cluster below this share is too little to carry an effect, such as one person who moved.
    private const double TooLittle = 0.02;

    /// <summary>Judges.</summary>
    /// <param name="names">K exposures' names.</param>
    /// <param name="exposures">K × n.</param>
    /// <param name="covariates">p × n columns of the design without intercept; dependent ones may be among them.</param>
    /// <param name="clusters">n codes from 0.</param>
    /// <param name="clusterNames">A name per code.</param>
    /// <param name="absorb">Whether clusters have effects of their own.</param>
    /// <exception cref="StatisticsException">No rows, or lengths that differ.</exception>
    public static SeparabilityTable Judge(
        IReadOnlyList<string> names, IReadOnlyList<double[]> exposures, IReadOnlyList<double[]> covariates, int[] clusters, IReadOnlyList<string> clusterNames, bool absorb)
    {
        var n = clusters.Length;
        if (n == 0)
            throw new StatisticsException("No rows are left, so nothing can be told apart. Look at which column is missing most.");
        if (exposures.Concat(covariates).Any(column => column.Length != n) || names.Count != exposures.Count)
            throw new StatisticsException("Exposures, covariates and clusters have different numbers of rows.");
        var products = ClusterProducts.Of([.. exposures, .. covariates], clusters, clusterNames.Count, absorb);
        var whole = products.Without(-1);
        var rows = names.Select((name, place) => JudgeOne(name, place, names, exposures[place], products, whole, clusters, clusterNames, absorb)).ToList();
        var (rank, condition) = Joint(whole, names.Count, [.. names.Select((_, place) => products.Total(place))]);
        return new SeparabilityTable(absorb, n, rank, condition, rows);
    }

    private static ExposureSeparability JudgeOne(
        string name, int place, IReadOnlyList<string> names, double[] exposure, ClusterProducts products, double[,] whole, int[] clusters, IReadOnlyList<string> clusterNames, bool absorb)
    {
        var total = products.Total(place);
        var exposed = exposure.Count(value => value != 0);
        var by = Enumerable.Range(0, exposure.Length).GroupBy(row => clusters[row]).ToList();
        var exposedClusters = by.Count(group => group.Any(row => exposure[row] != 0));
        var varying = by.Count(group => group.Any(row => exposure[row] != exposure[group.First()]));
        if (total <= 0)
            return new ExposureSeparability(name, Separation.NoVariation, exposed, by.Count, exposedClusters, varying, double.NaN, double.PositiveInfinity, [], []);
        var mean = exposure.Average();
        var between = Math.Min(1, by.Sum(group => group.Count() * Square(group.Average(row => exposure[row]) - mean)) / total);
        var size = whole.GetLength(0);
        var others = Enumerable.Range(0, size).Where(other => other != place).ToArray();
        var left = Residual(whole, place, others, total);
        var inflation = left > 0 ? total / left : double.PositiveInfinity;
        if (left <= 0)
        {
            // Which other exposures take it all: those without which something is left.
            var covariates = Enumerable.Range(names.Count, size - names.Count).ToArray();
            var alone = Residual(whole, place, covariates, total);
            var aliased = alone <= 0
                ? []
                : Enumerable.Range(0, names.Count).Where(other => other != place && Residual(whole, place, [.. others.Where(column => column != other)], total) > 0).Select(other => names[other]).ToList();
            return new ExposureSeparability(
                name, alone <= 0 ? Separation.NotFromCluster : Separation.NotFromOthers, exposed, by.Count, exposedClusters, varying, between, inflation, [], aliased);
        }

        var restsOn = Enumerable.Range(0, clusterNames.Count).Where(cluster => by.Exists(group => group.Key == cluster))
            .Where(cluster => Residual(products.Without(cluster), place, others, total) < TooLittle * left)
            .Select(cluster => clusterNames[cluster]).ToList();
        // Two clusters without either of which nothing is left: it is a contrast of their effects, as of an activity with two components
        // and one with the first of them elsewhere.
        var separation = restsOn.Count == 0 ? Separation.Separable : absorb && restsOn.Count == 1 ? Separation.InOneCluster : Separation.NotFromCluster;
        return new ExposureSeparability(name, separation, exposed, by.Count, exposedClusters, varying, between, inflation, restsOn, []);
    }

    private static double Square(double value) => value * value;

    /// <summary>Sum of squares that the columns leave of one; 0 when it is rounding.</summary>
    private static double Residual(double[,] products, int place, int[] others, double total)
    {
        var left = products[place, place];
        foreach (var column in Independent(products, others))
            left -= Square(Dot(products, column, place));
        return left <= Nothing * total ? 0 : left;
    }

    // Combinations of columns, orthonormal in the inner product, by Cholesky with the largest pivot next.
    private static List<(int[] Columns, double[] Weights)> Independent(double[,] products, int[] columns)
    {
        var basis = new List<(int[], double[])>();
        var scale = columns.ToDictionary(column => column, column => products[column, column]);
        var open = columns.Where(column => scale[column] > 0).ToList();
        var chosen = new List<int>();
        var rows = new List<double[]>();
        while (open.Count > 0)
        {
            var (best, rest) = open.Select(column => (column, Rest(products, column, basis))).MaxBy(pair => pair.Item2 / scale[pair.column]);
            if (rest <= Nothing * scale[best])
                break;
            // e = (x − Σ ⟨x, e_k⟩ e_k) / norm, written in the chosen columns.
            chosen.Add(best);
            var weights = new double[chosen.Count];
            weights[^1] = 1;
            foreach (var (own, vector) in basis)
            {
                var along = Dot(products, (own, vector), best);
                for (var k = 0; k < vector.Length; k++)
                    weights[k] -= along * vector[k];
            }

            var norm = Math.Sqrt(rest);
            rows.Add(Array.ConvertAll(weights, weight => weight / norm));
            basis.Add(([.. chosen], rows[^1]));
            open.Remove(best);
        }

        return basis;
    }

    private static double Rest(double[,] products, int column, List<(int[], double[])> basis)
    {
        var rest = products[column, column];
        foreach (var vector in basis)
            rest -= Square(Dot(products, vector, column));
        return rest;
    }

    private static double Dot(double[,] products, (int[] Columns, double[] Weights) vector, int column)
    {
        var sum = 0.0;
        for (var k = 0; k < vector.Weights.Length; k++)
            sum += vector.Weights[k] * products[vector.Columns[k], column];
        return sum;
    }

    private static (int Rank, double Condition) Joint(double[,] products, int count, double[] totals)
    {
        var covariates = Independent(products, [.. Enumerable.Range(count, products.GetLength(0) - count)]);
        var left = Matrix<double>.Build.Dense(count, count);
        for (var a = 0; a < count; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var value = products[a, b] - covariates.Sum(vector => Dot(products, vector, a) * Dot(products, vector, b));
                left[a, b] = left[b, a] = value;
            }
        }

        var kept = Enumerable.Range(0, count).Where(place => totals[place] > 0 && left[place, place] > Nothing * totals[place]).ToArray();
        if (kept.Length == 0)
            return (0, double.PositiveInfinity);
        var correlation = Matrix<double>.Build.Dense(kept.Length, kept.Length, (a, b) => left[kept[a], kept[b]] / Math.Sqrt(left[kept[a], kept[a]] * left[kept[b], kept[b]]));
        var values = correlation.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).Order().ToArray();
        var rank = values.Count(value => value > 1e-8);
        return (rank, rank == count ? Math.Sqrt(values[^1] / values[0]) : double.PositiveInfinity);
    }
}
