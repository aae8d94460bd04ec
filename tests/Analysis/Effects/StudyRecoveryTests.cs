using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Simulation.Scenarios;

namespace LobResearch.Analysis.Tests.Effects;

/// <summary>Twenty generated studies of sixteen schools; the thousand behind docs/methods/effects.md are run by hand.</summary>
public sealed class StudyRecoveryTests
{
    private const int Studies = 20;
    private static readonly string[] Components = ["C", "I", "O", "S"];

    [Test]
    public void Run_SelectionOnWhatWasMeasured_FindsTheTruthOnlyWhenAdjusted()
    {
        var rows = Recover(ScenarioEffects.Default, [EffectEstimator.Unadjusted, EffectEstimator.Ancova, EffectEstimator.Mixed]);
        foreach (var row in rows.Where(row => row.Estimator != "Unadjusted"))
        {
            Assert.That(row.Failed, Is.Zero, row.ToString());
            // Tolerance: a tenth of the effect or 0.01, beyond three Monte-Carlo errors.
            Assert.That(Math.Abs(row.Bias), Is.LessThan(Math.Max(0.1 * row.Truth, 0.01) + 3 * row.BiasError), row.ToString());
            Assert.That(row.Coverage, Is.GreaterThanOrEqualTo(0.95 - 3 * row.ShareError(0.95)), row.ToString());
        }

        var (unadjusted, adjusted) = (Mean(rows, "Unadjusted"), Mean(rows, "Ancova"));
        Assert.That(unadjusted, Is.GreaterThan(0.025), "those who come differ");
        Assert.That(Math.Abs(adjusted), Is.LessThan(unadjusted / 2));
    }

    [Test]
    public void Run_NoEffects_RejectsAboutAsOftenAsItSays()
    {
        var rows = Recover(ScenarioEffects.Null, [EffectEstimator.Ancova]);
        Assert.That(rows.Select(row => row.Truth), Is.All.Zero);
        Assert.That(rows.Average(row => row.Rejection), Is.LessThanOrEqualTo(0.05 + 3 * Math.Sqrt(0.05 * 0.95 / (Studies * Components.Length))));
    }

    private static double Mean(IReadOnlyList<StudyRecovery> rows, string estimator) => rows.Where(row => row.Estimator == estimator).Average(row => row.Bias);

    private static IReadOnlyList<StudyRecovery> Recover(ScenarioEffects effects, IReadOnlyList<EffectEstimator> estimators)
    {
        var options = new ScenarioOptions { Scenario = Scenario.Crossed, Effects = effects, Seed = 11 };
        var model = new EffectModel(Estimand.Participation, "sup_T2", "sup_T0", [.. Components.Select(component => "attended_" + component)], ["education", "language"]) { ClassGroup = "class" };
        return StudyRecovery.Run(model, estimators, Studies, replication =>
        {
            var sample = ScenarioSample.Generate(options, replication);
            return new KnownStudy(sample.Columns, exposure => sample.Truth.Value("SUP", exposure[^1..], "participation")!.Value);
        });
    }
}
