using System.Globalization;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal;

/// <summary>How errors of a causal estimate are made.</summary>
public enum CausalCovariance
{
    /// <summary>Independent rows.</summary>
    Iid,

    /// <summary>Independent clusters, without correction; normal distribution.</summary>
    CR0,

    /// <summary>CR0 × G/(G − 1); t distribution with G − 1 degrees of freedom.</summary>
    CR1,

    /// <summary>Bias-reduced linearisation of the last stage, with Satterthwaite's degrees of freedom.</summary>
    CR2,

    /// <summary>The jackknife over clusters of the last stage, with Satterthwaite's degrees of freedom.</summary>
    CR3,
}

/// <summary>What all double machine learning has in common.</summary>
public abstract record CausalOptions
{
    private const int MostSplits = 1_000;

    /// <summary>Learner of the outcome's nuisance functions.</summary>
    public ILearner? OutcomeLearner { get; init; }

    /// <summary>Learner of the exposure's nuisance functions; null: as the outcome's.</summary>
    public ILearner? ExposureLearner { get; init; }

    /// <summary>Number of folds, 2 or more; null: five, or a fold per cluster when there are ten clusters or fewer.</summary>
    public int? Folds { get; init; }

    /// <summary>How often folds are drawn anew; estimates are put together by their median.</summary>
    public int Splits { get; init; } = 1;

    /// <summary>Decides folds and all that learners draw.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How errors are made; null: independent rows without clusters, CR2 with one kind of cluster, CR1 with two.</summary>
    public CausalCovariance? Covariance { get; init; }

    /// <summary>Confidence level of intervals, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>A wild cluster bootstrap of the last stage; null for none.</summary>
    public WildBootstrapOptions? Bootstrap { get; init; }

    /// <summary>Covariates as strong as which an unmeasured cause is imagined; each costs an estimate without it.</summary>
    public IReadOnlyList<string> Benchmarks { get; init; } = [];

    /// <summary>Told of each function that was learned, from any thread; null for nobody. Of no effect on any number.</summary>
    public IProgress<CausalProgress>? Progress { get; init; }

    internal string ProgressTask { get; init; } = "the effect";

    /// <summary>Threads at most; 0 for as many as there are processors. Of no effect on any number.</summary>
    public int Threads { get; init; }

    internal virtual void Validate()
    {
        if (Folds is < 2)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{Folds} folds: predictions for one fold are learned from the others, so two or more are needed."));
        if (Splits is < 1 or > MostSplits)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{Splits} repeated splits: expected 1 to {MostSplits}."));
        if (Confidence is not (> 0 and < 1))
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"A confidence level lies between 0 and 1, such as 0.95; {Confidence} does not."));
        if (Threads < 0)
            throw new StatisticsException("The number of threads is 0 (as many as there are processors) or more.");
        Bootstrap?.Validate();
    }
}
