namespace LobResearch.Statistics.Learning;

/// <summary>The learners by name, each with its defaults.</summary>
public static class Learners
{
    private static readonly (string Name, Func<ILearner> Make)[] All =
    [
        ("mean", () => new MeanLearner()),
        ("ols", () => new OrdinaryLeastSquares()),
        ("ridge", () => new Ridge()),
        ("sdca", () => new Sdca()),
        ("lbfgs", () => new Lbfgs()),
        ("gam", () => new Gam()),
        ("forest", () => new Forest()),
        ("fastforest", () => new FastForest()),
        ("fasttree", () => new FastTree()),
        ("lightgbm", () => new LightGbm()),
        ("tuned-lightgbm", () => Tuned.LightGbm),
        ("stack", () => new Stacked()),
    ];

    /// <summary>The learner that is taken when none is named.</summary>
    public const string Usual = "stack";

    /// <summary>The names, from the simplest learner to the most flexible.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(learner => learner.Name)];

    /// <summary>A learner with its defaults.</summary>
    /// <exception cref="StatisticsException">None has that name; the message lists those that there are.</exception>
    public static ILearner Named(string name)
    {
        var found = Array.Find(All, learner => learner.Name == name);
        return found.Make?.Invoke() ?? throw new StatisticsException($"There is no learner '{name}'. Choose one of: {string.Join(", ", Names)}.");
    }
}
