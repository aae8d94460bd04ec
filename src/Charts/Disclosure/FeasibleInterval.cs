namespace LobResearch.Charts.Disclosure;

/// <summary>The smallest and largest value that an unknown can have, given sums and that no count is below 0.</summary>
/// <remarks>Two-phase simplex with Bland's rule, which can't cycle (Bland 1977, Mathematics of Operations Research 2, 103–107).</remarks>
internal static class FeasibleInterval
{
    private const double Tiny = 1e-9;

    /// <summary>The interval; its upper end is infinite when nothing bounds it.</summary>
    /// <param name="rows">Coefficients: m equations × n unknowns.</param>
    /// <param name="right">Right-hand sides, m.</param>
    /// <param name="place">The unknown, from 0.</param>
    /// <exception cref="ArgumentException">No values satisfy the equations.</exception>
    public static (double Low, double High) Of(IReadOnlyList<double[]> rows, IReadOnlyList<double> right, int place)
    {
        if (rows.Count == 0)
            return (0, double.PositiveInfinity);
        var tableau = Feasible(rows, right, out var basis);
        var other = (Tableau: (double[][])[.. tableau.Select(row => (double[])row.Clone())], Basis: (int[])basis.Clone());
        return (Least(tableau, basis, place, 1), -Least(other.Tableau, other.Basis, place, -1));
    }

    // Rows of a basic feasible solution, the right-hand side last, without the artificial unknowns.
    private static double[][] Feasible(IReadOnlyList<double[]> rows, IReadOnlyList<double> right, out int[] basis)
    {
        var (m, n) = (rows.Count, rows[0].Length);
        var tableau = new double[m][];
        for (var row = 0; row < m; row++)
        {
            var sign = right[row] < 0 ? -1 : 1;
            tableau[row] = new double[n + m + 1];
            for (var column = 0; column < n; column++)
                tableau[row][column] = sign * rows[row][column];
            tableau[row][n + row] = 1;
            tableau[row][^1] = sign * right[row];
        }

        basis = Enumerable.Range(n, m).ToArray();
        var cost = new double[n + m];
        cost.AsSpan(n).Fill(1);
        if (Minimise(tableau, basis, cost) > 1e-6)
            throw new ArgumentException("No numbers of persons satisfy these sums.", nameof(right));
        var kept = new List<int>();
        for (var row = 0; row < m; row++)
        {
            // An artificial unknown that stays in at 0 is exchanged; where nothing can take its place the sum says nothing new.
            if (basis[row] >= n)
            {
                var entering = Array.FindIndex(tableau[row], 0, n, value => Math.Abs(value) > Tiny);
                if (entering < 0)
                    continue;
                Pivot(tableau, basis, row, entering);
            }

            kept.Add(row);
        }

        var found = basis;
        basis = kept.Select(row => found[row]).ToArray();
        return kept.Select(row => (double[])[.. tableau[row].Take(n), tableau[row][^1]]).ToArray();
    }

    private static double Least(double[][] tableau, int[] basis, int place, int sign)
    {
        var unknowns = tableau.Length == 0 ? place + 1 : tableau[0].Length - 1;
        var cost = new double[unknowns];
        cost[place] = sign;
        return Minimise(tableau, basis, cost);
    }

    private static double Minimise(double[][] tableau, int[] basis, double[] cost)
    {
        while (true)
        {
            var entering = -1;
            for (var column = 0; column < cost.Length && entering < 0; column++)
            {
                var reduced = cost[column];
                for (var row = 0; row < basis.Length; row++)
                    reduced -= cost[basis[row]] * tableau[row][column];
                if (reduced < -Tiny)
                    entering = column;
            }

            if (entering < 0)
                return basis.Select((unknown, row) => cost[unknown] * tableau[row][^1]).Sum();
            var leaving = -1;
            var least = double.PositiveInfinity;
            for (var row = 0; row < basis.Length; row++)
            {
                if (tableau[row][entering] <= Tiny)
                    continue;
                var ratio = tableau[row][^1] / tableau[row][entering];
                if (ratio < least - Tiny || (Math.Abs(ratio - least) <= Tiny && basis[row] < basis[leaving]))
                    (least, leaving) = (Math.Min(least, ratio), row);
            }

            if (leaving < 0)
                return double.NegativeInfinity;
            Pivot(tableau, basis, leaving, entering);
        }
    }

    private static void Pivot(double[][] tableau, int[] basis, int leaving, int entering)
    {
        var by = tableau[leaving][entering];
        for (var column = 0; column < tableau[leaving].Length; column++)
            tableau[leaving][column] /= by;
        for (var row = 0; row < tableau.Length; row++)
        {
            var factor = tableau[row][entering];
            if (row == leaving || factor == 0)
                continue;
            for (var column = 0; column < tableau[row].Length; column++)
                tableau[row][column] -= factor * tableau[leaving][column];
        }

        basis[leaving] = entering;
    }
}
