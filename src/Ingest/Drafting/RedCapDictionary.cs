using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Study;

namespace LobResearch.Ingest.Drafting;

/// <summary>REDCap's data dictionary: a CSV with a row per field, in the headings of its pages or of its API.</summary>
internal static class RedCapDictionary
{
    private static readonly (string OnPages, string InApi)[] Headings =
    [
        ("Variable / Field Name", "field_name"), ("Form Name", "form_name"), ("Field Type", "field_type"), ("Field Label", "field_label"),
        ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"), ("Field Note", "field_note"),
        ("Text Validation Type OR Show Slider Number", "text_validation_type_or_show_slider_number"), ("Text Validation Min", "text_validation_min"),
        ("Text Validation Max", "text_validation_max"), ("Identifier?", "identifier"), ("Branching Logic (Show field only if...)", "branching_logic"),
        ("Required Field?", "required_field"),
    ];

    /// <summary>Whether the columns are those of a dictionary.</summary>
    public static bool IsOne(IReadOnlyList<FileColumn> columns) =>
        Place(columns, Headings[0]) >= 0 && Place(columns, Headings[2]) >= 0 && Place(columns, Headings[4]) >= 0;

    /// <summary>Reads its fields.</summary>
    /// <exception cref="InputFault">It lacks one of its columns.</exception>
    public static List<RedCapField> Read(string path, FileFingerprint fingerprint)
    {
        using var reader = DelimitedReader.Open(path, fingerprint, new DelimitedFormat());
        var places = Headings.Select(heading => Place(reader.Columns, heading)).ToArray();
        if (places.Contains(-1))
        {
            var lacking = Headings.Where((_, index) => places[index] < 0).Select(heading => $"'{heading.OnPages}'");
            throw new InputFault($"{path}: row 1 lacks {string.Join(", ", lacking)} of REDCap's data dictionary. Download the dictionary again under Project Setup, with its headings as they are.");
        }

        var fields = new List<RedCapField>();
        while (reader.Read())
        {
            var cells = Array.ConvertAll(places, place => reader.Cell(place).Trim().ToString());
            if (cells[0].Length > 0)
                fields.Add(new RedCapField(reader.Row, cells[0], cells[2].ToLowerInvariant(), cells[3], cells[4], cells[5], cells[6].ToLowerInvariant(), cells[7], cells[8], IsYes(cells[9]), cells[10], IsYes(cells[11])));
        }

        return fields.Count > 0 ? fields : throw new InputFault($"{path}: the dictionary has headings and no fields. Download it again.");
    }

    private static bool IsYes(string cell) => cell is "y" or "Y" or "1";

    private static int Place(IReadOnlyList<FileColumn> columns, (string OnPages, string InApi) heading)
    {
        for (var index = 0; index < columns.Count; index++)
        {
            if (string.Equals(columns[index].Name, heading.OnPages, StringComparison.OrdinalIgnoreCase) || columns[index].Name == heading.InApi)
                return index;
        }

        return -1;
    }
}

/// <summary>A field of a REDCap project.</summary>
/// <param name="Row">Its row in the dictionary.</param>
/// <param name="Name">Its name, which is the column's name in exports.</param>
/// <param name="Type">radio, dropdown, checkbox, text, notes, calc …</param>
/// <param name="Label">The question.</param>
/// <param name="Choices"><c>1, Ja | 2, Nee</c>, or a calculation.</param>
/// <param name="Note">Note under the field.</param>
/// <param name="Validation">integer, number, date_dmy … for text; empty otherwise.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="IsIdentifier">Whether it is marked as identifying.</param>
/// <param name="Branching">When it is shown.</param>
/// <param name="IsRequired">Whether it must be filled in.</param>
internal sealed record RedCapField(
    int Row, string Name, string Type, string Label, string Choices, string Note, string Validation, string Minimum, string Maximum, bool IsIdentifier, string Branching, bool IsRequired);
