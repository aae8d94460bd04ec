using System.Globalization;
using LobResearch.Statistics.Advice;

namespace LobResearch.Statistics.Causal.Sensitivity;

/// <summary>What sensitivity comes to, in sentences that a committee and a funder can read.</summary>
public static class SensitivityWords
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");

    /// <summary>One paragraph.</summary>
    public static string Of(SensitivityResult result, AdviceLanguage language) => language == AdviceLanguage.Dutch ? InDutch(result) : InEnglish(result);

    private static string InEnglish(SensitivityResult result)
    {
        if (result.Reason is not null)
            return $"How sensitive the effect of {result.Exposure} is to an unmeasured cause can't be said: {result.Reason}.";
        var share = string.Create(CultureInfo.InvariantCulture, $"An unmeasured cause would have to explain {result.RobustnessValue:0.0 %} of what is left unexplained of both {result.Exposure} and the outcome to bring the effect to 0");
        var interval = Undecided(result)
            ? "; the interval holds 0 already, without any such cause."
            : string.Create(CultureInfo.InvariantCulture, $", and {result.RobustnessValueOfInterval:0.0 %} to bring 0 into its interval.");
        return $"{share}{interval}{string.Concat(result.Benchmarks.Select(benchmark => double.IsInfinity(benchmark.Lower)
            ? $" An unmeasured cause as strong as {benchmark.Covariate} would explain more than all that is left of {result.Exposure}, so nothing is ruled out."
            : Undecided(result)
            ? string.Create(CultureInfo.InvariantCulture, $" With an unmeasured cause as strong as {benchmark.Covariate} the effect could lie between {benchmark.Lower:G3} and {benchmark.Upper:G3}; the conclusion, that 0 can't be ruled out, would stay.")
            : $" An unmeasured cause as strong as {benchmark.Covariate} {(benchmark.Changes ? "would" : "would not")} change the conclusion."))}";
    }

    private static string InDutch(SensitivityResult result)
    {
        if (result.Reason is not null)
            return $"Hoe gevoelig het effect van {result.Exposure} is voor een niet-gemeten oorzaak is niet te zeggen: {ReasonInDutch(result.Reason)}.";
        var share = string.Create(Dutch, $"Een niet-gemeten oorzaak zou {100 * result.RobustnessValue:0.0}% moeten verklaren van wat onverklaard blijft van zowel {result.Exposure} als de uitkomst om het effect op 0 te brengen");
        var interval = Undecided(result)
            ? "; het interval bevat 0 al, ook zonder zo'n oorzaak."
            : string.Create(Dutch, $", en {100 * result.RobustnessValueOfInterval:0.0}% om 0 in het interval te brengen.");
        return $"{share}{interval}{string.Concat(result.Benchmarks.Select(benchmark => double.IsInfinity(benchmark.Lower)
            ? $" Een niet-gemeten oorzaak zo sterk als {benchmark.Covariate} zou meer dan alles verklaren wat er van {result.Exposure} over is, dus niets valt uit te sluiten."
            : Undecided(result)
            ? string.Create(Dutch, $" Met een niet-gemeten oorzaak zo sterk als {benchmark.Covariate} zou het effect tussen {benchmark.Lower:G3} en {benchmark.Upper:G3} kunnen liggen; de conclusie, dat 0 niet valt uit te sluiten, zou blijven.")
            : $" Een niet-gemeten oorzaak zo sterk als {benchmark.Covariate} zou de conclusie {(benchmark.Changes ? "wel" : "niet")} veranderen."))}";
    }

    private static string ReasonInDutch(string reason) => reason switch
    {
        CausalSensitivity.NeedsExposedOutcome => "daarvoor is ook de voorspelde uitkomst van deelnemers (g1) nodig",
        CausalSensitivity.NegativeVariance => "de variantie van de gewichten komt negatief uit, door te weinig overlap",
        CausalSensitivity.NoResidual => "er is geen residu om mee te vergelijken",
        _ => "het effect heeft geen standaardfout",
    };

    private static bool Undecided(SensitivityResult result) => result.Lower <= 0 && result.Upper >= 0;
}
