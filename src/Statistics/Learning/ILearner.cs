namespace LobResearch.Statistics.Learning;

/// <summary>What is learned of an outcome.</summary>
public enum LearningTask
{
    /// <summary>Its mean given the features.</summary>
    Mean,

    /// <summary>The probability that it is 1, given the features, of an outcome of 0 and 1.</summary>
    Probability,
}

/// <summary>A way to predict an outcome from features. Fits of one learner may run side by side.</summary>
public interface ILearner
{
    /// <summary>What the command line and results call it, such as <c>lightgbm</c>.</summary>
    string Name { get; }

    /// <summary>Learns.</summary>
    /// <param name="features">n × p.</param>
    /// <param name="outcome">n numbers; 0 and 1 for a probability.</param>
    /// <param name="task">What of the outcome.</param>
    /// <param name="seed">Decides all that is random: the same seed and data give the same predictions on any number of threads.</param>
    /// <exception cref="StatisticsException">These data can't be learned from; the message says why.</exception>
    IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed);
}

/// <summary>What was learned.</summary>
public interface IPredictor
{
    /// <summary>A prediction per row.</summary>
    /// <param name="features">Columns as those that it was learned from, any number of rows.</param>
    double[] Predict(FeatureMatrix features);
}
