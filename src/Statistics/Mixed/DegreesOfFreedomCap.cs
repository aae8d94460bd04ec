using System.Globalization;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// An upper bound on degrees of freedom where a group's variance is estimated as zero and a fixed effect differs between
/// those groups only: the groups still are what was sampled, so at most their number less the terms at their level.
/// </summary>
internal static class DegreesOfFreedomCap
{
    /// <summary>Per fixed effect the bound; infinite without one.</summary>
    public static double[] Of(MixedModelFit fit)
    {
        var data = fit.Data;
        var caps = new double[data.Rank];
        Array.Fill(caps, double.PositiveInfinity);
        foreach (var factor in Zero(fit))
        {
            var between = Enumerable.Range(0, data.Rank).Where(i => !factor.VariesWithin(data.Design.Column(data.KeptColumns[i]))).ToList();
            if (between.TrueForAll(i => data.Names[i] == "(Intercept)"))
                continue;
            foreach (var i in between)
                caps[i] = Math.Min(caps[i], Math.Max(factor.Levels.Count - between.Count, 1));
        }

        return caps;
    }

    public static string Warning(MixedModelFit fit, double[] caps)
    {
        var capped = Enumerable.Range(0, caps.Length).Where(i => double.IsFinite(caps[i])).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"degrees of freedom of {string.Join(", ", capped.Select(i => fit.Terms[i]))} are at most {capped.Min(i => caps[i]):0}: they differ between groups of {string.Join(", ", Zero(fit).Select(factor => factor.Name))} only, whose variance is estimated as zero");
    }

    private static IEnumerable<GroupingFactor> Zero(MixedModelFit fit) =>
        fit.Data.Factors.Where(factor => fit.Singularities.Any(singularity => singularity.Group == factor.Name && singularity.IsZeroVariance && singularity.Terms.Contains("(Intercept)")));
}
