using System.Runtime.ExceptionServices;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Causal;

/// <summary>A nuisance function to learn: of which outcome, from what, on which rows.</summary>
/// <param name="Name">l, m, g, g0 or g1.</param>
/// <param name="Exposure">Index of the exposure that it belongs to.</param>
/// <param name="Learner">How.</param>
/// <param name="Features">From what, n × p.</param>
/// <param name="Target">Of what, n numbers.</param>
/// <param name="Task">Its mean, or the probability of 1.</param>
/// <param name="LearnFrom">Which rows may be learned from; null for all.</param>
internal sealed record NuisanceFunction(
    string Name, int Exposure, ILearner Learner, FeatureMatrix Features, double[] Target, LearningTask Task, Func<int, bool>? LearnFrom = null);

/// <summary>What was predicted out of fold.</summary>
/// <param name="Predictions">Per function n numbers.</param>
/// <param name="LeftOut">Per function and member that a stack was made without: in how many folds, and why in the first of them.</param>
internal sealed record CrossFitted(double[][] Predictions, IReadOnlyList<LeftOut> LeftOut);

/// <summary>A member that stacks were made without.</summary>
/// <param name="Nuisance">What was learned.</param>
/// <param name="Exposure">Index of the exposure that it belongs to.</param>
/// <param name="Member">Which learner.</param>
/// <param name="Folds">In how many folds.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Reason">Why.</param>
internal sealed record LeftOut(string Nuisance, int Exposure, string Member, int Folds, int Of, string Reason);

/// <summary>Predicts each row by what was learned from other folds' rows.</summary>
/// <remarks>Chernozhukov et al. (2018), <i>Econometrics Journal</i> 21, C1–C68, definition 3.2. Folds are learned side by side.</remarks>
internal static class CrossFitting
{
    /// <summary>Out-of-fold predictions.</summary>
    public static CrossFitted Predict(IReadOnlyList<NuisanceFunction> functions, IReadOnlyList<Fold> folds, int split, CausalOptions options)
    {
        var (seed, threads, done) = (options.Seed, options.Threads, 0);
        var predictions = functions.Select(function => new double[function.Target.Length]).ToArray();
        var left = functions.Select(_ => new IReadOnlyList<LeftOutMember>[folds.Count]).ToArray();
        var jobs = functions.SelectMany((function, at) => folds.Select((fold, number) => (function, at, fold, number))).ToArray();
        try
        {
            Parallel.For(0, jobs.Length, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads }, job =>
            {
                var (function, at, fold, number) = jobs[job];
                (var predicted, left[at][number]) = One(function, fold, SeedOf(seed, split, number, function));
                options.Progress?.Report(new CausalProgress(
                    options.Splits == 1 ? options.ProgressTask : $"{options.ProgressTask}, split {split + 1} of {options.Splits}", Interlocked.Increment(ref done), jobs.Length));
                for (var i = 0; i < predicted.Length; i++)
                    predictions[at][fold.Predict[i]] = predicted[i];
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<StatisticsException>().FirstOrDefault() is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        return new CrossFitted(predictions, [.. functions.SelectMany((function, at) => left[at].SelectMany(members => members).GroupBy(member => member.Member)
            .Select(group => new LeftOut(function.Name, function.Exposure, group.Key, group.Count(), folds.Count, group.First().Reason)))]);
    }

    private static (double[] Predicted, IReadOnlyList<LeftOutMember> LeftOut) One(NuisanceFunction function, Fold fold, ulong seed)
    {
        var train = function.LearnFrom is null ? fold.Train : Array.FindAll(fold.Train, row => function.LearnFrom(row));
        if (train.Length == 0)
            throw new StatisticsException($"Outside fold {fold.Label} there are no rows to learn {function.Name} from: all with that exposure lie in one fold. Take other folds, or fewer.");
        if (function.Task == LearningTask.Probability && Array.TrueForAll(train, row => function.Target[row] == function.Target[train[0]]))
            throw new StatisticsException($"Outside fold {fold.Label} all rows have the same exposure, so its probability can't be learned. Take other folds, or fewer.");
        var predictor = function.Learner.Fit(function.Features.Take(train), Array.ConvertAll(train, row => function.Target[row]), function.Task, seed);
        return (predictor.Predict(function.Features.Take(fold.Predict)), predictor is StackedPredictor stack ? stack.LeftOut : []);
    }

    private static ulong SeedOf(ulong seed, int split, int fold, NuisanceFunction function)
    {
        var name = function.Name.Aggregate(0UL, (sum, letter) => sum * 131 + letter);
        var (a, b, _, _) = Philox.Block(seed, ((ulong)split << 32) | (uint)fold, ((ulong)function.Exposure << 32) | name);
        return ((ulong)a << 32) | b;
    }
}
