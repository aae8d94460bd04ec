using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Learning;

/// <summary>
/// Linear regression with an intercept for a mean; logistic regression for a probability. Columns that are combinations of
/// those before them are left out, as in R's <c>lm</c> and <c>glm</c>.
/// </summary>
/// <remarks>
/// Where a column or a combination of columns tells 0 and 1 apart, the logistic likelihood has no maximum. Firth's (1993,
/// <i>Biometrika</i> 80, 27–38) penalised likelihood always has one and is used then, as Heinze &amp; Schemper (2002,
/// <i>Statistics in Medicine</i> 21, 2409–2419) propose; <see cref="LinearPredictor.Separated"/> tells that it was.
/// </remarks>
public sealed class OrdinaryLeastSquares : ILearner
{
    /// <inheritdoc/>
    public string Name => "ols";

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        if (rows.OfConstant is { } constant)
            return constant;
        var columns = WithIntercept(features);
        if (task == LearningTask.Probability)
            return LogisticRegression.Fit(Name, features.Names, columns, outcome);
        var qr = PivotedQr.Of(columns, features.Rows);
        var beta = qr.ProjectOnQ(outcome);
        qr.SolveR(beta);
        return new LinearPredictor(Name, features.Names, Spread(beta, qr, columns.Length), LearningTask.Mean);
    }

    /// <summary>1 and the features' columns.</summary>
    internal static double[][] WithIntercept(FeatureMatrix features)
    {
        var ones = new double[features.Rows];
        Array.Fill(ones, 1);
        return [ones, .. features.Columns];
    }

    /// <summary>Coefficients in the columns' own order, with 0 for those left out.</summary>
    internal static double[] Spread(double[] beta, PivotedQr qr, int count)
    {
        var all = new double[count];
        for (var j = 0; j < beta.Length; j++)
            all[qr.Order[j]] = beta[j];
        return all;
    }
}
