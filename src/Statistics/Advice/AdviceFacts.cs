using LobResearch.Statistics.Mixed;

namespace LobResearch.Statistics.Advice;

/// <summary>What advice needs that a least-squares fit doesn't tell.</summary>
public sealed record AdviceFacts
{
    /// <summary>Whether it is declared how schools were assigned.</summary>
    public bool MechanismDeclared { get; init; }

    /// <summary>Whether a mixed model estimates the variance between schools as zero (a singular fit); null when none was fitted: then ICC(1) of the residuals tells.</summary>
    public bool? SchoolVarianceIsZero { get; init; }

    /// <summary>That mixed model's degrees of freedom for the exposure, by Satterthwaite; null when none was fitted.</summary>
    public double? MixedModelDegreesOfFreedom { get; init; }

    /// <summary>The same by Kenward and Roger; null when not known.</summary>
    public double? KenwardRogerDegreesOfFreedom { get; init; }

    /// <summary>The degrees of freedom of the mixed model's CR2; null when not known.</summary>
    public double? MixedModelRobustDegreesOfFreedom { get; init; }

    /// <summary>What a mixed model tells.</summary>
    /// <param name="fit">By REML.</param>
    /// <param name="term">The exposure's coefficient.</param>
    /// <param name="cluster">The grouping factor that the advice is about.</param>
    /// <exception cref="StatisticsException">No such coefficient or grouping factor.</exception>
    public static AdviceFacts Of(MixedModelFit fit, string term, string cluster)
    {
        if (fit.Groups.All(group => group.Name != cluster))
            throw new StatisticsException($"'{fit.Frame.Formula}' has no random term of {cluster}; there are {string.Join(", ", fit.Groups.Select(group => group.Name))}.");
        var nested = MixedModelClusters.TryOutermost(fit) is not null;
        return new AdviceFacts
        {
            SchoolVarianceIsZero = fit.Singularities.Any(singularity => singularity.Group == cluster && singularity.IsZeroVariance && singularity.Terms.Contains("(Intercept)")),
            MixedModelDegreesOfFreedom = fit.Coefficients[term].DegreesOfFreedom,
            KenwardRogerDegreesOfFreedom = fit.Options.Criterion == Criterion.Reml ? fit.Inference(DegreesOfFreedomMethod.KenwardRoger).Coefficients[term].DegreesOfFreedom : null,
            MixedModelRobustDegreesOfFreedom = nested ? fit.Robust()[term].DegreesOfFreedom : null,
        };
    }
}
