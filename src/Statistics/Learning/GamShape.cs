using System.Globalization;
using LobResearch.Statistics.Advice;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace LobResearch.Statistics.Learning;

/// <summary>What a generalised additive model learned of one feature: a step function. A description; it has no bands.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="UpperBounds">Of each bin, rising, on the feature's scale; the last is infinite.</param>
/// <param name="Effects">
/// Of each bin, as many: what it adds to the predicted mean, on the outcome's scale, or to the log odds of a probability.
/// </param>
public sealed record GamShape(string Feature, IReadOnlyList<double> UpperBounds, IReadOnlyList<double> Effects)
{
    /// <summary>Learns and takes the shape of each feature, in the features' order.</summary>
    /// <param name="features">n × p.</param>
    /// <param name="outcome">n.</param>
    /// <param name="task">Of what.</param>
    /// <param name="seed">Decides all that is random.</param>
    /// <param name="settings">How; the defaults where null.</param>
    /// <returns>One per feature; of a feature with too few rows on either side of every split a single bin that adds 0.</returns>
    /// <exception cref="StatisticsException">The outcome is constant or found nothing to split on, so that there is no shape.</exception>
    public static IReadOnlyList<GamShape> Of(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed, GamSettings? settings = null)
    {
        var least = (settings ?? new GamSettings()).RowsPerLeaf;
        var split = Enumerable.Range(0, features.Count).Where(feature => CanBeSplit(features.Column(feature), least)).ToList();
        var own = new FeatureMatrix([.. split.Select(feature => features.Names[feature])], [.. split.Select(feature => features.Columns[feature])], features.Rows);
        if (new Gam(settings).Fit(own, outcome, task, seed) is not MlNetPredictor predictor)
            throw new StatisticsException("The outcome is constant, or no feature has enough rows on either side of a split: there is no shape to show.");
        var model = Parameters(predictor.Model);
        if (model.NumberOfShapeFunctions != own.Count)
        {
            throw new StatisticsException(string.Create(
                CultureInfo.InvariantCulture, $"The model gives {model.NumberOfShapeFunctions} shapes of {own.Count} features, so whose they are can't be told. Leave out features whose values hardly differ."));
        }

        return [.. features.Names.Select((name, feature) => split.IndexOf(feature) is >= 0 and var place
            ? new GamShape(name, [.. model.GetBinUpperBounds(place).Select(bound => predictor.Scaled.Unscaled(place, bound))], [.. model.GetBinEffects(place).Select(effect => predictor.Scaled.OutcomeScale * effect)])
            : new GamShape(name, [double.PositiveInfinity], [0]))];
    }

    // ML.NET makes no shape of any other feature, and refuses to tell those whose place is not below the number of shapes (its BinFinder
    // and GamModelParametersBase.GetBinUpperBounds): so such features aren't given to it. They add nothing to its model either way.
    private static bool CanBeSplit(ReadOnlySpan<double> values, int least)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        if (sorted.Length < least)
            return false;
        // The lowest split leaves at least so many rows below it; it is one if as many lie above.
        var above = Array.FindIndex(sorted, value => value > sorted[least - 1]);
        return above >= 0 && sorted.Length - above >= least;
    }

    /// <summary>What a shape is not.</summary>
    public static string Caveat(AdviceLanguage language) => language == AdviceLanguage.Dutch
        ? "Deze vorm beschrijft wat het model voorspelt; het is geen geschat effect en heeft daarom geen betrouwbaarheidsband."
        : "This shape describes what the model predicts; it is not an estimated effect and therefore has no confidence band.";

    private static GamModelParametersBase Parameters(ITransformer model) => model switch
    {
        ISingleFeaturePredictionTransformer<GamRegressionModelParameters> mean => mean.Model,
        ISingleFeaturePredictionTransformer<CalibratedModelParametersBase<GamBinaryModelParameters, PlattCalibrator>> probability => probability.Model.SubModel,
        _ => throw new InvalidOperationException($"ML.NET's GAM is a {model.GetType()}."),
    };
}
