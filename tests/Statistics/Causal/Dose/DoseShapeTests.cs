using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Causal.Dose;

/// <summary>The shape that a generalised additive model sees in the dose, beside covariates that it can't split.</summary>
public sealed class DoseShapeTests
{
    // The dose stands behind the covariates: one that makes no shape must not take its place.
    [Test]
    public void Estimate_CovariateThatHardlyAnybodyHas_LeavesTheDosesShapeAsItIs()
    {
        var generated = new GeneratedDose(1, 12, 40, dose => dose, 1, most: 3);
        var seldom = Array.ConvertAll(generated.Dose, _ => 0.0);
        seldom[7] = seldom[99] = 1;
        var (with, without) = (Shape(generated, seldom), Shape(generated, null));
        Assert.That(with.Reason, Is.Null);
        Assert.That(with.Steps, Is.EqualTo(without.Steps));
        Assert.That(with.Steps[0].Effect, Is.Zero);
        // The outcome rises by one per dose. x1 drives both and shares some of it, since each round of boosting fits the steps of one alone.
        Assert.That(with.Steps[^1].To, Is.EqualTo(3));
        Assert.That(with.Steps[^1].Effect, Is.EqualTo(3).Within(0.5));
    }

    // A leaf of the shape's trees has 20 rows; an estimate is content with 10.
    [Test]
    public void Estimate_DoseThatTooFewHave_HasNoShapeAndSaysWhy()
    {
        var generated = new GeneratedDose(1, 12, 40, dose => dose, 1);
        generated.Dose = [.. generated.Dose.Select((_, row) => row % 40 == 0 ? 1.0 : 0)];
        var shape = Shape(generated, null);
        Assert.That(shape.Steps, Is.Empty);
        Assert.That(shape.Reason, Does.Contain("'dose'").And.Contain("no shape to show"));
    }

    private static DoseShape Shape(GeneratedDose generated, double[]? seldom)
    {
        List<(string Name, double[] Values)> columns = [("y", generated.Y), ("dose", generated.Dose), ("x1", generated.X1), ("school", generated.School)];
        if (seldom is not null)
            columns.Add(("seldom", seldom));
        var data = CausalData.Prepare(
            new CausalRoles("y", ["dose"]) { Covariates = seldom is null ? "x1" : "x1 + seldom", Clusters = ["school"] }, new ColumnSet(columns.Select(column => new NumericColumn(column.Name, column.Values))));
        return DoseResponse.Estimate(data, new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares() }).Shape!;
    }
}
