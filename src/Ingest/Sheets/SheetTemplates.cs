using System.Text;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Ingest.Writing.Excel;
using LobResearch.Study;
using LobResearch.Study.Yaml;

namespace LobResearch.Ingest.Sheets;

/// <summary>An empty sheet, or a workbook of them, to be filled in by hand.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is for, in Dutch.</param>
/// <param name="About">What it is for, in English.</param>
/// <param name="Sheets">Its sheets.</param>
/// <param name="Ingest">How it comes in once it is filled in.</param>
public sealed record SheetTemplate(string Name, string Title, string About, IReadOnlyList<SheetDefinition> Sheets, string Ingest)
{
    /// <summary>Writes it: as a workbook, or as delimited text when the name ends in <c>.csv</c>.</summary>
    /// <param name="path">Where; a file that is there already is left alone.</param>
    /// <param name="schools">Codes of the study's schools for their drop-down list; empty when not known.</param>
    /// <exception cref="InputFault">There is a file already, or the text can't hold several sheets.</exception>
    public void Write(string path, IReadOnlyList<string> schools)
    {
        if (File.Exists(path))
            throw new InputFault($"{path} is there already and may be filled in; it was left alone. Name another file with --out.");
        if (string.Equals(Path.GetExtension(path), ".csv", StringComparison.OrdinalIgnoreCase))
            WriteText(path);
        else if (string.Equals(Path.GetExtension(path), ".xlsx", StringComparison.OrdinalIgnoreCase))
            SheetWorkbook.Write(path, Title, $"Klaar? Geef het bestand aan het onderzoeksteam, of breng het zelf in met: {Ingest}", Sheets, schools);
        else
            throw new InputFault($"{path}: a template is written as .xlsx or .csv. Name the file so.");
    }

    private void WriteText(string path)
    {
        var sheet = Sheets.Count == 1 ? Sheets[0] : Sheets.FirstOrDefault(sheet => sheet.Name == Name)
            ?? throw new InputFault($"{path}: {Name} has several sheets and a text file holds one. Take one of {string.Join(", ", Sheets.Select(sheet => sheet.Name))}, or write {Name} as .xlsx.");
        // Excel in the Netherlands takes a semicolon for the separator, and a byte order mark for UTF-8.
        File.WriteAllText(path, string.Join(';', sheet.Columns.Select(column => column.Heading)) + "\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
    }
}

/// <summary>The templates that there are.</summary>
public static class SheetTemplates
{
    /// <summary>All of them: each verb's workbook, and each sheet apart.</summary>
    public static IReadOnlyList<SheetTemplate> All { get; } = [.. Books(), .. Singles(), Team()];

    /// <summary>The template of that name.</summary>
    /// <exception cref="InputFault">There is none.</exception>
    public static SheetTemplate Find(string name)
    {
        if (All.FirstOrDefault(template => template.Name == name) is { } found)
            return found;
        var nearest = Nearest.To(name, All.Select(template => template.Name));
        throw new InputFault($"There is no template '{name}'{(nearest is null ? "." : $"; did you mean '{nearest}'?")} 'lob template list' shows them.");
    }

    private static IEnumerable<SheetTemplate> Books() =>
        SheetBooks.All.Select(book => new SheetTemplate(book.Name, book.Title, book.About, book.Sheets, $"lob ingest {book.Name} BESTAND"));

    private static IEnumerable<SheetTemplate> Singles() => SheetBooks.All.SelectMany(book => book.Sheets
        .Where(sheet => sheet.Name != book.Name)
        .Select(sheet => new SheetTemplate(sheet.Name, sheet.Title, $"the sheet {sheet.Title} of {book.Name} apart", [sheet], $"lob ingest {book.Name} BESTAND")));

    private static SheetTemplate Team() => new(
        "team", "Teamvragenlijst over de randvoorwaarden", "the team form (R) on paper, to be typed over", [TeamSheet.Team], "lob ingest survey BESTAND --source team");
}
