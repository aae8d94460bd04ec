using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Ingest.Reading.Excel;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Study;
using LobResearch.Study.Yaml;

namespace LobResearch.Ingest.Sheets.Reading;

/// <summary>The sheets of a file: those of a workbook by name or by headings, the one of a text file by its headings.</summary>
/// <param name="Grids">The sheets, in the order in which they are stored.</param>
/// <param name="Facts">How the file is written.</param>
/// <param name="Dropped">Columns that identify a person.</param>
/// <param name="ReadPast">Columns that the template doesn't have.</param>
/// <param name="Unread">Worksheets that are none of the template's.</param>
internal sealed record SheetFile(
    IReadOnlyList<SheetGrid> Grids, IReadOnlyList<FileFact> Facts, IReadOnlyList<string> Dropped, IReadOnlyList<string> ReadPast, IReadOnlyList<string> Unread)
{
    /// <summary>The worksheet that explains a template.</summary>
    public const string Explanation = "Uitleg";

    private const int MostRows = 200_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputFault">It can't be read, or has none of the sheets.</exception>
    public static SheetFile Read(string path, FileFingerprint fingerprint, SheetBook book)
    {
        var (dropped, readPast, unread) = (new List<string>(), new List<string>(), new List<string>());
        var grids = new List<SheetGrid>();
        var facts = new List<FileFact>();
        if (!IsWorkbook(path))
        {
            using var records = RecordFile.Open(path, fingerprint, new FileFormat { Tool = Dialect.Plain });
            var sheet = ByHeadings(book, records.Columns) ?? throw NoSuchSheet(path, null, book, records.Columns);
            grids.Add(Grid(path, null, sheet, records, dropped, readPast));
            facts.AddRange(records.Facts.Where(fact => fact.Name != "written by"));
            facts.Add(new FileFact("sheet", sheet.Title));
            return new SheetFile(grids, facts, dropped, readPast, unread);
        }

        facts.Add(new FileFact("kind", "Excel workbook"));
        InputFault? none = null;
        foreach (var (name, isEmpty) in ExcelRecords.Sheets(path))
        {
            if (isEmpty || string.Equals(name.Trim(), Explanation, StringComparison.OrdinalIgnoreCase))
                continue;
            using var records = ExcelRecords.Open(path, name, Dialect.Plain, keepsStray: true);
            var sheet = book.Sheets.FirstOrDefault(sheet => string.Equals(sheet.Title, name.Trim(), StringComparison.OrdinalIgnoreCase)) ?? ByHeadings(book, records.Columns);
            if (sheet is null)
            {
                none ??= NoSuchSheet(path, name, book, records.Columns);
                unread.Add(name);
                continue;
            }

            if (grids.Find(grid => grid.Definition == sheet) is { } doubled)
                throw new InputFault($"{path}: the sheets {doubled.Name} and {name} are both '{sheet.Title}'. Put their rows on one sheet.");
            grids.Add(Grid(path, name, sheet, records, dropped, readPast));
            facts.Add(new FileFact("sheet", name));
        }

        if (grids.Count == 0)
            throw none ?? new InputFault($"{path}: the workbook has no sheet that holds anything. Expected {Titles(book)}; 'lob template {book.Name}' gives an empty one.");
        return new SheetFile(grids.OrderBy(grid => IndexOf(book, grid.Definition)).ToList(), facts, dropped, readPast, unread);
    }

    private static bool IsWorkbook(string path)
    {
        Span<byte> bytes = stackalloc byte[4];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var start = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        return start.SequenceEqual("PK\u0003\u0004"u8) || start is [0xD0, 0xCF, 0x11, 0xE0];
    }

    // The sheet whose required headings are all there; of several the one of which most headings are.
    private static SheetDefinition? ByHeadings(SheetBook book, IReadOnlyList<FileColumn> columns)
    {
        var headings = columns.Select(column => QuestionText.Normalised(column.Name)).ToHashSet(StringComparer.Ordinal);
        return book.Sheets
            .Where(sheet => sheet.Columns.Where(column => column.IsRequired).All(column => headings.Contains(QuestionText.Normalised(column.Heading))))
            .MaxBy(sheet => sheet.Columns.Count(column => headings.Contains(QuestionText.Normalised(column.Heading))));
    }

    private static InputFault NoSuchSheet(string path, string? name, SheetBook book, IReadOnlyList<FileColumn> columns)
    {
        var headings = columns.Select(column => QuestionText.Normalised(column.Name)).ToHashSet(StringComparer.Ordinal);
        var nearest = book.Sheets.MaxBy(sheet => sheet.Columns.Count(column => headings.Contains(QuestionText.Normalised(column.Heading))))!;
        var missing = nearest.Columns.Where(column => column.IsRequired && !headings.Contains(QuestionText.Normalised(column.Heading))).Select(column => column.Heading);
        var place = name is null ? "" : $" sheet {name},";
        return new InputFault(
            $"{path}:{place} the first row that holds anything isn't the headings of {Titles(book)}. Nearest is '{nearest.Title}', which also needs {string.Join(", ", missing)}. " +
            $"Put the headings in the first row, as 'lob template {book.Name}' has them.");
    }

    private static SheetGrid Grid(string path, string? name, SheetDefinition sheet, IRecordReader records, List<string> dropped, List<string> readPast)
    {
        var place = name is null ? path : $"{path}: sheet {name}";
        var finder = new ColumnFinder(path, records.Columns);
        var columns = sheet.Columns.Select(column => finder.Find(column.Heading) ?? -1).ToArray();
        for (var index = 0; index < columns.Length; index++)
        {
            if (columns[index] < 0 && sheet.Columns[index].IsRequired)
            {
                var heading = sheet.Columns[index].Heading;
                var nearest = Nearest.To(heading, records.Columns.Select(column => column.Name));
                throw new InputFault($"{place} has no column '{heading}'{(nearest is null ? "" : $"; '{nearest}' is near to it")}. Give the column that heading, or take 'lob template {sheet.Name}'.");
            }
        }

        var others = Enumerable.Range(0, records.Columns.Count).Except(columns).ToArray();
        foreach (var other in others)
            (Dialect.Plain.IsIdentifying(records.Columns[other]) ? dropped : readPast).Add(records.Columns[other].Name);
        var rows = new List<SheetGridRow>();
        while (records.Read())
        {
            if (rows.Count == MostRows)
                throw new InputFault($"{place} has more than {MostRows} rows, which is no sheet filled in by hand. Divide it over several files.");
            rows.Add(new SheetGridRow(records.Row, Cells(records, columns), others.Count(other => !records.Cell(other).IsWhiteSpace())));
        }

        return records is not ExcelRecords workbook
            ? new SheetGrid(sheet, null, rows)
            : new SheetGrid(sheet, name, rows) { Stray = workbook.Stray, Merged = Merges(workbook, sheet, columns) };
    }

    private static SheetCell[] Cells(IRecordReader records, int[] columns)
    {
        var cells = new SheetCell[columns.Length];
        for (var index = 0; index < columns.Length; index++)
        {
            cells[index] = columns[index] < 0
                ? new SheetCell(CellKind.Absent, "")
                : new SheetCell(records.Kind(columns[index]), records.Cell(columns[index]).Trim().ToString());
        }

        return cells;
    }

    private static List<SheetMerge> Merges(ExcelRecords workbook, SheetDefinition sheet, int[] columns) => workbook.Merged
        .Select(merge => (Merge: merge, Columns: sheet.Columns.Where((_, index) => columns[index] >= merge.FirstColumn && columns[index] <= merge.LastColumn && columns[index] >= 0).ToList()))
        .Where(pair => pair.Columns.Count > 0)
        .Select(pair => new SheetMerge(pair.Merge.FirstRow, pair.Merge.LastRow, pair.Columns[0], pair.Columns))
        .OrderBy(merge => merge.FirstRow)
        .ToList();

    private static int IndexOf(SheetBook book, SheetDefinition sheet) => book.Sheets.ToList().IndexOf(sheet);

    private static string Titles(SheetBook book) => book.Sheets.Count == 1 ? $"the sheet '{book.Sheets[0].Title}'" : $"one of the sheets {string.Join(", ", book.Sheets.Select(sheet => sheet.Title))}";
}
