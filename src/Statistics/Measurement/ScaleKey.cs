using System.Globalization;

namespace LobResearch.Statistics.Measurement;

/// <summary>An item of a scale.</summary>
/// <param name="Column">Its column.</param>
/// <param name="Reversed">Whether a high answer means little of what the scale is about.</param>
public sealed record ScaleItem(string Column, bool Reversed)
{
    /// <summary>Lowest and highest possible answer of this item, where a scale's items have answers of different ranges; null when the key's range holds.</summary>
    public (double Lowest, double Highest)? Range { get; init; }

    /// <summary>The item as a key writes it, a minus before a reversed one.</summary>
    public override string ToString() => (Reversed ? "-" : "") + Column;
}

/// <summary>What a score is made of the answered items.</summary>
public enum ScaleScore
{
    /// <summary>Their mean, on the answers' own range.</summary>
    Mean,

    /// <summary>Their mean times the number of items: with nothing missing the sum.</summary>
    Sum,
}

/// <summary>How answers become the score of a scale.</summary>
/// <remarks>A key holds no answers; <see cref="ScaleScores"/> and <see cref="Reliability"/> apply it to columns.</remarks>
public sealed record ScaleKey
{
    /// <summary>The share of items that must be answered unless a key states another: two thirds.</summary>
    public const double UsualShare = 2.0 / 3;

    // So that a share that was rounded (0.667 isn't; 0.66666667 is) or computed counts as what it stands for.
    private const double ShareRounding = 1e-6;

    /// <summary>A key.</summary>
    /// <param name="name">The scale's name.</param>
    /// <param name="items">Its items, one or more, each once.</param>
    /// <param name="minimum">Lowest possible answer; needed with <paramref name="maximum"/> when an item without a range of its own is reversed.</param>
    /// <param name="maximum">Highest possible answer.</param>
    /// <param name="score">What a score is.</param>
    /// <param name="minimumAnswered">Share of the items that must be answered, 0 to 1; one answer is needed in any case.</param>
    /// <exception cref="StatisticsException">No items, one of them twice, a range that is none, a reversed item without a range, or a share outside 0 to 1.</exception>
    public ScaleKey(string name, IReadOnlyList<ScaleItem> items, double? minimum = null, double? maximum = null, ScaleScore score = ScaleScore.Mean, double minimumAnswered = UsualShare)
    {
        if (items.Count == 0)
            throw new StatisticsException($"Scale {name} has no items; expected such as \"{name} = -item1 + item2\".");
        if (items.GroupBy(item => item.Column, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new StatisticsException($"Scale {name} lists the item {twice.Key} twice; keep one.");
        if (minimum is null != maximum is null)
            throw new StatisticsException($"Scale {name} has half a range; state the lowest and the highest possible answer.");
        if (minimum is { } low && !(low < maximum && double.IsFinite(low) && double.IsFinite(maximum.Value)))
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"Scale {name}: {low}..{maximum} is no range; the lowest possible answer stands first, such as 1..4."));
        if (items.FirstOrDefault(item => item.Range is { } own && !(own.Lowest < own.Highest && double.IsFinite(own.Lowest) && double.IsFinite(own.Highest))) is { } strange)
            throw new StatisticsException($"Scale {name}: the range of {strange.Column} is none; the lowest possible answer stands first, such as 1..4.");
        if (minimum is null && items.FirstOrDefault(item => item is { Reversed: true, Range: null }) is { } reversed)
            throw new StatisticsException($"Scale {name} reverses {reversed.Column}, which needs the range of its answers: a reversed answer is lowest + highest − answer. State it, such as 1..4.");
        if (minimumAnswered is not (>= 0 and <= 1))
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"Scale {name}: {minimumAnswered} is no share of items; expected 0 to 1, such as 0.8."));
        (Name, Items, Minimum, Maximum, Score, MinimumAnswered) = (name, items, minimum, maximum, score, minimumAnswered);
    }

    /// <summary>The scale's name.</summary>
    public string Name { get; }

    /// <summary>Its items.</summary>
    public IReadOnlyList<ScaleItem> Items { get; }

    /// <summary>Lowest possible answer; null when not stated.</summary>
    public double? Minimum { get; }

    /// <summary>Highest possible answer; null when not stated.</summary>
    public double? Maximum { get; }

    /// <summary>What a score is.</summary>
    public ScaleScore Score { get; }

    /// <summary>Share of the items that must be answered.</summary>
    public double MinimumAnswered { get; }

    /// <summary>Reads a key such as <c>A = -A1 + A2 + `item 3`</c>: a minus marks a reversed item, unusual names stand in backticks.</summary>
    /// <param name="text">The key.</param>
    /// <param name="minimum">Lowest possible answer.</param>
    /// <param name="maximum">Highest possible answer.</param>
    /// <param name="score">What a score is.</param>
    /// <param name="minimumAnswered">Share of the items that must be answered.</param>
    /// <exception cref="Formulas.FormulaException">The text isn't a key; the message says where.</exception>
    /// <exception cref="StatisticsException">As the constructor.</exception>
    public static ScaleKey Parse(string text, double? minimum = null, double? maximum = null, ScaleScore score = ScaleScore.Mean, double minimumAnswered = UsualShare)
    {
        var (name, items) = ScaleKeyParser.Parse(text);
        return new ScaleKey(name, items, minimum, maximum, score, minimumAnswered);
    }

    /// <summary>Lowest and highest possible answer of one of its items; null when not stated.</summary>
    /// <param name="item">The item.</param>
    public (double Lowest, double Highest)? RangeOf(ScaleItem item) => item.Range ?? (Minimum is { } low && Maximum is { } high ? (low, high) : null);

    /// <summary>Whether so many answers make a score.</summary>
    /// <param name="answered">Number of answered items.</param>
    public bool IsEnough(int answered) => answered > 0 && answered >= Items.Count * (MinimumAnswered - ShareRounding);

    /// <summary>The key as text.</summary>
    public override string ToString() => $"{Name} = {string.Join(" + ", Items)}";
}
