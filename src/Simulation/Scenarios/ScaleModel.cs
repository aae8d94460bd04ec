namespace LobResearch.Simulation.Scenarios;

/// <summary>How a scale's trait varies between families, and how it becomes answers of 1 to 4.</summary>
/// <param name="Id">The scale, as in the codebook.</param>
/// <param name="Easiness">Per item how much lower its thresholds lie; the number of items.</param>
/// <param name="Thresholds">Where a continuous answer with variance near 1 is cut.</param>
/// <param name="Family">Correlation of the lasting part with the family's engagement, which all scales and both parents share.</param>
/// <param name="HigherEducation">How much higher the trait of parents with higher education is.</param>
/// <param name="Effect">What attending adds, as a share of its effect on support.</param>
/// <param name="Reversed">Places of the reverse-keyed items.</param>
internal sealed record ScaleModel(string Id, double[] Easiness, double[] Thresholds, double Family, double HigherEducation, double Effect, params int[] Reversed)
{
    /// <summary>Correlation of an item's continuous answer with the trait.</summary>
    public const double Loading = 0.7;

    /// <summary>Places in <see cref="Parents"/>.</summary>
    public const int Sup = 0, Act = 1, Int = 2, Loe = 3, Eff = 4, Role = 5, FirstExposure = 6;

    private static readonly double[] Agree = [-1.5, -0.5, 0.7];
    private static readonly double[] Seldom = [0.1, 0.95, 1.75];
    private static readonly double[] Often = [-0.5, 0.3, 1.2];
    private static readonly double[] Perceived = [-0.7, 0.3, 1.4];

    /// <summary>Scales of the parents' form; the first three of EXP_C … EXP_S are perceived exposure by component.</summary>
    public static IReadOnlyList<ScaleModel> Parents { get; } =
    [
        new("SUP", [0.35, 0.15, -0.1, 0.3, -0.35, -0.15], Agree, 0.6, 0.25, 1),
        new("ACT", [1.0, -0.7, 0.5, -1.1, 0.2], Often, 0.6, 0.2, 0.5),
        new("INT", [0.2, 0, -0.1, 0.1], Seldom, 0, -0.15, 0),
        new("LOE", [-0.2, 0, 0.4, 0.2], Seldom, -0.5, -0.2, 0),
        new("EFF", [0.2, 0.1, 0, -0.1, -0.2], Agree, 0.5, 0.25, 0.3, 2, 4),
        new("ROLE", [0.5, 0.4, 0.1, 0.3], Agree, 0.5, 0.1, 0, 2),
        new("EXP_C", [0, 0.6, 0, 0.3], Perceived, 0.3, 0, 0, 2),
        new("EXP_I", [0.3, 0.2, -0.2, -0.3, 0.1, 0, 0.3, -0.1], Perceived, 0.3, 0, 0, 5),
        new("EXP_O", [-0.2, 0, 0, 0], Perceived, 0.3, 0, 0, 2),
        new("EXP_S", [0.1, 0, 0.2, -0.3], Perceived, 0.3, 0, 0, 2),
    ];

    /// <summary>Scales of the students' form: the first four mirror the parents', the others are career competences.</summary>
    public static IReadOnlyList<ScaleModel> Students { get; } =
    [
        .. Parents.Take(4),
        new("CQ", [0.3, 0, -0.5], Agree, 0.2, 0, 0),
        new("CM", [0.3, 0.4, 0.1], Agree, 0.2, 0, 0),
        new("CE", [0, -0.3, -0.1], Agree, 0.2, 0, 0),
        new("CS", [0, -0.2, -0.3], Agree, 0.2, 0, 0),
        new("CN", [0, 0, -0.2], Agree, 0.2, 0, 0),
    ];

    /// <summary>Scales of the team form.</summary>
    public static IReadOnlyList<ScaleModel> Teams { get; } =
    [
        new("VIS", [0, -0.3, 0.2, -0.4], Agree, 0, 0, 0),
        new("DRA", [0.8, 0.4, -0.2, 0.2], Agree, 0, 0, 0),
        new("INTEG", [0, -0.3, -0.1, 0], Agree, 0, 0, 0),
        new("FAC", [-0.5, -0.2, -0.1], Agree, 0, 0, 0),
    ];

    /// <summary>Number of items.</summary>
    public int Items => Easiness.Length;

    /// <summary>What an answer counts in the score: itself, or 5 less it.</summary>
    public int Points(int item, int answer) => Array.IndexOf(Reversed, item) >= 0 ? 5 - answer : answer;

    /// <summary>The points that a continuous answer becomes, before reverse keying.</summary>
    public int Cut(int item, double continuous)
    {
        var lowered = continuous + Easiness[item];
        return 1 + (lowered > Thresholds[0] ? 1 : 0) + (lowered > Thresholds[1] ? 1 : 0) + (lowered > Thresholds[2] ? 1 : 0);
    }

    /// <summary>The score of answers: the mean of what was answered when that is two thirds at least; NaN otherwise.</summary>
    /// <param name="answers">1–4 as given; others are missing.</param>
    public double Score(ReadOnlySpan<sbyte> answers)
    {
        var (sum, count) = (0, 0);
        for (var item = 0; item < answers.Length; item++)
        {
            if (answers[item] is >= 1 and <= 4)
                (sum, count) = (sum + Points(item, answers[item]), count + 1);
        }

        return 3 * count >= 2 * answers.Length ? (double)sum / count : double.NaN;
    }
}
