using System.Numerics.Tensors;

namespace LobResearch.Statistics.Learning;

/// <summary>Linear and logistic regression with a penalty on squared coefficients of standardised features.</summary>
internal static class PenalisedRegression
{
    private const int MostSteps = 100;
    private const double Settled = 1e-10;

    /// <summary>1 + p coefficients on the features' own scales.</summary>
    /// <param name="features">n × p.</param>
    /// <param name="outcome">n.</param>
    /// <param name="task">Squared or logistic loss.</param>
    /// <param name="penalty">λ per row, above 0.</param>
    public static double[] Fit(FeatureMatrix features, double[] outcome, LearningTask task, double penalty)
    {
        var (columns, centres, scales) = Standardised(features);
        var beta = task == LearningTask.Mean ? Solve(columns, null, outcome, penalty) : Logistic(columns, outcome, penalty);
        var own = new double[beta.Length];
        own[0] = beta[0];
        for (var j = 1; j < beta.Length; j++)
        {
            own[j] = beta[j] / scales[j - 1];
            own[0] -= own[j] * centres[j - 1];
        }

        return own;
    }

    private static double[] Logistic(double[][] columns, double[] outcome, double penalty)
    {
        var n = outcome.Length;
        var share = MeanLearner.MeanOf(outcome);
        var beta = new double[columns.Length];
        beta[0] = Math.Log(share / (1 - share));
        var (weights, working) = (new double[n], new double[n]);
        for (var step = 0; step < MostSteps; step++)
        {
            var eta = LogisticRegression.Linear(columns, beta);
            for (var row = 0; row < n; row++)
            {
                var mean = LinearPredictor.Logistic(eta[row]);
                weights[row] = Math.Max(mean * (1 - mean), 1e-10);
                working[row] = eta[row] + (outcome[row] - mean) / weights[row];
            }

            var next = Solve(columns, weights, working, penalty);
            var now = Objective(columns, outcome, beta, penalty);
            // A full Newton step may overshoot; half of it then, and so on.
            for (var halving = 0; halving < 30 && Objective(columns, outcome, next, penalty) > now + 1e-12 * Math.Abs(now); halving++)
                next = Array.ConvertAll(Enumerable.Range(0, beta.Length).ToArray(), j => (beta[j] + next[j]) / 2);
            var moved = next.Zip(beta, (after, before) => Math.Abs(after - before)).Max();
            beta = next;
            if (moved < Settled)
                return beta;
        }

        throw new StatisticsException("The penalised logistic regression did not settle. Leave out features with extreme values, or choose larger penalties.");
    }

    private static double Objective(double[][] columns, double[] outcome, double[] beta, double penalty) =>
        LogisticRegression.Deviance(outcome, LogisticRegression.Linear(columns, beta)) / (2 * outcome.Length) + penalty / 2 * beta.Skip(1).Sum(value => value * value);

    // (Z'WZ / n + λD) β = Z'Wy / n, with D 0 for the intercept; positive definite, so by Cholesky.
    private static double[] Solve(double[][] columns, double[]? weights, double[] outcome, double penalty)
    {
        var (p, n) = (columns.Length, outcome.Length);
        var left = new double[p, p];
        var right = new double[p];
        var weighted = new double[n];
        for (var i = 0; i < p; i++)
        {
            if (weights is null)
                columns[i].CopyTo(weighted, 0);
            else
                TensorPrimitives.Multiply<double>(columns[i], weights, weighted);
            for (var j = 0; j <= i; j++)
                left[i, j] = TensorPrimitives.Dot<double>(weighted, columns[j]) / n;
            right[i] = TensorPrimitives.Dot<double>(weighted, outcome) / n;
            left[i, i] += i == 0 ? 0 : penalty;
        }

        for (var i = 0; i < p; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                for (var k = 0; k < j; k++)
                    left[i, j] -= left[i, k] * left[j, k];
                left[i, j] = i == j ? Math.Sqrt(left[i, i]) : left[i, j] / left[j, j];
            }

            for (var k = 0; k < i; k++)
                right[i] -= left[i, k] * right[k];
            right[i] /= left[i, i];
        }

        for (var i = p - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < p; k++)
                right[i] -= left[k, i] * right[k];
            right[i] /= left[i, i];
        }

        return right;
    }

    private static (double[][] Columns, double[] Centres, double[] Scales) Standardised(FeatureMatrix features)
    {
        var columns = OrdinaryLeastSquares.WithIntercept(features);
        var (centres, scales) = (new double[features.Count], new double[features.Count]);
        for (var feature = 0; feature < features.Count; feature++)
        {
            var centre = MeanLearner.MeanOf(columns[feature + 1]);
            var scale = Math.Sqrt(columns[feature + 1].Sum(value => (value - centre) * (value - centre)) / features.Rows);
            (centres[feature], scales[feature]) = (centre, scale > 0 ? scale : 1);
            columns[feature + 1] = Array.ConvertAll(columns[feature + 1], value => (value - centre) / scales[feature]);
        }

        return (columns, centres, scales);
    }
}
