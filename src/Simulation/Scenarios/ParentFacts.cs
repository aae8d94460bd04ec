namespace LobResearch.Simulation.Scenarios;

/// <summary>What is observed of a parent, in the codes of the parents' form; 0 is "don't know" or "rather not say".</summary>
internal sealed record ParentFacts(int Relation, int Gender, int Age, int Education, int Language, int Mode, bool TellsEducation, bool TellsOrigin, bool TellsHomeLanguage, int AgeWritten)
{
    private static readonly double[] First = [82, 12, 2, 2, 2];
    private static readonly double[] Second = [8, 82, 8, 1, 1];
    private static readonly double[] Modes = [76, 9, 15];
    private static readonly int[] SlipsOfAge = [4, 144, 440, 1978];

    /// <summary>hbo or university.</summary>
    public bool IsHigherEducated => Education >= 4;

    public static ParentFacts Draw(ScenarioFamily family, int place, double[] education, RandomDraws random)
    {
        var relation = 1 + random.Weighted(place == 0 ? First : Second);
        var gender = relation switch { 1 => 1, 2 => 2, _ => 1 + random.Weighted([49, 49, 2]) };
        var age = Math.Clamp((int)Math.Round(44 + (place == 0 ? 0 : 2) + 6 * random.Normal()), 27, 70);
        var slip = random.Chance(0.004) ? SlipsOfAge[random.Below(SlipsOfAge.Length)] : age;
        return new ParentFacts(
            relation, gender, age, 1 + random.Weighted(education), LanguageOf(family, random), 1 + random.Weighted(Modes),
            !random.Chance(0.015), !random.Chance(0.04), !random.Chance(0.02), slip);
    }

    // Of the questionnaire: Dutch, English, Turkish, Arabic, Polish, another.
    private static int LanguageOf(ScenarioFamily family, RandomDraws random)
    {
        var keepsDutch = random.Chance(family.HomeLanguage switch { 1 => 0.995, 2 => 0.88, _ => 0.55 });
        var lot = random.Uniform();
        return keepsDutch ? 1 : family.Origin switch { 2 => lot < 0.6 ? 5 : 2, 3 => 3, 4 => 4, 8 => lot < 0.4 ? 4 : lot < 0.8 ? 2 : 6, _ => 2 };
    }
}
