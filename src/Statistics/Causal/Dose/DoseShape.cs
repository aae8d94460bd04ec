using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>A step of the shape that a generalised additive model sees in a dose.</summary>
/// <param name="To">The dose up to which it holds; the last step ends at the largest dose there is.</param>
/// <param name="Effect">What the model's prediction differs from that at dose 0, in units of the outcome.</param>
public sealed record DoseStep(double To, double Effect);

/// <summary>The shape that ML.NET's GAM sees in the dose beside the covariates: a description without bands, not an effect.</summary>
/// <param name="Steps">From dose 0 upwards; none where the model found nothing to split on.</param>
/// <param name="Reason">Why there are no steps; null when there are.</param>
public sealed record DoseShape(IReadOnlyList<DoseStep> Steps, string? Reason)
{
    internal static DoseShape Of(CausalData data, ulong seed)
    {
        var dose = data.Exposure(0);
        GamShape shape;
        try
        {
            shape = GamShape.Of(data.Features.Beside(data.Roles.Exposures[0], dose), data.Outcome, LearningTask.Mean, seed)[^1];
        }
        catch (StatisticsException fault)
        {
            return new DoseShape([], fault.Message);
        }

        if (shape.Effects.Count == 1)
            return new DoseShape([], $"No split of the dose '{data.Roles.Exposures[0]}' has enough rows on either side: there is no shape to show.");
        var largest = dose.Max();
        var first = shape.UpperBounds.Select((bound, at) => (bound, at)).First(bin => bin.bound >= 0).at;
        var last = shape.UpperBounds.Select((bound, at) => (bound, at)).First(bin => bin.bound >= largest).at;
        return new DoseShape(
            [.. Enumerable.Range(first, last - first + 1).Select(bin => new DoseStep(Math.Min(shape.UpperBounds[bin], largest), shape.Effects[bin] - shape.Effects[first]))], null);
    }
}
