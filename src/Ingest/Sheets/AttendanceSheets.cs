using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Ingest.Sheets;

/// <summary>Activities, and who was invited to them and attended.</summary>
internal static class AttendanceSheets
{
    public static SheetDefinition Activities { get; } = new("activities", "Activiteiten", "Eén rij per activiteit. Een activiteit die op twee dagen wordt gehouden, is twee activiteiten met elk een eigen naam.",
    [
        new("activiteit", SheetCellKind.Code, "code", "Korte naam van de activiteit. Gebruik dezelfde naam op het blad Aanwezigheid.", "diner-2026"),
        new SheetColumn("school", SheetCellKind.School, "school_id", "Code van de school, zoals in het onderzoek. Leeg als de activiteit van meer scholen is.", "A").Optional(),
        new("soort", SheetCellKind.Choice, "kind", "Wat voor activiteit het was. Kies uit de lijst.", "LOB-diner")
        {
            Words =
            [
                new("welkomstbijeenkomst", "welcome_meeting"), new("themabijeenkomst", "themed_meeting"), new("LOB-diner", "career_dinner"), new("thuisopdracht", "home_assignment"),
                new("rapportgesprek", "report_meeting"), new("MOL-gesprek", "mentor_parent_student_meeting"), new("open dag", "open_day"), new("contactmoment", "contact_moment"),
                new("anders", "other"),
            ],
        },
        new("datum", SheetCellKind.Date, "held_on", "De dag waarop de activiteit was.", "12-10-2026"),
        new("componenten", SheetCellKind.Choices, "components", "Waar de activiteit over ging: C (contact), I (informatie), O (ondersteuning), S (samenwerken), R (randvoorwaarden). Meer dan één mag, met een komma ertussen.", "I, S")
        {
            Words = SheetWords.Components,
        },
        new SheetColumn("geplande minuten", SheetCellKind.WholeNumber, "planned_minutes", "Hoe lang de activiteit volgens plan duurde. Leeg als dat niet is afgesproken.", "120") { Minimum = 1, Maximum = 1440 }.Optional(),
    ])
    {
        Tables = [new("study.activity", "code", "school_id", "kind", "held_on", "components", "planned_minutes")],
        Key = ["code"],
    };

    public static SheetDefinition Attendance { get; } = new("attendance", "Aanwezigheid", "Eén rij per persoon en activiteit. Wie u niet weet, laat u niet weg: kies 'onbekend'.",
    [
        new("activiteit", SheetCellKind.Code, "activity_code", "De korte naam van het blad Activiteiten.", "diner-2026") { ListFromSheet = "Activiteiten" },
        new SheetColumn("datum", SheetCellKind.Date, "day", "De dag, ter controle. Mag leeg blijven.", "12-10-2026").Optional(),
        new("school", SheetCellKind.School, "", "Code van de school van deze persoon.", "A"),
        new("rol", SheetCellKind.Choice, "", "Wie het is. Kies uit de lijst.", "ouder") { Words = SheetWords.Participants },
        new("code", SheetCellKind.PersonCode, "", "De eigen code van de persoon, zoals op de vragenlijst. Schrijf hier nooit een naam.", "17AJ03"),
        new("uitgenodigd", SheetCellKind.Choice, "invited", "Is deze persoon uitgenodigd? Leeg telt als onbekend.", "ja") { Words = SheetWords.YesNoUnknown, IsRequired = false, WhenEmpty = "unknown" },
        new("aanwezig", SheetCellKind.Choice, "presence", "Was deze persoon er? Leeg telt als onbekend, niet als afwezig.", "aanwezig") { Words = SheetWords.Presence, IsRequired = false, WhenEmpty = "unknown" },
        new SheetColumn("minuten", SheetCellKind.WholeNumber, "minutes", "Hoeveel minuten de persoon erbij was. Leeg als u het niet weet; vul dan niet de geplande duur in.", "90") { Minimum = 1, Maximum = 1440 }.Optional(),
        new("bron", SheetCellKind.Choice, "source", "Hoe u het weet. Leeg telt als onbekend.", "presentielijst")
        {
            Words = [new("presentielijst", "register"), new("eigen opgave", "self_report"), new("mentor", "mentor_report"), new("leerlingvolgsysteem", "system", "systeem"), new("onbekend", "unknown", "?")],
            IsRequired = false,
            WhenEmpty = "unknown",
        },
    ])
    {
        Tables = [new("study.attendance", "person_id", "activity_code", "invited", "presence", "minutes", "source")],
        Key = ["person_id", "activity_code"],
        Person = new("rol", "school", "code"),
        References = [new("activiteit", ["activity_code"], "study.activity", ["code"], "activity", "Add it on the sheet Activiteiten, or correct its name here")],
        Contradictions =
        [
            new("minuten", value => value("minutes") is not null && !Equals(value("presence"), "attended"), "there are minutes for somebody who isn't marked as present. Mark the person as aanwezig, or empty the minutes"),
        ],
        Agreements =
        [
            new(
                "datum",
                """
                select i.source_row from incoming i join study.activity a on a.code = i.activity_code where i.day <> a.held_on order by 1
                """,
                "the day is another one than that of the activity on the sheet Activiteiten. Correct one of the two; an activity on two days is two activities"),
        ],
    };

    public static SheetBook Book { get; } = new("attendance", "Activiteiten en aanwezigheid", "activities, and who was invited, attended, was absent, or is unknown", [Activities, Attendance]);
}
