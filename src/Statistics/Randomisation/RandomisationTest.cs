using System.Numerics.Tensors;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Randomisation;

/// <summary>
/// Randomisation inference: how the coefficient would have come out under the other assignments of schools that could have
/// happened, if the effect were the same number for everybody.
/// </summary>
/// <remarks>
/// Fisher (1935), <i>The Design of Experiments</i>; Rosenbaum (2002), <i>Statistical Science</i> 17, 286–327, for covariates and
/// intervals. The statistic is the coefficient (the RI-β of MacKinnon &amp; Webb 2020, <i>J. Econometrics</i> 218, 435–450); the other
/// columns of the model stay as they are. Per assignment the cost is G², whatever the number of rows.
/// </remarks>
public static class RandomisationTest
{
    private const double TieTolerance = 1e-10;

    // Rounding leaves this share of an exposure that the other columns determine.
    private const double NoVariation = 1e-12;

    /// <summary>Tests the exposure's effect, and inverts the test for an interval.</summary>
    /// <param name="fit">A model with the exposure in one column, and in no interaction.</param>
    /// <param name="clusters">The schools: one value per row of the data that the model was fitted on.</param>
    /// <param name="term">The exposure's coefficient, as the fit's table names it.</param>
    /// <param name="options">The mechanism, and how.</param>
    /// <exception cref="StatisticsException">The exposure varies within a school, or the mechanism doesn't fit the data.</exception>
    public static RandomisationResult Test(LeastSquaresFit fit, Column clusters, string term, RandomisationOptions? options = null)
    {
        options ??= new RandomisationOptions();
        options.Validate();
        var coefficient = fit.Coefficients[term];
        var members = ClusterRows.Sorted(fit, clusters);
        var rows = members.Select(own => Array.ConvertAll(own, row => fit.Frame.Rows[row])).ToList();
        var labels = rows.ConvertAll(own => ClusterRows.Label(clusters, own[0]));
        var observed = Exposures(fit, term, members, labels, clusters.Name);
        var assignments = Assignments.Of(observed, labels, rows, clusters, options);
        var (atEstimate, slope, size) = Coefficients(fit, WildClusterBootstrap.Place(fit, coefficient), members, assignments.All);
        var undefined = new IntervalEnd(double.NaN, "not asked for");
        var (lower, upper) = options.Interval
            ? TestInversion.Ends(P, coefficient.Estimate, Unit(), 1 - options.Confidence, assignments.SmallestP)
            : (undefined, undefined);
        return new RandomisationResult(
            term, clusters.Name, members.Count, options.Mechanism?.Description ?? RandomisationResult.Exchangeability, options.Mechanism is not null,
            options.Null, coefficient.Estimate, P(options.Null - coefficient.Estimate), assignments.SmallestP, assignments.All.Count, assignments.Exact,
            assignments.Exact ? null : options.Seed, lower, upper, options.Confidence);

        // Share of assignments with |n0 − δ n1| / size at least |δ|, what happened gives |δ| itself.
        double P(double delta)
        {
            var count = 0;
            for (var i = 0; i < size.Length; i++)
                count += Math.Abs(atEstimate[i] - delta * slope[i]) >= Math.Abs(delta) * size[i] * (1 - TieTolerance) ? 1 : 0;
            return (double)count / size.Length;
        }

        double Unit() => double.IsFinite(coefficient.StandardError) && coefficient.StandardError > 0 ? coefficient.StandardError : 1;
    }

    private static double[] Exposures(LeastSquaresFit fit, string term, IReadOnlyList<int[]> members, List<string> labels, string name)
    {
        var column = fit.Design.Columns[fit.Design.Names.ToList().IndexOf(term)];
        for (var school = 0; school < members.Count; school++)
        {
            if (Array.Exists(members[school], row => column[row] != column[members[school][0]]))
                throw new StatisticsException($"'{term}' varies within {name} '{labels[school]}': schools weren't assigned to it as wholes, so assigning schools anew says nothing.");
        }

        return members.Select(own => column[own[0]]).ToArray();
    }

    // With e(δ) the residuals of y − bz on the other columns, z'e = n0 − δ n1 and |z̃|² = z'Nz − |Q'z|² + (ρ'Q'z)²/|ρ|².
    private static (double[] AtEstimate, double[] Slope, double[] Size) Coefficients(
        LeastSquaresFit fit, int coefficient, IReadOnlyList<int[]> members, IReadOnlyList<double[]> assignments)
    {
        var (rank, schools) = (fit.Rank, members.Count);
        var rho = fit.InverseR.AsSpan(fit.Kept[coefficient] * rank, rank).ToArray();
        var length = TensorPrimitives.SumOfSquares<double>(rho);
        var (mass, residual, slope, basis) = (new double[schools], new double[schools], new double[schools], new double[schools * rank]);
        for (var school = 0; school < schools; school++)
        {
            var sums = basis.AsSpan(school * rank, rank);
            foreach (var row in members[school])
            {
                var weight = fit.Weights.IsEmpty ? 1 : fit.Weights[row];
                var q = fit.ThinQ.AsSpan(row * rank, rank);
                mass[school] += weight;
                residual[school] += weight * fit.Residuals[row];
                TensorPrimitives.MultiplyAdd(q, Math.Sqrt(weight), sums, sums);
            }

            slope[school] = TensorPrimitives.Dot<double>(sums, rho) / length;
        }

        var (n0, n1, size) = (new double[assignments.Count], new double[assignments.Count], new double[assignments.Count]);
        var projected = new double[rank];
        for (var i = 0; i < assignments.Count; i++)
        {
            Array.Clear(projected);
            var total = 0.0;
            for (var school = 0; school < schools; school++)
            {
                var z = assignments[i][school];
                total += z * z * mass[school];
                n0[i] += z * residual[school];
                n1[i] += z * slope[school];
                TensorPrimitives.MultiplyAdd(basis.AsSpan(school * rank, rank), z, projected, projected);
            }

            var along = TensorPrimitives.Dot<double>(projected, rho);
            var left = total - TensorPrimitives.SumOfSquares<double>(projected) + along * along / length;
            // An assignment that the other columns determine has no coefficient: it counts as far away.
            size[i] = left > NoVariation * total ? left : 0;
        }

        return (n0, n1, size);
    }
}
