using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Learning;

/// <summary>Features whose values are permuted together, such as all that say something of parents' background.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Features">Their names.</param>
public sealed record ImportanceTheme(string Name, IReadOnlyList<string> Features);

/// <summary>How much worse predictions become when a theme's values are shuffled over the rows.</summary>
/// <param name="Theme">The theme.</param>
/// <param name="Increase">Mean rise of the out-of-fold mean squared error over the repeats.</param>
/// <param name="Spread">Standard deviation of that rise over the repeats; 0 for one repeat.</param>
public sealed record ThemeImportance(string Theme, double Increase, double Spread);

/// <summary>Permutation importance, out of fold.</summary>
/// <remarks>
/// Breiman (2001), <i>Machine Learning</i> 45, 5–32; Fisher, Rudin &amp; Dominici (2019), <i>Journal of Machine Learning
/// Research</i> 20(177). Fitted once per fold; within each test fold a theme's columns are put in one random order together, so
/// that what they share stays.
/// </remarks>
public sealed class PermutationImportance
{
    // Of the seed's streams; the learner uses others.
    private const ulong Stream = 0x7065726D;

    private PermutationImportance(double loss, IReadOnlyList<ThemeImportance> themes) => (Loss, Themes) = (loss, themes);

    /// <summary>Out-of-fold mean squared error with nothing permuted.</summary>
    public double Loss { get; }

    /// <summary>The themes in the order given.</summary>
    public IReadOnlyList<ThemeImportance> Themes { get; }

    /// <summary>That importance is not an effect.</summary>
    public static string Caveat(AdviceLanguage language) => language == AdviceLanguage.Dutch
        ? "Belang zegt hoeveel slechter het model voorspelt zonder deze gegevens; het is geen effect, en zegt niet wat er verandert als men ze verandert."
        : "Importance says how much worse the model predicts without these data; it is not an effect, and does not say what changes when they are changed.";

    /// <summary>Computes.</summary>
    /// <param name="learner">What predicts.</param>
    /// <param name="features">n × p.</param>
    /// <param name="outcome">n.</param>
    /// <param name="task">Of what.</param>
    /// <param name="folds">A fold per row; two folds or more.</param>
    /// <param name="themes">What is permuted together; null for each feature by itself.</param>
    /// <param name="repeats">Permutations per theme, 1 or more.</param>
    /// <param name="seed">Decides all that is random.</param>
    /// <param name="threads">Most folds at a time; no result depends on it.</param>
    /// <exception cref="StatisticsException">Fewer than two folds, no repeat, an unknown or repeated feature, or data that can't be learned from.</exception>
    public static PermutationImportance Of(
        ILearner learner, FeatureMatrix features, double[] outcome, LearningTask task, int[] folds,
        IReadOnlyList<ImportanceTheme>? themes = null, int repeats = 10, ulong seed = 1, int threads = 1)
    {
        var numbers = folds.Distinct().Order().ToArray();
        if (numbers.Length < 2 || folds.Length != features.Rows)
            throw new StatisticsException($"Permutation importance takes 2 folds or more and a fold per row; {numbers.Length} folds for {folds.Length} of {features.Rows} rows were given.");
        var rows = Enumerable.Range(0, folds.Length).ToArray();
        return Of(learner, features, outcome, task, [.. numbers.Select(fold => (fold, Array.FindAll(rows, row => folds[row] != fold), Array.FindAll(rows, row => folds[row] == fold)))], themes, repeats, seed, threads);
    }

    /// <summary>As the other, with the rows that each fold is learned from.</summary>
    /// <param name="learner">What predicts.</param>
    /// <param name="features">n × p.</param>
    /// <param name="outcome">n.</param>
    /// <param name="task">Of what.</param>
    /// <param name="folds">Per fold its number, the rows learned from and the rows predicted; each row is predicted once.</param>
    /// <param name="themes">What is permuted together; null for each feature by itself.</param>
    /// <param name="repeats">Permutations per theme, 1 or more.</param>
    /// <param name="seed">Decides all that is random.</param>
    /// <param name="threads">Most folds at a time; no result depends on it.</param>
    internal static PermutationImportance Of(
        ILearner learner, FeatureMatrix features, double[] outcome, LearningTask task, IReadOnlyList<(int Number, int[] Train, int[] Test)> folds,
        IReadOnlyList<ImportanceTheme>? themes = null, int repeats = 10, ulong seed = 1, int threads = 1)
    {
        if (repeats < 1)
            throw new StatisticsException($"Permutation importance takes 1 repeat or more; {repeats} were given.");
        themes ??= [.. features.Names.Select(name => new ImportanceTheme(name, [name]))];
        var columns = themes.Select(theme => Columns(theme, features)).ToArray();
        TrainingRows.Of(learner.Name, features, outcome, task);
        var (own, permuted) = (new double[folds.Count], new double[folds.Count][,]);
        StatisticsException? refused = null;
        Parallel.For(0, folds.Count, new ParallelOptions { MaxDegreeOfParallelism = threads }, index =>
        {
            try
            {
                (own[index], permuted[index]) = Fold(learner, features, outcome, task, folds[index], columns, repeats, seed);
            }
            catch (StatisticsException error)
            {
                Interlocked.CompareExchange(ref refused, error, null);
            }
        });
        if (refused is not null)
            throw refused;
        var loss = own.Sum() / outcome.Length;
        return new PermutationImportance(loss, [.. themes.Select((theme, index) => Summarise(theme.Name, [.. Enumerable.Range(0, repeats)
            .Select(repeat => permuted.Sum(fold => fold[index, repeat]) / outcome.Length - loss)]))]);
    }

    private static (double Own, double[,] Permuted) Fold(
        ILearner learner, FeatureMatrix features, double[] outcome, LearningTask task, (int Number, int[] Train, int[] Test) own, int[][] themes, int repeats, ulong seed)
    {
        var (fold, train, rows) = own;
        var actual = Array.ConvertAll(rows, row => outcome[row]);
        var predictor = learner.Fit(features.Take(train), Array.ConvertAll(train, row => outcome[row]), task, seed + (ulong)fold);
        var test = features.Take(rows);
        var losses = new double[themes.Length, repeats];
        for (var theme = 0; theme < themes.Length; theme++)
        {
            var random = new RandomSequence(seed, Stream + ((ulong)fold << 32) + (ulong)theme);
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                var order = Enumerable.Range(0, rows.Length).ToArray();
                random.Shuffle<int>(order);
                var columns = (double[][])test.Columns.Clone();
                foreach (var column in themes[theme])
                    columns[column] = Array.ConvertAll(order, row => test.Columns[column][row]);
                losses[theme, repeat] = rows.Length * InnerFolds.Loss(actual, predictor.Predict(new FeatureMatrix(test.Names, columns, rows.Length)));
            }
        }

        return (rows.Length * InnerFolds.Loss(actual, predictor.Predict(test)), losses);
    }

    private static ThemeImportance Summarise(string theme, double[] rises)
    {
        var mean = rises.Average();
        return new ThemeImportance(theme, mean, rises.Length == 1 ? 0 : Math.Sqrt(rises.Sum(rise => (rise - mean) * (rise - mean)) / (rises.Length - 1)));
    }

    private static int[] Columns(ImportanceTheme theme, FeatureMatrix features)
    {
        var columns = theme.Features.Select(name => features.Names.ToList().IndexOf(name)).ToArray();
        var unknown = Array.IndexOf(columns, -1);
        if (unknown >= 0)
            throw new StatisticsException($"The theme '{theme.Name}' names '{theme.Features[unknown]}', which is not among the features: {string.Join(", ", features.Names)}.");
        return columns.Length > 0 && columns.Distinct().Count() == columns.Length ? columns
            : throw new StatisticsException($"The theme '{theme.Name}' names no feature, or one twice. Name each once.");
    }
}
