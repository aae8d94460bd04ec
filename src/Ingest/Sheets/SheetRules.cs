using LobResearch.Ingest.Checking;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Sheets;

/// <summary>The rules that a sheet's rows are checked by. A slip that is read as meant is told; one that only its writer can mend stops the file.</summary>
public static class SheetRules
{
    /// <summary>Cells are merged over several rows. Stops.</summary>
    public const string MergedCells = "merged-cells";

    /// <summary>A row of totals; left out.</summary>
    public const string TotalRow = "total-row";

    /// <summary>A remark below or beside the rows; left out.</summary>
    public const string Note = "note";

    /// <summary>Days that stand as text; read as day-month-year.</summary>
    public const string TextDate = "text-date";

    /// <summary>Days that can be read in two ways. Stops.</summary>
    public const string AmbiguousDate = "ambiguous-date";

    /// <summary>No day. Stops.</summary>
    public const string BadDate = "bad-date";

    /// <summary>Words that aren't in the list and are read all the same.</summary>
    public const string OtherWord = "other-word";

    /// <summary>Words that aren't in the list and can't be read. Stops.</summary>
    public const string UnknownWord = "unknown-word";

    /// <summary>A row that says the same as an earlier one; counted once.</summary>
    public const string RepeatedRow = "repeated-row";

    /// <summary>A row that says something else than an earlier one about the same. Stops.</summary>
    public const string DoubleRow = "double-row";

    /// <summary>An activity, group, session or other thing that isn't known. Stops.</summary>
    public const string UnknownReference = "unknown-reference";

    /// <summary>The school is none of the study's. Stops.</summary>
    public const string UnknownSchool = "unknown-school";

    /// <summary>Cells that each row has to fill in are empty. Stops.</summary>
    public const string IncompleteRow = "incomplete-row";

    /// <summary>Not a number, or out of range. Stops.</summary>
    public const string BadNumber = "bad-number";

    /// <summary>Not a short name. Stops.</summary>
    public const string BadCode = "bad-code";

    /// <summary>Cells of one row, or rows, that can't go together. Stops.</summary>
    public const string Contradiction = "contradiction";

    /// <summary>A worksheet that is none of the template's; not read.</summary>
    public const string UnreadSheet = "unread-sheet";

    private static readonly HashSet<string> Read = new([RuleNames.RefusedWithAnswers, RuleNames.NoConsent, RuleNames.NoGuardianConsent, TotalRow, Note, OtherWord, RepeatedRow, UnreadSheet, RuleNames.MaskedText, RuleNames.VanishedRows], StringComparer.Ordinal);

    /// <summary>What a rule does.</summary>
    public static RuleLevel LevelOf(string rule) => rule == TextDate ? RuleLevel.Note : Read.Contains(rule) ? RuleLevel.Warn : RuleLevel.Stop;
}
