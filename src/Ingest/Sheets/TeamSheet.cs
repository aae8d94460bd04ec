using System.Globalization;
using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Ingest.Sheets;

/// <summary>The team form on paper, to be typed over: the preconditions (R). It comes in as a survey.</summary>
internal static class TeamSheet
{
    private static readonly IReadOnlyList<SheetWord> Answers =
        [new("1", "1"), new("2", "2"), new("3", "3"), new("4", "4"), new("wn", "wn"), new("nvt", "nvt")];

    public static SheetDefinition Team { get; } = new(
        "team", "Team", "Eén rij per ingevuld formulier. 1 = helemaal niet, 4 = helemaal wel; wn = weet niet, nvt = niet van toepassing; leeg = niet ingevuld.",
        [
            new("code", SheetCellKind.PersonCode, "", "De eigen code van de leraar. Schrijf hier nooit een naam.", "17AJ03"),
            new("school", SheetCellKind.School, "", "Code van de school.", "A"),
            new("meting", SheetCellKind.Label, "", "De meting, zoals T0.", "T0"),
            .. Items("vis", 4, "visie"),
            .. Items("dra", 4, "draagvlak"),
            .. Items("integ", 4, "integrale aanpak"),
            .. Items("fac", 3, "facilitering"),
        ]);

    private static IEnumerable<SheetColumn> Items(string scale, int count, string about) => Enumerable.Range(1, count).Select(number =>
        new SheetColumn(
            string.Create(CultureInfo.InvariantCulture, $"{scale}_{number}"), SheetCellKind.Choice, "",
            string.Create(CultureInfo.InvariantCulture, $"Stelling {number} over {about}. Kies 1 tot en met 4, wn of nvt; leeg als er niets is ingevuld."), "3")
        { Words = Answers }.Optional());
}
