using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Ingest.Sheets;

/// <summary>Rounds along schools that ask what they do: totals apart from single schools.</summary>
internal static class PracticeSheets
{
    private static readonly SheetColumn RoundColumn = new("rondgang", SheetCellKind.Code, "round_code", "De korte naam van het blad Rondgangen.", "2016-zuid") { ListFromSheet = "Rondgangen" };
    private static readonly SheetReference ToRound = new("rondgang", ["round_code"], "study.practice_round", ["code"], "round", "Add it on the sheet Rondgangen, or correct its name here");

    public static SheetDefinition Rounds { get; } = new("practice-rounds", "Rondgangen", "Eén rij per rondgang langs scholen.",
    [
        new("rondgang", SheetCellKind.Code, "code", "Korte naam van de rondgang.", "2016-zuid"),
        new("titel", SheetCellKind.Label, "title", "Wat het was.", "Telefonische rondgang Rotterdam Zuid"),
        new SheetColumn("jaar", SheetCellKind.WholeNumber, "held_in", "Het jaar, als u het weet.", "2016") { Minimum = 1990, Maximum = 2100 }.Optional(),
        new("aantal scholen", SheetCellKind.WholeNumber, "schools_asked", "Hoeveel scholen meededen.", "8") { Minimum = 1 },
        new("bron", SheetCellKind.Label, "source", "Waar het beschreven staat.", "brochure 2016"),
    ])
    {
        Tables = [new("study.practice_round", "code", "title", "held_in", "schools_asked", "source")],
        Key = ["code"],
    };

    public static SheetDefinition Totals { get; } = new("practice-totals", "Totalen", "Eén rij per praktijk: op hoeveel scholen komt het voor?",
    [
        RoundColumn,
        new("praktijk", SheetCellKind.Code, "practice", "Korte naam van de praktijk.", "thuisopdrachten"),
        new("omschrijving", SheetCellKind.Label, "name", "De praktijk in woorden.", "thuisopdrachten"),
        new SheetColumn("component", SheetCellKind.Choice, "component_code", "C, I, O, S of R. Leeg als het bij geen component hoort.", "O") { Words = SheetWords.Components }.Optional(),
        new SheetColumn("aantal ja", SheetCellKind.WholeNumber, "schools_yes", "Op hoeveel scholen het voorkomt. Leeg als de bron geen getal geeft; 0 betekent: op geen enkele.", "1").Optional(),
        new SheetColumn("structureel", SheetCellKind.Flag, "structural", "Gebeurt het structureel? Leeg telt als onbekend.", "onbekend") { Words = SheetWords.Flag }.Optional(),
    ])
    {
        Tables = [new("study.practice_total", "round_code", "practice", "name", "component_code", "schools_yes", "structural")],
        Key = ["round_code", "practice"],
        References = [ToRound],
        Agreements =
        [
            new(
                "aantal ja",
                """
                select t.source_row from study.practice_total t join study.practice_round r on r.code = t.round_code
                where t.batch_id = @batch and t.schools_yes > r.schools_asked order by 1
                """,
                "more schools have the practice than there are in the round. Correct the number here or on the sheet Rondgangen"),
        ],
    };

    public static SheetDefinition Cells { get; } = new("practice-schools", "Scholen", "Eén rij per praktijk en school. Vul alleen in wat de bron van die school vertelt; raad nooit.",
    [
        RoundColumn,
        new("praktijk", SheetCellKind.Code, "practice", "De korte naam van het blad Totalen.", "thuisopdrachten"),
        new("schoolnummer", SheetCellKind.WholeNumber, "school_number", "Nummer van de school binnen de rondgang.", "3") { Minimum = 1 },
        new SheetColumn("aanwezig", SheetCellKind.Flag, "present", "Komt de praktijk op deze school voor? Leeg telt als onbekend.", "onbekend") { Words = SheetWords.Flag }.Optional(),
        new SheetColumn("structureel", SheetCellKind.Flag, "structural", "Gebeurt het daar structureel? Leeg telt als onbekend.", "onbekend") { Words = SheetWords.Flag }.Optional(),
    ])
    {
        Tables = [new("study.practice_cell", "round_code", "practice", "school_number", "present", "structural")],
        Key = ["round_code", "practice", "school_number"],
        References = [new("praktijk", ["round_code", "practice"], "study.practice_total", ["round_code", "practice"], "practice of that round", "Add it on the sheet Totalen, or correct its name here")],
        Agreements =
        [
            new(
                "schoolnummer",
                """
                select c.source_row from study.practice_cell c join study.practice_round r on r.code = c.round_code
                where c.batch_id = @batch and c.school_number > r.schools_asked order by 1
                """,
                "the round has fewer schools than this number. Correct it, or the number of schools on the sheet Rondgangen"),
            // What is known of single schools has to leave room for the total.
            new(
                "aanwezig",
                """
                select min(c.source_row) from study.practice_cell c
                join study.practice_round r on r.code = c.round_code
                join study.practice_total t on t.round_code = c.round_code and t.practice = c.practice
                where t.schools_yes is not null
                group by c.round_code, c.practice, t.schools_yes, r.schools_asked
                having bool_or(c.batch_id = @batch)
                  and (count(*) filter (where c.present) > t.schools_yes or count(*) filter (where not c.present) > greatest(0, r.schools_asked - t.schools_yes))
                order by 1
                """,
                "the schools of this practice don't agree with its total. Correct one of the two; leave a school empty when the source doesn't tell it"),
        ],
    };

    public static SheetBook Book { get; } = new("practice", "Rondgang langs scholen", "a round along schools: totals, and single schools where they are known", [Rounds, Totals, Cells]);
}
