namespace LobResearch.Ingest.Checking;

/// <summary>What a cell turned out to hold.</summary>
internal enum CellVerdict
{
    /// <summary>A valid answer.</summary>
    Answer,

    /// <summary>A declared missing code, or blank: <see cref="CellAnswer.Missing"/> says which.</summary>
    Missing,

    /// <summary>Not a value of the item's kind: stored as missing, with a finding.</summary>
    Invalid,

    /// <summary>A value of the right kind outside the item's range: stored as missing, with a finding.</summary>
    OutOfRange,

    /// <summary>A code that the codebook doesn't have: the questionnaire changed, so the file is refused.</summary>
    UnknownCode,

    /// <summary>A number written with the other decimal mark: the file is written in another format, so it is refused.</summary>
    OtherDecimalMark,
}

/// <summary>A cell's answer. Which of the values counts follows from the item's kind.</summary>
internal readonly record struct CellAnswer(CellVerdict Verdict, short Missing = 0, double Number = 0, DateOnly Day = default, string? Text = null)
{
    public bool IsMissing => Verdict != CellVerdict.Answer;
}
