namespace LobResearch.Ingest.Reading.Spss;

/// <summary>How the cases of a system file are packed.</summary>
public enum SpssCompression
{
    /// <summary>Eight bytes a value.</summary>
    None = 0,

    /// <summary>One byte for small whole numbers.</summary>
    Bytes = 1,

    /// <summary>The same in zlib blocks: a .zsav file.</summary>
    Zlib = 2,
}

/// <summary>What an SPSS system file says of itself before its cases.</summary>
/// <param name="Variables">The variables in the file's order.</param>
/// <param name="CaseCount">Number of cases that the file states; null when it doesn't.</param>
/// <param name="Encoding">Name of the encoding of all its text.</param>
/// <param name="FileLabel">The file's own label; null for none.</param>
/// <param name="Weight">Name of the weight variable; null for none.</param>
/// <param name="Compression">How cases are packed.</param>
/// <param name="Documents">Lines of comment in the file.</param>
/// <param name="Product">The program that wrote it, as it names itself.</param>
/// <param name="Notes">What was odd in the file and how it was read nevertheless.</param>
public sealed record SpssHeader(
    IReadOnlyList<SpssVariable> Variables, long? CaseCount, string Encoding, string? FileLabel, string? Weight, SpssCompression Compression,
    IReadOnlyList<string> Documents, string Product, IReadOnlyList<string> Notes)
{
    /// <summary>Variables that hold the answers to one question together.</summary>
    public IReadOnlyList<SpssResponseSet> MultipleResponseSets { get; init; } = [];
}

/// <summary>A multiple-response set: variables that hold the answers to one question together.</summary>
/// <param name="Name">Its name, without the dollar sign.</param>
/// <param name="Label">Its label; null for none.</param>
/// <param name="Counted">The value that says yes; null where each variable holds one of the answers.</param>
/// <param name="Variables">Names of its variables.</param>
public sealed record SpssResponseSet(string Name, string? Label, string? Counted, IReadOnlyList<string> Variables)
{
    /// <summary>As one line.</summary>
    public override string ToString() =>
        $"{Name}{(Label is null ? "" : $" ({Label})")}: {string.Join(", ", Variables)}{(Counted is null ? "" : $", counted value {Counted}")}";
}
