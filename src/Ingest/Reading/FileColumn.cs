namespace LobResearch.Ingest.Reading;

/// <summary>A column as the file itself describes it. A file without descriptions gives only names.</summary>
/// <param name="Name">Its heading, or the variable's name.</param>
public sealed record FileColumn(string Name)
{
    /// <summary>What the survey tool never changes about it, such as Qualtrics' ImportId; null when there is nothing of the kind.</summary>
    public string? Key { get; init; }

    /// <summary>The time zone of its moments (IANA), when the file states it; null otherwise.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The question's text or the variable's label; null when the file has none.</summary>
    public string? Label { get; init; }

    /// <summary>What kind of values the file says it holds; null when the file doesn't say.</summary>
    public FileColumnType? Type { get; init; }

    /// <summary>The file's own name for how values are shown, such as F8.2; null for none.</summary>
    public string? Format { get; init; }

    /// <summary>nominal, ordinal or scale, as the file says; null when it doesn't.</summary>
    public string? Measure { get; init; }

    /// <summary>Labels of single values.</summary>
    public IReadOnlyList<FileValueLabel> ValueLabels { get; init; } = [];

    /// <summary>Values that the file declares missing.</summary>
    public FileMissing Missing { get; init; } = FileMissing.None;
}

/// <summary>Kinds of columns.</summary>
public enum FileColumnType
{
    /// <summary>Numbers.</summary>
    Numeric,

    /// <summary>Text.</summary>
    String,

    /// <summary>Days.</summary>
    Date,

    /// <summary>Moments.</summary>
    DateTime,

    /// <summary>Durations, in seconds.</summary>
    Duration,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Nothing in any row.</summary>
    Empty,
}

/// <summary>The label of a value.</summary>
/// <param name="Value">The value as text; a number in its shortest form.</param>
/// <param name="Label">Its label.</param>
public sealed record FileValueLabel(string Value, string Label);

/// <summary>Which values a file declares missing.</summary>
/// <param name="Values">Single values as text; a number in its shortest form.</param>
/// <param name="Low">Lower end of a range; negative infinity for all below; null without a range.</param>
/// <param name="High">Upper end of a range; positive infinity for all above.</param>
public sealed record FileMissing(IReadOnlyList<string> Values, double? Low, double? High)
{
    /// <summary>A range of texts; null without one.</summary>
    public TextRange? TextRange { get; init; }

    /// <summary>None.</summary>
    public static FileMissing None { get; } = new([], null, null);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Values.Count == 0 && Low is null && TextRange is null;
}

/// <summary>A range of texts, by the order of their characters' codes; both ends belong to it.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record TextRange(string Low, string High)
{
    /// <summary>Whether a text lies in it.</summary>
    public bool Contains(ReadOnlySpan<char> text) =>
        text.CompareTo(Low, StringComparison.Ordinal) >= 0 && text.CompareTo(High, StringComparison.Ordinal) <= 0;
}
