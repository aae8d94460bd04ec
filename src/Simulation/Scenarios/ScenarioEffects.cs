using System.Globalization;
using LobResearch.Study;

namespace LobResearch.Simulation.Scenarios;

/// <summary>What attending at least one activity of a component adds to a parent's latent support at T2, in standard deviations of the trait.</summary>
/// <param name="C">Contact.</param>
/// <param name="I">Informatie.</param>
/// <param name="O">Ondersteuning.</param>
/// <param name="S">Samenwerken.</param>
public sealed record ScenarioEffects(double C, double I, double O, double S)
{
    /// <summary>The letters in the order of the bits of <see cref="Components"/>.</summary>
    public const string Letters = "CIOS";

    /// <summary>Within what is plausible for parents' behaviour (d .15 to .35).</summary>
    public static ScenarioEffects Default { get; } = new(0.15, 0.20, 0.30, 0.25);

    /// <summary>None.</summary>
    public static ScenarioEffects Null { get; } = new(0, 0, 0, 0);

    /// <summary>The effect of component 0 to 3.</summary>
    public double Of(int component) => component switch { 0 => C, 1 => I, 2 => O, _ => S };

    /// <summary>Reads <c>0</c>, or <c>C=0.15,O=0.3</c>, in which a component that isn't named keeps its default.</summary>
    /// <exception cref="InputFault">It is neither.</exception>
    public static ScenarioEffects Parse(string text)
    {
        if (text.Trim() == "0")
            return Null;
        var values = Enumerable.Range(0, Letters.Length).Select(Default.Of).ToArray();
        foreach (var part in text.Split(','))
        {
            var pair = part.Split('=');
            var at = pair.Length == 2 && pair[0].Trim() is [var letter] ? Letters.IndexOf(letter, StringComparison.OrdinalIgnoreCase) : -1;
            if (at < 0 || !double.TryParse(pair[1].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out values[at]) || !(Math.Abs(values[at]) <= 3))
                throw new InputFault($"--effects: '{part}' isn't understood. Write 0 for none, or C=0.15,I=0.2,O=0.3,S=0.25 with standard deviations between -3 and 3.");
        }

        return new ScenarioEffects(values[0], values[1], values[2], values[3]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"C={C},I={I},O={O},S={S}");
}
