using System.Globalization;

namespace LobResearch.Statistics.Mixed;

/// <summary>An interval for one parameter of a mixed model.</summary>
/// <param name="Component"><c>sd</c>, <c>correlation</c>, <c>sigma</c> or <c>fixed</c>.</param>
/// <param name="Group">The grouping factor; null for σ and fixed effects.</param>
/// <param name="Term">The effect; both effects of a correlation joined by a point in between; null for σ.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="Lower">Lower end; the boundary (0 or −1) where the criterion never reaches its limit.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Method"><c>profile</c> or <c>bootstrap-percentile</c>.</param>
public sealed record ParameterInterval(string Component, string? Group, string? Term, double Estimate, double Lower, double Upper, string Method)
{
    /// <summary>As lme4 writes it: <c>sd_(Intercept)|school</c>, <c>cor_x.(Intercept)|school</c>, <c>sigma</c>, or the term.</summary>
    public string Name => Component switch
    {
        "sd" => $"sd_{Term}|{Group}",
        "correlation" => $"cor_{Term}|{Group}",
        "sigma" => "sigma",
        _ => Term!,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name.PadRight(32)} {Estimate,10:G6}  [{Lower:G6}, {Upper:G6}]");
}
