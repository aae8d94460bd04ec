using System.Globalization;

namespace LobResearch.Simulation.Scenarios;

/// <summary>Makes a scenario's schools: sector, offer, activities and size.</summary>
internal static class ScenarioDesign
{
    private static readonly (bool IsMbo, Components Offers)[] Brochure =
    [
        (true, Components.C), (true, Components.I), (false, Components.O), (false, Components.I | Components.S),
        (false, Components.None), (false, Components.None), (true, Components.None), (true, Components.None),
    ];

    private static readonly string[] Kinds =
        ["welkomstbijeenkomst", "contactmoment", "themabijeenkomst", "open dag", "thuisopdracht", "rapportgesprek", "LOB-diner", "MOL-gesprek"];

    private static readonly int[] PlannedMinutes = [90, 30, 90, 120, 45, 20, 150, 30];

    public static IReadOnlyList<ScenarioSchool> Schools(ScenarioOptions options, ScenarioDraws draws)
    {
        var random = draws.Of(ScenarioStream.Design, 0);
        var offers = options.Scenario == Scenario.Rotterdam ? Shuffled(Brochure, random) : Factorial(options.SchoolCount, random);
        var sizes = Sizes(options, random);
        var width = options.SchoolCount.ToString(CultureInfo.InvariantCulture).Length;
        return offers.Select((offer, index) =>
        {
            var code = "S" + (index + 1).ToString(new string('0', width), CultureInfo.InvariantCulture);
            return new ScenarioSchool(options, draws, index, code, offer.IsMbo, Activities(code, offer.Offers, options.Scenario, draws.Of(ScenarioStream.Activities, index)), sizes[index]);
        }).ToList();
    }

    // Of every sixteen schools each has another combination; sectors are dealt apart, half each.
    private static (bool IsMbo, Components Offers)[] Factorial(int count, RandomDraws random)
    {
        var all = new List<(bool, Components)>();
        for (var block = 0; block < count / 16; block++)
        {
            var combinations = Shuffled(Enumerable.Range(0, 16).ToArray(), random);
            var sectors = Shuffled(Enumerable.Range(0, 16).Select(at => at % 2 == 0).ToArray(), random);
            all.AddRange(combinations.Select((combination, at) => (sectors[at], (Components)combination)));
        }

        return [.. all];
    }

    // Unequal, and together what was asked for.
    private static int[] Sizes(ScenarioOptions options, RandomDraws random)
    {
        var weights = Enumerable.Range(0, options.SchoolCount).Select(_ => Math.Exp(0.2 * random.Normal())).ToArray();
        var (sum, given) = (weights.Sum(), 0);
        var sizes = Array.ConvertAll(weights, weight => (int)(weight / sum * options.ParentCount));
        given = sizes.Sum();
        for (var at = 0; given < options.ParentCount; at = (at + 1) % sizes.Length, given++)
            sizes[at]++;
        return sizes;
    }

    private static List<ScenarioActivity> Activities(string school, Components offers, Scenario scenario, RandomDraws random)
    {
        var activities = new List<ScenarioActivity>();
        var isDinner = scenario == Scenario.Rotterdam && offers == (Components.I | Components.S);
        for (var slot = 0; slot < 8; slot++)
        {
            var component = (Components)(1 << slot / 2);
            var day = ScenarioCalendar.FirstActivity(slot % 2 == 0).AddDays(random.Below(40));
            // In the brochure's school with both, the dinner informs and brings together; there is nothing for information alone.
            if (!offers.HasFlag(component) || (isDinner && component == Components.I))
                continue;
            var holds = isDinner && slot == 6 ? offers : component;
            activities.Add(new ScenarioActivity($"{school}-{Kinds[slot].Replace(' ', '-')}", Kinds[slot], day, holds, PlannedMinutes[slot], slot));
        }

        return [.. activities.OrderBy(activity => activity.Day).ThenBy(activity => activity.Slot)];
    }

    private static T[] Shuffled<T>(T[] items, RandomDraws random)
    {
        var shuffled = (T[])items.Clone();
        for (var last = shuffled.Length - 1; last > 0; last--)
        {
            var other = random.Below(last + 1);
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }

        return shuffled;
    }
}
