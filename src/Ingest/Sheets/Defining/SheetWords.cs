namespace LobResearch.Ingest.Sheets.Defining;

/// <summary>Lists of words that several sheets share.</summary>
internal static class SheetWords
{
    private static readonly string[] Yes = ["j", "x", "v", "✓", "yes", "y", "1", "true", "waar"];
    private static readonly string[] No = ["n", "no", "0", "false", "onwaar"];
    private static readonly string[] Unknown = ["?", "weet niet", "niet bekend"];

    /// <summary>Yes, no, unknown; stored as these words.</summary>
    public static IReadOnlyList<SheetWord> YesNoUnknown { get; } = [new("ja", "yes", Yes), new("nee", "no", No), new("onbekend", "unknown", Unknown)];

    /// <summary>Yes, no, unknown; stored as true, false, NULL.</summary>
    public static IReadOnlyList<SheetWord> Flag { get; } = [new("ja", "true", Yes), new("nee", "false", No), new("onbekend", "", Unknown)];

    /// <summary>Yes or no.</summary>
    public static IReadOnlyList<SheetWord> YesNo { get; } = [new("ja", "true", Yes), new("nee", "false", No)];

    /// <summary>Present or not. A mark for yes counts as present.</summary>
    public static IReadOnlyList<SheetWord> Presence { get; } =
    [
        new("aanwezig", "attended", [.. Yes, "ja", "geweest"]),
        new("afwezig", "absent", [.. No, "nee", "niet", "afgemeld", "ziek"]),
        new("onbekend", "unknown", Unknown),
    ];

    /// <summary>Components of CIOS+R.</summary>
    public static IReadOnlyList<SheetWord> Components { get; } =
        [new("C", "C", "contact"), new("I", "I", "informatie"), new("O", "O", "ondersteuning"), new("S", "S", "samenwerken"), new("R", "R", "randvoorwaarden")];

    /// <summary>Who takes part in activities.</summary>
    public static IReadOnlyList<SheetWord> Participants { get; } =
    [
        new("ouder", "parent"), new("verzorger", "caregiver"), new("leerling", "student"), new("student", "student"), new("leraar", "teacher", "docent"), new("mentor", "mentor"),
    ];

    /// <summary>Who takes part in groups.</summary>
    public static IReadOnlyList<SheetWord> Members { get; } =
    [
        .. Participants, new("slb'er", "career_coach", "slber", "slb-er", "loopbaancoach"), new("decaan", "career_counsellor"),
        new("procesbegeleider", "process_facilitator"), new("onderzoeker", "researcher"),
    ];

    /// <summary>The role under which a person's code is kept: a mentor fills in the teachers' form, a caregiver the parents'.</summary>
    public static string PersonRole(string role) => role switch
    {
        "caregiver" => "parent",
        "mentor" or "career_coach" or "career_counsellor" => "teacher",
        _ => role,
    };
}
