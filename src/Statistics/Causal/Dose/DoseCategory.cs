using System.Globalization;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>Doses that are taken together.</summary>
/// <param name="Label">What it is called, such as <c>3+</c>.</param>
/// <param name="From">Smallest dose, itself included.</param>
/// <param name="To">Largest dose, itself included; infinite where there is none.</param>
public sealed record DoseCategory(string Label, double From, double To)
{
    /// <summary>Reads a list such as <c>0,1,2,3+</c> or <c>0,0-2,2-5,5+</c>: a dose belongs to the first category that holds it.</summary>
    /// <exception cref="StatisticsException">It isn't such a list; the message says what was expected.</exception>
    public static IReadOnlyList<DoseCategory> Parse(string text)
    {
        var categories = text.Split(',', StringSplitOptions.TrimEntries).Select(part => One(part, text)).ToList();
        if (categories[0] is not { From: 0, To: 0 })
            throw new StatisticsException($"The dose categories '{text}' begin with '{categories[0].Label}': effects are against dose 0, so the first category is 0 alone, such as 0,1,2,3+ or 0,0-2,2+.");
        for (var at = 1; at < categories.Count; at++)
        {
            if (categories[at].From < categories[at - 1].To || categories[at].To <= categories[at - 1].To)
                throw new StatisticsException($"The dose categories '{text}': '{categories[at].Label}' begins before '{categories[at - 1].Label}' ends. Write them in ascending order, each dose once.");
        }

        return categories.Count > 1
            ? categories
            : throw new StatisticsException($"The dose categories '{text}' hold dose 0 alone: an effect needs one more category at least, such as 0,1+.");
    }

    internal bool Holds(double dose) => dose >= From && dose <= To;

    /// <summary>This category and the next above it as one.</summary>
    internal DoseCategory And(DoseCategory above) => new(double.IsInfinity(above.To) ? Text(From) + "+" : $"{Text(From)}-{Text(above.To)}", From, above.To);

    private static DoseCategory One(string part, string all)
    {
        var dash = part.IndexOf('-', Math.Min(1, part.Length));
        var (from, to) = part.EndsWith('+')
            ? (Number(part[..^1]), double.PositiveInfinity)
            : dash > 0 ? (Number(part[..dash]), Number(part[(dash + 1)..])) : (Number(part), Number(part));
        return from >= 0 && to >= from && double.IsFinite(from)
            ? new DoseCategory(part, from, to)
            : throw new StatisticsException($"The dose category '{part}' in '{all}' can't be read: expected a dose (2), a range (2-5) or a dose and all above it (3+), none below 0.");
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    internal static string Text(double dose) => dose.ToString("G10", CultureInfo.InvariantCulture);
}
