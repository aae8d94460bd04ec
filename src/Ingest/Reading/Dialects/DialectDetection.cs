using LobResearch.Ingest.Reading.Delimited;

namespace LobResearch.Ingest.Reading.Dialects;

/// <summary>Finds out which survey tool wrote a file.</summary>
internal static class DialectDetection
{
    /// <summary>The tool, by the columns that only it writes.</summary>
    public static Dialect Of(IReadOnlyList<FileColumn> columns)
    {
        if (columns.Count == 0)
            return Dialect.Plain;
        // Office programs put spaces of other widths into headings.
        var names = columns.Select(column => column.Name.Replace('\u00A0', ' ')).ToHashSet(StringComparer.Ordinal);
        if (columns.Any(column => column.Key is not null) || names.IsSupersetOf(["StartDate", "EndDate", "ResponseId"]))
            return Dialect.Qualtrics;
        if (names.IsSupersetOf(["id", "lastpage", "startlanguage"]) || names.IsSupersetOf(["id", "submitdate", "lastpage"]) ||
            names.IsSupersetOf(["Response ID", "Last page", "Start language"]))
            return Dialect.LimeSurvey;
        if (names.IsSupersetOf(["ID", "Start time", "Completion time"]) || names.IsSupersetOf(["ID", "Begintijd", "Tijd van voltooien"]))
            return Dialect.MicrosoftForms;
        if (IsRedCap(columns, names))
            return Dialect.RedCap;
        return columns[0].Name is "Timestamp" or "Tijdstempel" ? Dialect.GoogleForms : Dialect.Plain;
    }

    private static bool IsRedCap(IReadOnlyList<FileColumn> columns, HashSet<string> names) =>
        names.Overlaps(["redcap_event_name", "redcap_repeat_instance", "redcap_data_access_group", "redcap_survey_identifier"]) || columns[0].Name is "record_id" or "Record ID" ||
        // A box to tick beside names that only REDCap would force upon everybody.
        (names.Any(name => name.Contains("___", StringComparison.Ordinal)) && names.All(name => name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_')));

    /// <summary>How many rows below the headings still describe columns, as Qualtrics writes them: 0, 1 or 2.</summary>
    /// <param name="reader">A reader of the file that is used for nothing else.</param>
    public static int DescribingRows(DelimitedReader reader)
    {
        for (var row = 1; row <= 2 && reader.Read(); row++)
        {
            var keys = 0;
            for (var column = 0; column < reader.Columns.Count; column++)
                keys += ImportId.IsOne(reader.Cell(column)) ? 1 : 0;
            if (keys > 0 && keys * 2 > reader.Columns.Count)
                return row;
        }

        return 0;
    }
}
