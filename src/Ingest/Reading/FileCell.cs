namespace LobResearch.Ingest.Reading;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Nothing was ever stored: the question was not put, or the program had no value.</summary>
    Absent,

    /// <summary>It was put and left empty.</summary>
    Blank,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A day or a moment.</summary>
    Moment,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A time of day or a duration, in seconds.</summary>
    Duration,

    /// <summary>A spreadsheet's error such as #DIV/0!, or a formula without its value.</summary>
    Error,
}
