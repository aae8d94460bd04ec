namespace LobResearch.Ingest.Checking;

/// <summary>What a row tells of consent.</summary>
/// <param name="Self">The person's own; null when the row doesn't say.</param>
/// <param name="Guardian">A guardian's; null when the row doesn't say.</param>
internal readonly record struct RowConsent(bool? Self, bool? Guardian);

/// <summary>A word on consent and its day.</summary>
/// <param name="Given">Given or refused.</param>
/// <param name="Day">The day.</param>
internal readonly record struct ConsentWord(bool Given, DateOnly Day)
{
    /// <summary>The one that counts of two: the newer, and the refusal when they are of one day.</summary>
    public static ConsentWord? Newer(ConsentWord? one, ConsentWord? other)
    {
        if (one is not { } first || other is not { } second)
            return one ?? other;
        return first.Day != second.Day ? (first.Day > second.Day ? first : second) : (first.Given ? second : first);
    }
}

/// <summary>What earlier files told of a person's consent.</summary>
/// <param name="Self">The person's own newest word.</param>
/// <param name="Guardian">A guardian's newest word.</param>
internal readonly record struct KnownConsent(ConsentWord? Self, ConsentWord? Guardian);

/// <summary>A row that tells of a refusal.</summary>
/// <param name="Row">Row in the file.</param>
/// <param name="PersonIndex">Blind index of the person's code.</param>
/// <param name="Told">What it tells.</param>
/// <param name="Day">The day.</param>
internal sealed record Refusal(int Row, byte[] PersonIndex, RowConsent Told, DateOnly Day);
