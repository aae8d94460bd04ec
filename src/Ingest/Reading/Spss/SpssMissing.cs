namespace LobResearch.Ingest.Reading.Spss;

/// <summary>Which values of a variable SPSS counts as user-missing.</summary>
/// <param name="Numbers">Single numbers.</param>
/// <param name="Low">Lower end of a range; negative infinity for LOWEST; null without a range.</param>
/// <param name="High">Upper end of a range; positive infinity for HIGHEST.</param>
/// <param name="Texts">Single strings, without trailing spaces.</param>
public sealed record SpssMissing(IReadOnlyList<double> Numbers, double? Low, double? High, IReadOnlyList<string> Texts)
{
    /// <summary>A range of texts, which SPSS itself doesn't have and other programs write; null without one.</summary>
    public TextRange? TextRange { get; init; }

    /// <summary>No missing values.</summary>
    public static SpssMissing None { get; } = new([], null, null, []);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Numbers.Count == 0 && Low is null && Texts.Count == 0 && TextRange is null;

    /// <summary>Whether a number is user-missing.</summary>
    public bool Contains(double value)
    {
        if (value >= Low && value <= High)
            return true;
        for (var index = 0; index < Numbers.Count; index++)
        {
            if (Numbers[index] == value)
                return true;
        }

        return false;
    }

    /// <summary>Whether a string is user-missing.</summary>
    public bool Contains(ReadOnlySpan<char> value)
    {
        for (var index = 0; index < Texts.Count; index++)
        {
            if (value.SequenceEqual(Texts[index]))
                return true;
        }

        return TextRange is { } range && range.Contains(value);
    }
}
