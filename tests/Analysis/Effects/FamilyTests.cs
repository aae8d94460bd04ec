using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Tests.Effects;

/// <summary>Parents of one student are alike, so that two of them tell less than two strangers.</summary>
public sealed class FamilyTests
{
    [Test]
    public async Task RunAsync_TwoParentsOfOneStudent_AreOneFamilyInTheMixedModel()
    {
        var generated = await GeneratedStudy.CrossedAsync();
        var run = await EffectRunStore.RunAsync(generated.Study, generated.Plan("support_participation", GeneratedStudy.Quick));
        var mixed = run.Estimates.First(estimate => estimate.Estimator == "mixed");
        Assert.That(mixed.Formula, Does.EndWith("+ (1 | class_group) + (1 | family)"));
        Assert.That(run.Estimates.Select(estimate => estimate.Clusters), Is.All.EqualTo(16));
    }

    [Test]
    public void Estimate_RowsOfFamilies_WidenTheMixedModelsErrors()
    {
        // Each person twice as two parents of one student: the same information, so the error must stay near that of half the rows.
        var (once, twice) = (Data(copies: 1), Data(copies: 2));
        var alone = Mixed(once);
        var blind = Mixed(new ColumnSet(twice.Names.Where(name => name != "family").Select(name => twice[name])));
        var aware = Mixed(twice);
        Assert.That(aware.Formula, Does.Contain("(1 | family)"));
        Assert.That(blind.Effect.StandardError, Is.LessThan(0.85 * alone.Effect.StandardError), "without families the copies count as strangers");
        // The copies differ by a little noise, so that a family's variance can be told from a person's.
        Assert.That(aware.Effect.StandardError, Is.EqualTo(alone.Effect.StandardError).Within(0.06 * alone.Effect.StandardError));
    }

    private static ModelledEffect Mixed(ColumnSet data) => EffectEstimators.Estimate(
        EffectEstimator.Mixed, new EffectModel(Estimand.Participation, "y", "pre", ["d"], []), data)[0];

    private static ColumnSet Data(int copies)
    {
        var random = new Random(11);
        var (y, pre, d, family, school, group) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<string?>(), new List<string?>());
        for (var student = 0; student < 480; student++)
        {
            var (own, before, takes) = (Normal(random), Normal(random), random.NextDouble() < 0.4 ? 1.0 : 0);
            for (var copy = 0; copy < 2; copy++)
            {
                // Drawn alike whatever the number of copies.
                var noise = 0.2 * Normal(random);
                if (copy >= copies)
                    continue;
                y.Add(0.3 * takes + 0.5 * before + own + noise);
                pre.Add(before);
                d.Add(takes);
                family.Add(student);
                school.Add($"S{student % 12:00}");
                group.Add($"S{student % 12:00}/{student % 48:00}");
            }
        }

        return new ColumnSet(
        [
            new NumericColumn("y", [.. y]), new NumericColumn("pre", [.. pre]), new NumericColumn("d", [.. d]), new NumericColumn("family", [.. family]),
            CategoricalColumn.FromText("school", school), CategoricalColumn.FromText("class_group", group),
        ]);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
