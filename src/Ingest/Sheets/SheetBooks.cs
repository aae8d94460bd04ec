using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Ingest.Sheets;

/// <summary>The sheets that there are.</summary>
public static class SheetBooks
{
    /// <summary>Activities and attendance.</summary>
    public static SheetBook Attendance => AttendanceSheets.Book;

    /// <summary>Learning circles, working groups, focus groups.</summary>
    public static SheetBook Leerkring => CircleSheets.Book;

    /// <summary>Rounds along schools.</summary>
    public static SheetBook Practice => PracticeSheets.Book;

    /// <summary>Consent that was given or refused on paper.</summary>
    public static SheetBook Consent => ConsentSheet.Book;

    /// <summary>All that come in by a verb of their own.</summary>
    public static IReadOnlyList<SheetBook> All { get; } = [Consent, Attendance, Leerkring, Practice];
}
