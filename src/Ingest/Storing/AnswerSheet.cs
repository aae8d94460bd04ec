namespace LobResearch.Ingest.Storing;

/// <summary>The answers of one filled-in questionnaire, sorted by where they are stored.</summary>
internal sealed class AnswerSheet(int codedItems)
{
    /// <summary>By position: the code or whole number, or −k for row k of the missing table.</summary>
    public short[] Coded { get; } = new short[codedItems];

    /// <summary>Decimal numbers.</summary>
    public List<StoredAnswer<double>> Numbers { get; } = [];

    /// <summary>Dates.</summary>
    public List<StoredAnswer<DateOnly>> Days { get; } = [];

    /// <summary>Open answers.</summary>
    public List<StoredText> Texts { get; } = [];

    /// <summary>How many letters the open answers hold together.</summary>
    public long Letters => Texts.Sum(text => (long)(text.Body?.Length ?? 0)) + Sensitive.Sum(answer => (long)(answer.Body?.Length ?? 0));

    /// <summary>Special-category answers of any kind.</summary>
    public List<SensitiveAnswer> Sensitive { get; } = [];
}

/// <summary>A value, or the row of the missing table that says why there is none.</summary>
internal readonly record struct StoredAnswer<T>(short ItemOrdinal, T? Value, short? Missing) where T : struct;

/// <summary>An open answer, or why there is none.</summary>
internal readonly record struct StoredText(short ItemOrdinal, string? Body, short? Missing);

/// <summary>A special-category answer: exactly one of the values, or why there is none.</summary>
internal readonly record struct SensitiveAnswer(
    short ItemOrdinal, short OptionCode, short? Code, double? Number, DateOnly? Day, string? Body, short? Missing)
{
    /// <summary>The option code of an item that has one answer.</summary>
    public const short NoOption = -1;
}
