using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Results;

namespace LobResearch.Analysis.Effects;

/// <summary>An exposure's effect by one estimator.</summary>
/// <param name="Exposure">The exposure's column.</param>
/// <param name="Estimator">Which one, in the literature's words.</param>
/// <param name="Formula">The model as R writes it.</param>
/// <param name="Covariance">Kind of standard error.</param>
/// <param name="Effect">The effect with its uncertainty.</param>
/// <param name="Rows">Rows used.</param>
/// <param name="Omitted">Rows left out because something was missing.</param>
/// <param name="Schools">Schools with rows.</param>
public sealed record ModelledEffect(string Exposure, string Estimator, string Formula, string Covariance, Coefficient Effect, int Rows, int Omitted, int Schools)
{
    /// <summary>Persons used; fewer than rows where persons have several.</summary>
    public int Persons { get; init; } = Rows;

    /// <summary>What errors go together within: the school, or the class or family where the effect is one school's.</summary>
    public string Cluster { get; init; } = "school";

    /// <summary>How many of those there are.</summary>
    public int Clusters { get; init; } = Schools;

    /// <summary>How far its interval can be relied on with so few schools; null when that isn't judged.</summary>
    public MethodVerdict? Trust { get; init; }

    /// <summary>How strong an unmeasured cause would have to be; null where that isn't defined.</summary>
    public SensitivityResult? Sensitivity { get; init; }

    /// <summary>What the reader must know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
