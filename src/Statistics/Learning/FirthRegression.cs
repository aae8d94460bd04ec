using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Learning;

/// <summary>Logistic regression under Jeffreys' prior, which has a finite maximum even where 0 and 1 are told apart.</summary>
/// <remarks>
/// Firth (1993), <i>Biometrika</i> 80, 27–38: the score is X'(y − π + h(½ − π)), with h the diagonal of the weighted hat
/// matrix; steps are halved until log L + ½ log |X'WX| rises (Heinze &amp; Schemper 2002). The step's information is
/// X'W(1 + h)X, the score's own slope with h held: X'WX alone takes twice too long a step where a rare level has h near 1.
/// </remarks>
internal static class FirthRegression
{
    private const int MostSteps = 500;
    private const int MostHalvings = 30;
    private const double LongestStep = 5;
    private const double Settled = 1e-8;

    /// <summary>Fits; as many coefficients as columns, 0 for those that are combinations of others.</summary>
    /// <exception cref="StatisticsException">No maximum was reached.</exception>
    public static double[] Fit(double[][] columns, double[] outcome)
    {
        var whole = PivotedQr.Of(columns, outcome.Length);
        var kept = whole.Order[..whole.Rank].Order().ToArray();
        var used = Array.ConvertAll(kept, column => columns[column]);
        var beta = new double[used.Length];
        var state = Evaluate(used, outcome, beta);
        for (var step = 0; step < MostSteps; step++)
        {
            var move = Direction(used, outcome, state);
            // In the linear predictor, so that a column's unit doesn't matter.
            var longest = LogisticRegression.Linear(used, move).Max(Math.Abs);
            var scale = longest > LongestStep ? LongestStep / longest : 1;
            if (longest < Settled)
                return Spread(beta, kept, columns.Length);
            for (var halving = 0; halving < MostHalvings; halving++, scale /= 2)
            {
                var tried = beta.Zip(move, (old, change) => old + scale * change).ToArray();
                var reached = Evaluate(used, outcome, tried);
                // A rise smaller than the criterion's own rounding counts as one.
                if (reached.Criterion < state.Criterion - 1e-12 * Math.Abs(state.Criterion) || double.IsNaN(reached.Criterion))
                    continue;
                (beta, state) = (tried, reached);
                break;
            }
        }

        throw new StatisticsException("The features tell the outcome's 0 and 1 apart, and the penalised logistic regression did not settle either. Leave out a column that all but equals the outcome, or choose 'ridge' or 'forest'.");
    }

    private static State Evaluate(double[][] columns, double[] outcome, double[] beta)
    {
        var eta = LogisticRegression.Linear(columns, beta);
        var roots = Array.ConvertAll(eta, value =>
        {
            var mean = LinearPredictor.Logistic(value);
            return Math.Sqrt(mean * (1 - mean));
        });
        var qr = PivotedQr.Of(Array.ConvertAll(columns, column => LeastSquares.Scaled(column, roots)), outcome.Length);
        // Where weights have all but vanished the information is singular: not a place to go.
        if (qr.Rank < columns.Length)
            return new State(eta, roots, qr, double.NaN);
        var inverse = qr.InverseR();
        var logarithm = Enumerable.Range(0, qr.Rank).Sum(j => -Math.Log(Math.Abs(inverse[j * qr.Rank + j])));
        return new State(eta, roots, qr, -LogisticRegression.Deviance(outcome, eta) / 2 + logarithm);
    }

    private static double[] Direction(double[][] columns, double[] outcome, State state)
    {
        var (n, p) = (outcome.Length, state.Qr.Rank);
        var q = state.Qr.ThinQ();
        var (working, roots) = (new double[n], new double[n]);
        for (var row = 0; row < n; row++)
        {
            var leverage = 0.0;
            for (var j = 0; j < p; j++)
                leverage += q[row * p + j] * q[row * p + j];
            var mean = LinearPredictor.Logistic(state.Eta[row]);
            roots[row] = state.Roots[row] * Math.Sqrt(1 + leverage);
            working[row] = (outcome[row] - mean + leverage * (0.5 - mean)) / roots[row];
        }

        var qr = PivotedQr.Of(Array.ConvertAll(columns, column => LeastSquares.Scaled(column, roots)), n);
        var beta = qr.ProjectOnQ(working);
        qr.SolveR(beta);
        return OrdinaryLeastSquares.Spread(beta, qr, columns.Length);
    }

    private static double[] Spread(double[] beta, int[] kept, int count)
    {
        var all = new double[count];
        for (var j = 0; j < kept.Length; j++)
            all[kept[j]] = beta[j];
        return all;
    }

    private sealed record State(double[] Eta, double[] Roots, PivotedQr Qr, double Criterion);
}
