using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal;

/// <summary>Out-of-fold predictions of one nuisance function in one split.</summary>
/// <param name="Exposure">Index of its exposure.</param>
/// <param name="Name">l, m, g, g0 or g1.</param>
/// <param name="Learner">Who made them.</param>
/// <param name="Task">Mean or probability.</param>
/// <param name="Values">Predicted.</param>
/// <param name="Target">True.</param>
/// <param name="Rows">Which rows count; null for all.</param>
internal sealed record Prediction(int Exposure, string Name, string Learner, LearningTask Task, double[] Values, double[] Target, Func<int, bool>? Rows);

/// <summary>How well nuisance functions predict out of fold.</summary>
internal static class CausalLosses
{
    public static IReadOnlyList<NuisanceLoss> Of(CausalData data, IReadOnlyList<IReadOnlyList<Prediction>> splits) => splits[0].Select((first, at) =>
    {
        var each = splits.Select(split => Loss(split[at])).ToList();
        return new NuisanceLoss(
            data.Roles.Exposures[first.Exposure], first.Name, first.Learner, first.Task,
            FiveNumbers.MedianOf(each.Select(loss => loss.Error)), FiveNumbers.MedianOf(each.Select(loss => loss.RSquared)));
    }).ToList();

    private static (double Error, double RSquared) Loss(Prediction prediction)
    {
        var rows = Enumerable.Range(0, prediction.Target.Length).Where(row => prediction.Rows?.Invoke(row) ?? true).ToArray();
        var mean = rows.Average(row => prediction.Target[row]);
        var error = rows.Average(row => Math.Pow(prediction.Target[row] - prediction.Values[row], 2));
        var variance = rows.Average(row => Math.Pow(prediction.Target[row] - mean, 2));
        return (error, variance > 0 ? 1 - error / variance : double.NaN);
    }
}
