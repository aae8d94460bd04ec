using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Simulation.Scenarios;

namespace LobResearch.Benchmarks;

/// <summary>Estimators of effects on generated studies of sixteen schools with crossed offers.</summary>
internal static class ScenarioRecovery
{
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
        return StudyRecovery.Run(model, estimators, replications, replication =>
        {
            var sample = ScenarioSample.Generate(options, replication);
            return new KnownStudy(sample.Columns, exposure => sample.Truth.Value("SUP", exposure[prefix.Length..], estimand == Estimand.Offer ? "offer" : "participation") ?? double.NaN);
        });
    }
}
