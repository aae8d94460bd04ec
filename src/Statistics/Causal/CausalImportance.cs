using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal;

/// <summary>Which themes of covariates a nuisance function needs to predict.</summary>
/// <param name="Exposure">The exposure that the function belongs to.</param>
/// <param name="Nuisance">l (of the outcome) or m (of the exposure).</param>
/// <param name="Learner">What predicts.</param>
/// <param name="Importance">Per theme, out of fold, in the first split.</param>
public sealed record CausalImportance(string Exposure, string Nuisance, string Learner, PermutationImportance Importance)
{
    /// <summary>Computes the importance of themes for outcome and exposures.</summary>
    /// <param name="data">The data of a fit.</param>
    /// <param name="options">Its options: learners, folds, seed.</param>
    /// <param name="themes">Covariates that are permuted together; null for each by itself.</param>
    /// <exception cref="StatisticsException">No learner is named, or a theme names what is not a covariate.</exception>
    public static IReadOnlyList<CausalImportance> Of(CausalData data, CausalOptions options, IReadOnlyList<ImportanceTheme>? themes = null)
    {
        options.Validate();
        var learner = options.OutcomeLearner ?? throw new StatisticsException("Importance is that of a learner's predictions; name a learner.");
        var own = Features(data, themes);
        var folds = FoldPlan.Of(data, options)[0].Select((fold, number) => (number, fold.Train, fold.Predict)).ToList();
        var threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        var exposures = data.Roles.Exposures.Select((name, exposure) =>
        {
            var of = options.ExposureLearner ?? learner;
            var task = data.IsBinary(exposure) ? LearningTask.Probability : LearningTask.Mean;
            return new CausalImportance(name, "m", of.Name, PermutationImportance.Of(of, data.Features, data.Exposure(exposure), task, folds, own, seed: options.Seed, threads: threads));
        });
        var outcome = PermutationImportance.Of(learner, data.Features, data.Outcome, LearningTask.Mean, folds, own, seed: options.Seed, threads: threads);
        return [new CausalImportance(data.Roles.Exposures[0], "l", learner.Name, outcome), .. exposures];
    }

    /// <summary>Refuses themes of what is not a covariate, before anything is learned.</summary>
    /// <param name="data">The data of a fit.</param>
    /// <param name="themes">Covariates that are permuted together; null for each by itself.</param>
    /// <exception cref="StatisticsException">There are no covariates, or a theme names what is not one.</exception>
    public static void Refuse(CausalData data, IReadOnlyList<ImportanceTheme>? themes) => Features(data, themes);

    private static List<ImportanceTheme> Features(CausalData data, IReadOnlyList<ImportanceTheme>? themes)
    {
        if (data.Features.Count == 0)
            throw new StatisticsException("There are no covariates whose importance could be asked.");
        var all = themes ?? [.. data.Covariates.Select(name => new ImportanceTheme(name, [name]))];
        return [.. all.Select(theme => new ImportanceTheme(theme.Name, [.. theme.Features.SelectMany(data.FeaturesOf).Distinct()]))];
    }
}
