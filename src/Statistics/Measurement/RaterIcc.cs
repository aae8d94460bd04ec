using System.Globalization;

namespace LobResearch.Statistics.Measurement;

/// <summary>An intraclass correlation of ratings.</summary>
/// <param name="Type">ICC1, ICC2, ICC3, or with k of the raters' mean.</param>
/// <param name="Estimate">The correlation; can be negative.</param>
/// <param name="F">Of no correlation; infinite when raters agree without error.</param>
/// <param name="Df1">Its numerator degrees of freedom.</param>
/// <param name="Df2">Its denominator degrees of freedom.</param>
/// <param name="P">Its p value.</param>
/// <param name="Lower">Lower end of the interval; NaN when undefined.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Confidence">Confidence level.</param>
public sealed record RaterIcc(string Type, double Estimate, double F, int Df1, double Df2, double P, double Lower, double Upper, double Confidence)
{
    /// <summary>Shrout &amp; Fleiss's name, such as ICC(2,1), and McGraw &amp; Wong's where it has one.</summary>
    public string Name => Type switch
    {
        "ICC1" => "ICC(1,1)",
        "ICC2" => "ICC(2,1) = ICC(A,1)",
        "ICC3" => "ICC(3,1) = ICC(C,1)",
        "ICC1k" => "ICC(1,k)",
        "ICC2k" => "ICC(2,k) = ICC(A,k)",
        _ => "ICC(3,k) = ICC(C,k)",
    };

    /// <summary>Why a number is lacking; null when none is.</summary>
    public string? Reason => double.IsFinite(F) && double.IsFinite(Lower) && double.IsFinite(Upper) && double.IsFinite(Estimate)
        ? null
        : double.IsFinite(F) ? "the interval doesn't exist" : "raters agree without error";

    internal string Range => string.Create(
        CultureInfo.InvariantCulture, $"{ReliabilityText.Number(Estimate)}, {100 * Confidence:G4} % interval {ReliabilityText.Number(Lower)} to {ReliabilityText.Number(Upper)}");

    /// <summary>The correlation as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name,-20}  {Range}; F({Df1}, {Df2:0.##}) = {F:0.00}, {ReliabilityText.P(P)}");
}
