using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Simulation.Scenarios;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;

namespace LobResearch.Benchmarks;

/// <summary>Estimators of effects on generated studies of sixteen schools with crossed offers.</summary>
internal static class ScenarioRecovery
{
    private const string Unseen = "unseen_support";

    /// <summary>Runs it.</summary>
    /// <param name="kind">observed: selection and attrition on what was measured; null: the same without effects; latent: selection also on what wasn't; mnar: attrition on it.</param>
    /// <param name="estimand">Which effect.</param>
    /// <param name="replications">How many studies.</param>
    /// <param name="estimators">Which estimators.</param>
    public static IReadOnlyList<StudyRecovery> Run(string kind, Estimand estimand, int replications, IReadOnlyList<EffectEstimator> estimators)
    {
        var options = new ScenarioOptions { Scenario = Scenario.Crossed };
        options = kind switch
        {
            "observed" => options,
            "null" => options with { Effects = ScenarioEffects.Null },
            "latent" => options with { LatentSelection = 0.5 },
            "mnar" => options with { LatentAttrition = 0.5 },
            _ => throw new ArgumentException($"'{kind}' is none of observed, null, latent, mnar."),
        };
        string[] components = ["C", "I", "O", "S"];
        var prefix = estimand == Estimand.Offer ? "offered_" : "attended_";
        var model = new EffectModel(estimand, "sup_T2", "sup_T0", [.. components.Select(component => prefix + component)], ["education", "language"]) { ClassGroup = "class", Learner = "ols" };
        var strengths = kind == "latent" && estimand == Estimand.Participation ? Strengths(options, model) : null;
        return StudyRecovery.Run(
            model, estimators, replications,
            replication =>
            {
                var sample = ScenarioSample.Generate(options, replication);
                return new KnownStudy(sample.Columns, exposure => sample.Truth.Value("SUP", exposure[prefix.Length..], estimand == Estimand.Offer ? "offer" : "participation") ?? double.NaN);
            },
            strengths is null ? null : (effect, _) => Bounds(effect, strengths[effect.Exposure]));
    }

    // How much of what is left of outcome and exposure the unseen support explains, in a study so large that chance hardly matters.
    private static Dictionary<string, (double Outcome, double Exposure)> Strengths(ScenarioOptions options, EffectModel model)
    {
        var sample = ScenarioSample.Generate(options with { Parents = 200_000 }).Columns;
        var outcome = PartialR2(sample, $"{model.Outcome} ~ {string.Join(" + ", model.Exposures)} + {model.Adjustment} + {Unseen}");
        return model.Exposures.ToDictionary(exposure => exposure, exposure => (outcome, PartialR2(
            sample, $"{exposure} ~ {string.Join(" + ", model.Exposures.Where(other => other != exposure))} + {model.Adjustment} + {Unseen}", exposure)), StringComparer.Ordinal);
    }

    // Of those who answered T2 alone: they are who is analysed.
    private static double PartialR2(ColumnSet sample, string formula, string? exposure = null)
    {
        var required = exposure is null ? [] : new[] { "sup_T2" };
        var fit = LeastSquares.Fit(Formula.Parse(formula), sample, new LeastSquaresOptions { Design = new DesignOptions { AlsoRequired = required } });
        var squared = Math.Pow(fit.Coefficients[Unseen].Statistic, 2);
        return squared / (squared + fit.ResidualDegreesOfFreedom);
    }

    // Cinelli & Hazlett (2020), eq. 14: |bias| = se √df √(R²y R²d / (1 − R²d)); se √df stands in the exposure's own partial R².
    private static (double Lower, double Upper)? Bounds(ModelledEffect effect, (double Outcome, double Exposure) strength)
    {
        if (effect.Sensitivity is not { PartialR2: > 0 } sensitivity)
            return null;
        var scale = Math.Abs(sensitivity.Estimate) * Math.Sqrt((1 - sensitivity.PartialR2) / sensitivity.PartialR2);
        var bias = scale * Math.Sqrt(strength.Outcome * strength.Exposure / (1 - strength.Exposure));
        return (effect.Effect.Lower - bias, effect.Effect.Upper + bias);
    }
}
