namespace LobResearch.Ingest.Linking;

/// <summary>A person's random id with its code, and where and when the person answered.</summary>
/// <param name="PersonId">The random id; each record has its own.</param>
/// <param name="Role">student, parent, teacher …; only records of one role can be one person.</param>
/// <param name="Code">The code, taken apart by <see cref="CodeReader"/>.</param>
/// <param name="Stays">The waves in which the id answered, one stay per wave.</param>
public sealed record CodeRecord(Guid PersonId, string Role, SplitCode Code, IReadOnlyList<Stay> Stays)
{
    /// <summary>The role whose codes have the parents' element.</summary>
    public const string Parent = "parent";

    /// <summary>The role whose codes parents repeat.</summary>
    public const string Student = "student";
}

/// <summary>Where a person was in a wave.</summary>
/// <param name="Wave">The wave's ordinal, from 1, at most 64.</param>
/// <param name="School">The school's code; empty when the study has no schools.</param>
/// <param name="ClassGroup">The class as stated; null when it wasn't.</param>
public readonly record struct Stay(int Wave, string School, string? ClassGroup);

/// <summary>A code in its one spelling.</summary>
/// <param name="Normalised">Equal for equal codes of one role.</param>
/// <param name="Elements">Value per element of the scheme, null where it is missing or the role has none; null altogether for a code that doesn't fit the scheme, which can only match exactly.</param>
/// <param name="ParentNumber">1 or 2 as the parents' element tells; null when it doesn't.</param>
public sealed record SplitCode(string Normalised, IReadOnlyList<string?>? Elements, int? ParentNumber)
{
    /// <summary>Says nothing of the code: it identifies a person, and a record's text ends up in messages.</summary>
    public override string ToString() => Elements is null ? "a code that doesn't fit" : "a code";
}
