using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Learning;

/// <summary>Logistic regression by iteratively reweighted least squares, from the start that R's <c>glm</c> takes.</summary>
/// <remarks>
/// McCullagh &amp; Nelder (1989), <i>Generalized linear models</i>, 2.5. R stops when the deviance settles (1e-8); here the
/// linear predictor itself must, so that the digits R leaves open are those of the maximum.
/// </remarks>
internal static class LogisticRegression
{
    private const int MostSteps = 100;
    private const double Settled = 1e-11;

    // With separation each step moves the separated rows' linear predictor by about 1 for ever, while the deviance settles.
    private const double StillMoving = 0.1;
    private const double DevianceSettled = 1e-10;

    /// <summary>Fits.</summary>
    /// <param name="learner">Named in errors.</param>
    /// <param name="names">The features.</param>
    /// <param name="columns">1 and the features, each of n numbers.</param>
    /// <param name="outcome">0 and 1, both present.</param>
    public static LinearPredictor Fit(string learner, IReadOnlyList<string> names, double[][] columns, double[] outcome) =>
        Maximum(columns, outcome) is { } coefficients
            ? new LinearPredictor(learner, names, coefficients, LearningTask.Probability)
            : new LinearPredictor(learner, names, FirthRegression.Fit(columns, outcome), LearningTask.Probability, separated: true);

    // Null where the likelihood has no maximum.
    private static double[]? Maximum(double[][] columns, double[] outcome)
    {
        var eta = Array.ConvertAll(outcome, value => Math.Log((value + 0.5) / (1.5 - value)));
        var deviance = Deviance(outcome, eta);
        for (var step = 0; step < MostSteps; step++)
        {
            var (coefficients, next) = Step(columns, outcome, eta);
            var reached = Deviance(outcome, next);
            var (moved, largest) = (0.0, 1.0);
            for (var row = 0; row < eta.Length; row++)
                (moved, largest) = (Math.Max(moved, Math.Abs(next[row] - eta[row])), Math.Max(largest, Math.Abs(next[row])));
            if (!double.IsFinite(reached) || !double.IsFinite(moved))
                return null;
            if (moved <= Settled * largest)
                return coefficients;
            if (moved > StillMoving && Math.Abs(reached - deviance) < DevianceSettled * (reached + 0.1))
                return null;
            (eta, deviance) = (next, reached);
        }

        return null;
    }

    private static (double[] Coefficients, double[] Eta) Step(double[][] columns, double[] outcome, double[] eta)
    {
        var n = outcome.Length;
        var (roots, working) = (new double[n], new double[n]);
        for (var row = 0; row < n; row++)
        {
            var mean = LinearPredictor.Logistic(eta[row]);
            var variance = mean * (1 - mean);
            roots[row] = Math.Sqrt(variance);
            working[row] = roots[row] * (eta[row] + (outcome[row] - mean) / variance);
        }

        var qr = PivotedQr.Of(Array.ConvertAll(columns, column => LeastSquares.Scaled(column, roots)), n);
        var beta = qr.ProjectOnQ(working);
        qr.SolveR(beta);
        var coefficients = OrdinaryLeastSquares.Spread(beta, qr, columns.Length);
        return (coefficients, Linear(columns, coefficients));
    }

    /// <summary>Xβ, n numbers.</summary>
    internal static double[] Linear(double[][] columns, double[] coefficients)
    {
        var eta = new double[columns[0].Length];
        for (var column = 0; column < columns.Length; column++)
        {
            for (var row = 0; row < eta.Length; row++)
                eta[row] += coefficients[column] * columns[column][row];
        }

        return eta;
    }

    /// <summary>−2 × the log-likelihood.</summary>
    internal static double Deviance(double[] outcome, double[] eta)
    {
        var sum = new CompensatedSum();
        for (var row = 0; row < outcome.Length; row++)
        {
            var signed = outcome[row] == 1 ? -eta[row] : eta[row];
            sum.Add(2 * (signed > 0 ? signed + Math.Log(1 + Math.Exp(-signed)) : Math.Log(1 + Math.Exp(signed))));
        }

        return sum.Value;
    }
}
