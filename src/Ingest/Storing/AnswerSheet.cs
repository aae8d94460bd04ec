namespace LobResearch.Ingest.Storing;

/// <summary>The answers of one filled-in questionnaire, sorted by where they are stored.</summary>
internal sealed class AnswerSheet(int codedItems)
{
    private List<StoredAnswer<double>>? _numbers;
    private List<StoredAnswer<DateOnly>>? _days;
    private List<StoredText>? _texts;
    private List<SensitiveAnswer>? _sensitive;

    /// <summary>By position: the code or whole number, or −k for row k of the missing table.</summary>
    public short[] Coded { get; } = new short[codedItems];

    /// <summary>Decimal numbers.</summary>
    public IReadOnlyList<StoredAnswer<double>> Numbers => _numbers ?? (IReadOnlyList<StoredAnswer<double>>)[];

    /// <summary>Dates.</summary>
    public IReadOnlyList<StoredAnswer<DateOnly>> Days => _days ?? (IReadOnlyList<StoredAnswer<DateOnly>>)[];

    /// <summary>Open answers.</summary>
    public IReadOnlyList<StoredText> Texts => _texts ?? (IReadOnlyList<StoredText>)[];

    /// <summary>Special-category answers of any kind.</summary>
    public IReadOnlyList<SensitiveAnswer> Sensitive => _sensitive ?? (IReadOnlyList<SensitiveAnswer>)[];

    /// <summary>Whether all stands in <see cref="Coded"/>.</summary>
    public bool HasCodedOnly => _numbers is null && _days is null && _texts is null && _sensitive is null;

    /// <summary>How many letters the open answers hold together.</summary>
    public long Letters { get; private set; }

    public void Add(StoredAnswer<double> number) => (_numbers ??= []).Add(number);

    public void Add(StoredAnswer<DateOnly> day) => (_days ??= []).Add(day);

    public void Add(StoredText text)
    {
        (_texts ??= []).Add(text);
        Letters += text.Body?.Length ?? 0;
    }

    public void Add(SensitiveAnswer answer)
    {
        (_sensitive ??= []).Add(answer);
        Letters += answer.Body?.Length ?? 0;
    }
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
