using System.Numerics.Tensors;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Learning;

/// <summary>Weights of 0 or more, adding up to 1, under which a sum of vectors is shortest.</summary>
/// <remarks>
/// Wolfe (1976), Finding the nearest point in a polytope, <i>Mathematical Programming</i> 11, 128–149: exact after finitely many
/// steps, each of which solves a least-squares problem over the vectors now in use. With errors as vectors this is the convex
/// regression that a stack's weights are.
/// </remarks>
public static class NearestPoint
{
    private const int MostSteps = 1000;
    private const double Rounding = 1e-12;

    /// <summary>The weights.</summary>
    /// <param name="vectors">K vectors of n numbers.</param>
    public static double[] Weights(double[][] vectors)
    {
        var k = vectors.Length;
        var products = new double[k, k];
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
                products[i, j] = TensorPrimitives.Dot<double>(vectors[i], vectors[j]);
        }

        var first = Enumerable.Range(0, k).MinBy(i => products[i, i]);
        var scale = Enumerable.Range(0, k).Max(i => products[i, i]);
        var weights = new double[k];
        weights[first] = 1;
        var used = new List<int> { first };
        for (var step = 0; step < MostSteps; step++)
        {
            var along = Enumerable.Range(0, k).Select(i => Enumerable.Range(0, k).Sum(j => products[i, j] * weights[j])).ToArray();
            var length = Enumerable.Range(0, k).Sum(i => weights[i] * along[i]);
            var next = Enumerable.Range(0, k).MinBy(i => along[i]);
            // Optimal when no vector reaches further against the point than the point itself.
            if (along[next] >= length - Rounding * scale || used.Contains(next))
                return weights;
            used.Add(next);
            Shorten(vectors, weights, used);
        }

        throw new StatisticsException("The stack's weights did not settle. Leave out learners that predict the same.");
    }

    // To the shortest point of the flat through the vectors in use, dropping a vector each time the way there leaves the polytope.
    private static void Shorten(double[][] vectors, double[] weights, List<int> used)
    {
        while (true)
        {
            var flat = OnFlat(vectors, used);
            if (Array.TrueForAll(flat, weight => weight > Rounding))
            {
                Array.Clear(weights);
                for (var i = 0; i < flat.Length; i++)
                    weights[used[i]] = flat[i];
                return;
            }

            var share = 1.0;
            for (var i = 0; i < flat.Length; i++)
            {
                if (flat[i] <= Rounding && weights[used[i]] > flat[i])
                    share = Math.Min(share, weights[used[i]] / (weights[used[i]] - flat[i]));
            }

            for (var i = 0; i < flat.Length; i++)
                weights[used[i]] += share * (flat[i] - weights[used[i]]);
            var least = used.MinBy(index => weights[index]);
            foreach (var gone in used.Where(index => weights[index] <= Rounding || index == least).ToArray())
                (weights[gone], _) = (0, used.Remove(gone));
            var sum = used.Sum(index => weights[index]);
            foreach (var index in used)
                weights[index] /= sum;
        }
    }

    // Weights that add up to 1: the first is what the others leave, so that the rest is least squares without bounds.
    private static double[] OnFlat(double[][] vectors, List<int> used)
    {
        var origin = vectors[used[0]];
        var directions = used.Skip(1).Select(index => vectors[index].Zip(origin, (own, first) => own - first).ToArray()).ToArray();
        var qr = PivotedQr.Of(directions, origin.Length);
        var solved = qr.ProjectOnQ(origin);
        qr.SolveR(solved);
        var rest = OrdinaryLeastSquares.Spread(Array.ConvertAll(solved, value => -value), qr, directions.Length);
        return [1 - rest.Sum(), .. rest];
    }
}
