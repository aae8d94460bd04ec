namespace LobResearch.Study.Codebook;

/// <summary>How an item is answered.</summary>
public enum ItemKind
{
    /// <summary>One of a list of answers.</summary>
    SingleChoice,

    /// <summary>Any number of a list of answers; stored as a 0/1 item per answer.</summary>
    MultipleChoice,

    /// <summary>A whole number from 0 to 32767 within a stated range.</summary>
    WholeNumber,

    /// <summary>Any finite number.</summary>
    Decimal,

    /// <summary>A day.</summary>
    Date,

    /// <summary>Open text.</summary>
    Text,
}

/// <summary>Who fills a form in.</summary>
public enum Role
{
    /// <summary>A parent or other caregiver (ouder, verzorger).</summary>
    Parent,

    /// <summary>A student (leerling, student).</summary>
    Student,

    /// <summary>A teacher (leraar, mentor).</summary>
    Teacher,

    /// <summary>Anybody in a leerkring, whatever the role elsewhere; never taken for a parent, a student or a teacher of the same code.</summary>
    Participant,
}

/// <summary>Why an answer is missing.</summary>
public enum MissingClass
{
    /// <summary>The question was not put to this person.</summary>
    NotShown,

    /// <summary>It was put and left empty.</summary>
    Blank,

    /// <summary>The file held something that isn't an answer to it.</summary>
    Invalid,

    /// <summary>Don't know (weet niet).</summary>
    DontKnow,

    /// <summary>Not applicable (niet van toepassing).</summary>
    NotApplicable,

    /// <summary>Refused.</summary>
    Refused,

    /// <summary>Another code that the survey's makers declared as missing.</summary>
    UserMissing,
}

/// <summary>How a scale's score is made of its items.</summary>
public enum Aggregate
{
    /// <summary>Mean of the answered items.</summary>
    Mean,

    /// <summary>Sum of the items.</summary>
    Sum,
}
