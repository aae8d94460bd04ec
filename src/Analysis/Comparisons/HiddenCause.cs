using LobResearch.Analysis.Effects.Models;
using LobResearch.Statistics.Causal.Sensitivity;

namespace LobResearch.Analysis.Comparisons;

/// <summary>What an unmeasured cause of both exposure and outcome would do to a component's adjusted effect.</summary>
/// <param name="Component">The component's code.</param>
/// <param name="Persons">Persons that it is estimated from.</param>
/// <param name="Schools">Schools that they are of.</param>
/// <param name="Sensitivity">The effect with its robustness values and what a cause as strong as each covariate would do.</param>
/// <remarks>
/// Cinelli &amp; Hazlett (2020), <i>J. R. Stat. Soc. B</i> 82, 39–67, section 4.1: a cause that explains the shares R²_Y and R²_D of the residual
/// variance of outcome and exposure moves the estimate by se · √df · √(R²_Y R²_D / (1 − R²_D)), with the classical error.
/// </remarks>
public sealed record HiddenCause(string Component, int Persons, int Schools, SensitivityResult Sensitivity)
{
    /// <summary>The classical standard error times the root of the residual degrees of freedom, in units of the outcome.</summary>
    public double Scale => Math.Abs(Sensitivity.Estimate) * Math.Sqrt((1 - Sensitivity.PartialR2) / Sensitivity.PartialR2);

    /// <summary>Whether schools are enough for the interval to be relied on.</summary>
    public bool HasInterval { get; init; } = true;

    /// <summary>Whether the interval can be relied on and doesn't hold 0: then there is something for an unmeasured cause to change.</summary>
    public bool IsDecided => HasInterval && !(Sensitivity.Lower <= 0 && Sensitivity.Upper >= 0);

    /// <summary>The end of the interval that is nearer to 0.</summary>
    public double NearerEnd => Math.Abs(Sensitivity.Lower) < Math.Abs(Sensitivity.Upper) ? Sensitivity.Lower : Sensitivity.Upper;

    /// <summary>How far such a cause could move the estimate.</summary>
    /// <param name="exposure">Share of the exposure's residual variance that it explains, from 0 and below 1.</param>
    /// <param name="outcome">Share of the outcome's residual variance that it explains, from 0 to 1.</param>
    public double Bias(double exposure, double outcome) => Scale * Math.Sqrt(outcome * exposure / (1 - exposure));

    /// <summary>The share of the outcome's variance at which the estimate moves just so far; above 1 when no cause would do.</summary>
    /// <param name="bias">How far, 0 or more.</param>
    /// <param name="exposure">Share of the exposure's residual variance, above 0 and below 1.</param>
    public double OutcomeFor(double bias, double exposure) => bias / Scale * (bias / Scale) * (1 - exposure) / exposure;

    /// <summary>Estimates the run's model by least squares once more, on its rows.</summary>
    /// <param name="rows">The run's rows.</param>
    /// <returns>One per component that the run tells apart and whose sensitivity is defined, in the plan's order.</returns>
    /// <exception cref="LobResearch.Study.InputFault">There is none; the message says why and what to do.</exception>
    public static IReadOnlyList<HiddenCause> Of(AnalysedRows rows)
    {
        var components = rows.Components("sensitivity");
        var effects = rows.Try(string.Join(", ", components), () => LeastSquaresEffects.Ancova(rows.Model, rows.Data));
        var found = components.Select(component => (component, Effect: effects.FirstOrDefault(effect => effect.Exposure == rows.Run.Plan.ExposureColumn(component))))
            .Where(pair => pair.Effect?.Sensitivity is { PartialR2: > 0 and < 1, Reason: null })
            .Select(pair => new HiddenCause(pair.component, pair.Effect!.Persons, pair.Effect.Schools, pair.Effect.Sensitivity!) { HasInterval = pair.Effect.Trust is not { Trust: Statistics.Advice.Trust.Neither } }).ToList();
        return found.Count > 0 ? found : throw new Study.InputFault(
            $"Run {rows.Run.Id}: the adjusted effects have no error to judge an unmeasured cause by. 'lob chart forest --run {rows.Run.Id}' says why; name another run: --run ID.");
    }
}
