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
    /// <exception cref="StatisticsException">The outcome is constant or found nothing to split on, so that there is no shape.</exception>
    public static IReadOnlyList<GamShape> Of(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed, GamSettings? settings = null)
    {
        if (new Gam(settings).Fit(features, outcome, task, seed) is not MlNetPredictor predictor)
            throw new StatisticsException("The outcome is constant, or no feature has enough rows on either side of a split: there is no shape to show.");
        var model = Parameters(predictor.Model);
        return [.. features.Names.Select((name, feature) => new GamShape(
            name,
            [.. model.GetBinUpperBounds(feature).Select(bound => predictor.Scaled.Unscaled(feature, bound))],
            [.. model.GetBinEffects(feature).Select(effect => predictor.Scaled.OutcomeScale * effect)]))];
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
