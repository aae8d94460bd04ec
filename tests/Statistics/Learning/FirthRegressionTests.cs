using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Tests.Learning;

/// <summary>The penalised likelihood's maximum against a search that knows no derivative.</summary>
public sealed class FirthRegressionTests
{
    // Near its maximum the criterion is flat: differences below 1e-14 of it are rounding, and so are steps below 1e-7.
    private const double Tolerance = 1e-6;

    // A level with one or two rows: leverages near 1, where the plain information overshoots for ever.
    [TestCase(1, 30)]
    [TestCase(1, 200)]
    [TestCase(2, 60)]
    public void Fit_RareLevel_ReachesTheMaximumOfTheSearch(int rare, int n)
    {
        var random = new RandomSequence((ulong)(7 * n + rare));
        var x = Enumerable.Range(0, n).Select(_ => random.Normal()).ToArray();
        double[][] columns = [[.. Enumerable.Repeat(1.0, n)], x, [.. Enumerable.Range(0, n).Select(row => row < rare ? 1.0 : 0)]];
        var outcome = Enumerable.Range(0, n).Select(row => row < rare || random.Chance(0.2 + (x[row] > 0 ? 0.2 : 0)) ? 1.0 : 0).ToArray();
        var fitted = Fit(columns, outcome);
        var searched = Search(columns, outcome);
        Assert.That(fitted, Is.EqualTo(searched).Within(Tolerance));
    }

    [TestCase(1e-6)]
    [TestCase(1e6)]
    public void Fit_ColumnOfAnotherUnit_GivesTheSameProbabilities(double unit)
    {
        double[][] columns = [[1, 1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8]];
        double[] outcome = [0, 0, 0, 0, 1, 1, 1, 1];
        var own = Fit(columns, outcome);
        var other = Fit([columns[0], [.. columns[1].Select(value => unit * value)]], outcome);
        // It stops when the linear predictor moves by less than 1e-8.
        Assert.That(new[] { other[0], other[1] * unit }, Is.EqualTo(own).Within(Tolerance));
    }

    // The first column is 1; the others tell 0 and 1 apart, so that the penalised likelihood is taken.
    private static double[] Fit(double[][] columns, double[] outcome)
    {
        var features = new FeatureMatrix([.. columns.Skip(1).Select((_, at) => $"x{at}")], columns[1..], outcome.Length);
        var predictor = (LinearPredictor)new OrdinaryLeastSquares().Fit(features, outcome, LearningTask.Probability, 1);
        Assert.That(predictor.Separated, Is.True);
        return [.. predictor.Coefficients];
    }

    // Steps along each axis, halved when none goes up.
    private static double[] Search(double[][] columns, double[] outcome)
    {
        var beta = new double[columns.Length];
        var best = Criterion(columns, outcome, beta);
        for (var step = 1.0; step > 1e-9;)
        {
            var risen = false;
            for (var j = 0; j < beta.Length; j++)
            {
                foreach (var change in new[] { step, -step })
                {
                    var tried = (double[])beta.Clone();
                    tried[j] += change;
                    if (Criterion(columns, outcome, tried) is var reached && reached > best)
                        (beta, best, risen) = (tried, reached, true);
                }
            }

            step = risen ? step : step / 2;
        }

        return beta;
    }

    // log L + ½ log |X'WX|, the determinant by its cofactors.
    private static double Criterion(double[][] columns, double[] outcome, double[] beta)
    {
        var (p, likelihood) = (columns.Length, 0.0);
        var information = new double[p, p];
        for (var row = 0; row < outcome.Length; row++)
        {
            var eta = Enumerable.Range(0, p).Sum(j => beta[j] * columns[j][row]);
            var mean = 1 / (1 + Math.Exp(-eta));
            likelihood += Math.Log(outcome[row] == 1 ? mean : 1 - mean);
            for (var i = 0; i < p; i++)
            {
                for (var j = 0; j < p; j++)
                    information[i, j] += mean * (1 - mean) * columns[i][row] * columns[j][row];
            }
        }

        return likelihood + 0.5 * Math.Log(
            information[0, 0] * (information[1, 1] * information[2, 2] - information[1, 2] * information[2, 1])
            - information[0, 1] * (information[1, 0] * information[2, 2] - information[1, 2] * information[2, 0])
            + information[0, 2] * (information[1, 0] * information[2, 1] - information[1, 1] * information[2, 0]));
    }
}
