namespace LobResearch.Statistics.Learning;

/// <summary>How ridge regression chooses its penalty.</summary>
public sealed record RidgeSettings
{
    /// <summary>Penalties per row on squared coefficients of standardised features, largest first: 10, 10^½ steps down to 10⁻⁴.</summary>
    public IReadOnlyList<double> Penalties { get; init; } = [.. Enumerable.Range(0, 11).Select(step => Math.Pow(10, 1 - step / 2.0))];

    /// <summary>Folds within the training rows that choose among them, 2 or more.</summary>
    public int Folds { get; init; } = 5;
}

/// <summary>
/// Ridge regression for a mean, logistic regression with the same penalty for a probability; features standardised, the
/// intercept not penalised, the penalty chosen by cross-validated loss.
/// </summary>
/// <remarks>
/// Minimises ½ Σ(y − η)² / n + ½ λ Σβ², or −log L / n + ½ λ Σβ² (glmnet's objective with alpha 0: Friedman, Hastie &amp;
/// Tibshirani 2010, <i>Journal of Statistical Software</i> 33(1)). Le Cessie &amp; van Houwelingen (1992), <i>Applied Statistics</i> 41, 191–201.
/// </remarks>
public sealed class Ridge(RidgeSettings? settings = null) : ILearner
{
    /// <inheritdoc/>
    public string Name => "ridge";

    /// <summary>How.</summary>
    public RidgeSettings Settings { get; } = settings ?? new RidgeSettings();

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        if (rows.OfConstant is { } constant)
            return constant;
        if (Settings.Penalties.Count == 0 || Settings.Penalties.Any(penalty => penalty is not > 0))
            throw new StatisticsException("'ridge' needs at least one penalty, each above 0. Without a penalty it is 'ols'.");
        var candidates = Settings.Penalties.Select(penalty => (ILearner)new AtPenalty(penalty)).ToArray();
        return new Tuned(Name, candidates, Settings.Folds).Fit(features, outcome, task, seed);
    }

    private sealed class AtPenalty(double penalty) : ILearner
    {
        public string Name => "ridge";

        public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
        {
            if (TrainingRows.Of(Name, features, outcome, task).OfConstant is { } constant)
                return constant;
            return new LinearPredictor(Name, features.Names, PenalisedRegression.Fit(features, outcome, task, penalty), task);
        }
    }
}
