using System.Globalization;
using System.Text.RegularExpressions;
using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using LobResearch.Study.Yaml;

namespace LobResearch.Ingest.Sheets.Reading;

/// <summary>
/// Turns a sheet's cells into rows: tells data from totals and remarks, reads what can be read as meant, and finds what only
/// the writer can mend. Each slip is one finding with the first row it is in, not one per cell.
/// </summary>
internal sealed partial class SheetReader
{
    private const int LongestText = 10_000;
    private const int LongestLabel = 200;
    private readonly SheetGrid _grid;
    private readonly IReadOnlyDictionary<string, int> _schools;
    private readonly ConsentRules? _consent;
    private readonly SheetFindings _findings;
    private readonly TextMask _mask;
    private readonly SheetDefinition _sheet;
    private readonly SheetDates?[] _dates;
    private readonly Dictionary<string, SheetWord>[] _words;

    /// <param name="grid">The cells.</param>
    /// <param name="schools">Row ids of the study's schools by code.</param>
    /// <param name="consent">What the study asks consent for; null for nothing.</param>
    /// <param name="findings">Gets the findings.</param>
    /// <param name="mask">Takes out of open text what identifies people.</param>
    public SheetReader(SheetGrid grid, IReadOnlyDictionary<string, int> schools, ConsentRules? consent, SheetFindings findings, TextMask mask)
    {
        (_grid, _schools, _consent, _findings, _mask, _sheet) = (grid, schools, consent, findings, mask, grid.Definition);
        _dates = _sheet.Columns.Select((column, index) => column.Kind == SheetCellKind.Date ? new SheetDates(grid.Rows.Select(row => row.Cells[index])) : null).ToArray();
        _words = _sheet.Columns.Select(column => column.Words.SelectMany(word => word.AlsoRead.Prepend(word.Word), (word, text) => (word, text))
            .DistinctBy(pair => pair.text, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(pair => pair.text, pair => pair.word, StringComparer.OrdinalIgnoreCase)).ToArray();
    }

    /// <summary>Reads all rows.</summary>
    public SheetRows Read()
    {
        var data = new List<SheetGridRow>(_grid.Rows.Count);
        foreach (var row in _grid.Rows)
        {
            if (row.Cells.All(cell => cell.IsEmpty))
                LookAtRowWithoutCells(row);
            else if (TotalColumn(row) is { } heading)
                Find(SheetRules.TotalRow, row.Row, heading, "this is a row of totals; it was left out, since totals are computed. Remove it from the sheet");
            else if (IsNote(row))
                Find(SheetRules.Note, row.Row, FirstFilled(row), "this is a remark below or between the rows; it was left out. Keep remarks outside the sheet; they may hold names");
            else
                data.Add(row);
        }

        foreach (var stray in _grid.Stray.Where(stray => !_grid.Rows.Any(row => row.Row == stray.Row && row.Cells.All(cell => cell.IsEmpty))))
            _findings.Add(_grid, SheetRules.Note, stray.Row, stray.Column, "this cell has no heading above it; it was left out. Keep remarks outside the sheet; they may hold names");
        var merged = MergedCells(data);
        var rows = new List<SheetRow>(data.Count);
        foreach (var row in data)
        {
            if (ReadRow(row, merged) is { } read)
                rows.Add(read);
        }

        return new SheetRows(_grid, rows, data.Count);
    }

    // Something stands only under headings that the template doesn't have, or under none.
    private void LookAtRowWithoutCells(SheetGridRow row) => _findings.Add(
        _grid, SheetRules.Note, row.Row, null, "this row holds something, but nothing under the template's headings; it was left out. Keep remarks outside the sheet; they may hold names");

    // The heading under which a row says that it is one of totals; null when it says nothing of the kind.
    private string? TotalColumn(SheetGridRow row)
    {
        if (_sheet.Person is { } person && row.Cells[IndexOf(person.Code)] is { IsEmpty: false } code && !TotalWord().IsMatch(code.Text))
            return null;
        var isFilled = !_sheet.Columns.Where((column, index) => column.IsRequired && row.Cells[index].IsEmpty).Any();
        for (var index = 0; index < row.Cells.Length; index++)
        {
            var isTotal = _sheet.Columns[index].Kind switch
            {
                SheetCellKind.Text or SheetCellKind.Label => false,
                // People choose these words themselves: a practice may be called "aantal talks".
                SheetCellKind.Code or SheetCellKind.PersonCode => !isFilled && TotalWord().IsMatch(row.Cells[index].Text),
                _ => Total().IsMatch(row.Cells[index].Text),
            };
            if (isTotal)
                return _sheet.Columns[index].Heading;
        }

        return null;
    }

    private bool IsNote(SheetGridRow row)
    {
        var required = _sheet.Columns.Count(column => column.IsRequired);
        var filled = row.Cells.Count(cell => !cell.IsEmpty);
        if (filled != 1 || required < 2)
            return false;
        var cell = row.Cells.First(cell => !cell.IsEmpty);
        return cell.Kind == CellKind.Text && (cell.Text.Any(char.IsWhiteSpace) || cell.Text.Length > 40 || !char.IsLetterOrDigit(cell.Text[0]));
    }

    private Dictionary<(int Row, string Heading), bool> MergedCells(List<SheetGridRow> data)
    {
        var merged = new Dictionary<(int, string), bool>();
        var rows = data.Select(row => row.Row).ToHashSet();
        foreach (var merge in _grid.Merged)
        {
            var covered = Enumerable.Range(merge.FirstRow, merge.LastRow - merge.FirstRow + 1).Where(rows.Contains).ToList();
            if (covered.Count == 0)
                continue;
            foreach (var (row, column) in covered.SelectMany(row => merge.Columns, (row, column) => (row, column)).Where(cell => cell.row != merge.FirstRow || cell.column != merge.FirstColumn))
                merged[(row, column.Heading)] = true;
            var place = merge.Columns.Count == 1
                ? string.Create(CultureInfo.InvariantCulture, $"rows {merge.FirstRow} to {merge.LastRow} are merged into one cell")
                : string.Create(CultureInfo.InvariantCulture, $"cells of {merge.Columns.Count} columns are merged into one");
            Find(SheetRules.MergedCells, merge.FirstRow, merge.FirstColumn.Heading, $"{place}, so that only the first has a value. Undo the merge and fill each cell in");
        }

        return merged;
    }

    private SheetRow? ReadRow(SheetGridRow row, Dictionary<(int Row, string Heading), bool> merged)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var fine = true;
        var empty = new List<string>();
        for (var index = 0; index < _sheet.Columns.Count; index++)
        {
            var column = _sheet.Columns[index];
            var cell = row.Cells[index];
            if (cell.IsEmpty)
            {
                fine &= !column.IsRequired;
                if (column.IsRequired && !merged.ContainsKey((row.Row, column.Heading)))
                    empty.Add(column.Heading);
                Put(values, column, EmptyValue(column));
                continue;
            }

            var value = Value(row.Row, index, cell, out var isFine);
            fine &= isFine;
            Put(values, column, value);
        }

        if (empty.Count > 0)
            Find(SheetRules.IncompleteRow, row.Row, empty[0], $"{(empty.Count == 1 ? "this cell is" : $"the cells of {string.Join(", ", empty)} are")} empty, and each row needs {(empty.Count == 1 ? "it" : "them")}. Fill in what is known, or remove the row");
        if (!fine || !AgreesWithItself(row.Row, values))
            return null;
        return new SheetRow(row.Row, values, Person(row));
    }

    private object? EmptyValue(SheetColumn column) => column.Kind == SheetCellKind.Purpose ? _consent?.Purpose : column.Kind == SheetCellKind.Flag && column.WhenEmpty is { } flag ? flag == "true" : column.WhenEmpty;

    private static void Put(Dictionary<string, object?> values, SheetColumn column, object? value)
    {
        if (column.Element is { } element)
        {
            if (!values.TryGetValue(column.Field, out var array))
                values.Add(column.Field, array = new short?[5]);
            ((short?[])array!)[element - 1] = (short?)value;
        }
        else if (column.Field.Length > 0)
        {
            values[column.Field] = value;
        }
    }

    private object? Value(int row, int index, SheetCell cell, out bool isFine)
    {
        var column = _sheet.Columns[index];
        isFine = true;
        switch (column.Kind)
        {
            case SheetCellKind.Choice:
            case SheetCellKind.Flag:
                return Word(row, index, cell.Text, out isFine) is not { } word ? null
                    : column.Kind == SheetCellKind.Choice ? word.Code : word.Code.Length == 0 ? null : word.Code == "true";
            case SheetCellKind.Choices:
                return Words(row, index, cell.Text, out isFine);
            case SheetCellKind.Date:
                return Day(row, index, cell, out isFine);
            case SheetCellKind.WholeNumber:
                return Number(row, column, cell, out isFine);
            case SheetCellKind.School:
                isFine = _schools.ContainsKey(cell.Text);
                if (!isFine)
                    _findings.AddGrouped(_grid, SheetRules.UnknownSchool, row, column.Heading, cell.Text, "the school is none of the study's; expected one of " + string.Join(", ", _schools.Keys.Order(StringComparer.Ordinal).Take(20)) + ". Correct it, or add the school to study.yaml");
                return isFine ? _schools[cell.Text] : null;
            case SheetCellKind.Purpose:
                return Purpose(row, column, cell.Text, out isFine);
            case SheetCellKind.Code:
                isFine = PlainCode().IsMatch(cell.Text);
                if (!isFine)
                    Find(SheetRules.BadCode, row, column.Heading, "expected a short name of at most 40 letters, digits, spaces, points or hyphens, beginning with a letter or digit. Shorten it");
                return cell.Text;
            case SheetCellKind.Label:
                isFine = cell.Text.Length <= LongestLabel && !cell.Text.Any(char.IsControl);
                if (!isFine)
                    Find(SheetRules.BadCode, row, column.Heading, $"expected one line of at most {LongestLabel} letters. Shorten it");
                return cell.Text;
            case SheetCellKind.Text:
                return OpenText(row, column, cell.Text, out isFine);
            default:
                return null;
        }
    }

    private string? Purpose(int row, SheetColumn column, string text, out bool isFine)
    {
        var purposes = _consent is null ? [] : _consent.OtherPurposes.Prepend(_consent.Purpose).ToList();
        var meant = purposes.Find(purpose => string.Equals(purpose, text, StringComparison.OrdinalIgnoreCase));
        isFine = meant is not null;
        if (!isFine)
            _findings.AddGrouped(_grid, SheetRules.UnknownWord, row, column.Heading, text, $"the study asks no consent for this; expected one of {string.Join(", ", purposes)}. Correct it, or add it to 'other_purposes' under 'consent' in study.yaml");
        return meant;
    }

    private SheetWord? Word(int row, int index, string text, out bool isFine)
    {
        var column = _sheet.Columns[index];
        isFine = _words[index].TryGetValue(text, out var word);
        if (!isFine)
        {
            _findings.AddGrouped(_grid, SheetRules.UnknownWord, row, column.Heading, text, $"expected one of {string.Join(", ", column.Words.Select(known => known.Word))}. Choose from the list");
            return null;
        }

        if (!string.Equals(word!.Word, text, StringComparison.OrdinalIgnoreCase))
        {
            _findings.AddGrouped(
                _grid, SheetRules.OtherWord, row, column.Heading, "",
                $"words that aren't in the list are read all the same: {string.Join("; ", column.Words.Where(known => known.AlsoRead.Length > 0).Select(known => $"{string.Join(", ", known.AlsoRead)} as {known.Word}"))}. Check that this is what was meant, and choose from the list next time");
        }

        return word;
    }

    private string[]? Words(int row, int index, string text, out bool isFine)
    {
        isFine = true;
        var codes = new List<string>();
        // CIOS letters are also written together: IS, I+S, I en S.
        var parts = Separators().Split(text).Where(part => part.Length > 0).ToList();
        if (parts is [{ Length: > 1 } together] && !_words[index].ContainsKey(together) && together.All(letter => _words[index].ContainsKey(letter.ToString())))
            parts = together.Select(letter => letter.ToString()).ToList();
        foreach (var part in parts)
        {
            if (Word(row, index, part, out var isKnown) is { } word)
                codes.Add(word.Code);
            isFine &= isKnown;
        }

        return codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
    }

    private DateOnly? Day(int row, int index, SheetCell cell, out bool isFine)
    {
        var heading = _sheet.Columns[index].Heading;
        var date = _dates[index]!.Read(cell);
        isFine = date.Kind is SheetDateKind.Day or SheetDateKind.IsoText or SheetDateKind.DutchText;
        if (date.Kind == SheetDateKind.Ambiguous)
            _findings.AddGrouped(_grid, SheetRules.AmbiguousDate, row, heading, "", "the day can be read as day-month or as month-day. Write it as 2026-10-12, or as a date of the spreadsheet program");
        else if (!isFine)
            Find(SheetRules.BadDate, row, heading, "this is no day. Write it as 12-10-2026 (day-month-year), and format the cell as a date");
        else if (_grid.HasTypedCells && date.Kind != SheetDateKind.Day)
            _findings.AddGrouped(_grid, SheetRules.TextDate, row, heading, "", "days stand here as text; they were read as day-month-year. Check that this is what was meant, and format the column as dates next time");
        return isFine ? date.Day : null;
    }

    private short? Number(int row, SheetColumn column, SheetCell cell, out bool isFine)
    {
        isFine = double.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == Math.Floor(number) && number >= column.Minimum && number <= column.Maximum;
        if (!isFine)
            Find(SheetRules.BadNumber, row, column.Heading, string.Create(CultureInfo.InvariantCulture, $"expected a whole number from {column.Minimum} to {column.Maximum}, without a unit. Correct it, or empty the cell when it isn't known"));
        return isFine ? (short)number : null;
    }

    private string? OpenText(int row, SheetColumn column, string text, out bool isFine)
    {
        isFine = text.Length <= LongestText && !text.Contains('\0');
        if (!isFine)
        {
            Find(SheetRules.BadCode, row, column.Heading, $"expected a text of at most {LongestText} letters. Divide it over several rows");
            return null;
        }

        var masked = _mask.Apply(text);
        if (masked != text)
            Find(RuleNames.MaskedText, row, column.Heading, "the text held an address, a telephone number or the like; it was left out. Read the text again before it is quoted");
        return masked;
    }

    private bool AgreesWithItself(int row, Dictionary<string, object?> values)
    {
        var agrees = true;
        foreach (var contradiction in _sheet.Contradictions.Where(contradiction => contradiction.IsBroken(field => values.GetValueOrDefault(field))))
        {
            Find(SheetRules.Contradiction, row, contradiction.Heading, contradiction.Message);
            agrees = false;
        }

        return agrees;
    }

    private PersonCode? Person(SheetGridRow row)
    {
        if (_sheet.Person is not { } person || row.Cells[IndexOf(person.Code)].IsEmpty)
            return null;
        var role = _words[IndexOf(person.Role)][row.Cells[IndexOf(person.Role)].Text].Code;
        // A code means one person within a school: the school has to be spelt as the study spells it, whatever the sheet does.
        var school = _schools.Keys.FirstOrDefault(known => string.Equals(known, row.Cells[IndexOf(person.School)].Text, StringComparison.OrdinalIgnoreCase));
        return new PersonCode(SheetWords.PersonRole(role), school, row.Cells[IndexOf(person.Code)].Text);
    }

    private int IndexOf(string heading) => _sheet.Columns.ToList().FindIndex(column => column.Heading == heading);

    private string FirstFilled(SheetGridRow row) => _sheet.Columns[Array.FindIndex(row.Cells, cell => !cell.IsEmpty)].Heading;

    private void Find(string rule, int row, string column, string message) => _findings.Add(_grid, rule, row, column, message);

    [GeneratedRegex(@"^(sub)?(totaal|total|totalen)\b|^(som|sum|gemiddelde|average|aantal)( |:|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Total();

    [GeneratedRegex(@"^((sub)?(totaal|total)|totalen|som|sum|gemiddelde|average|aantal) ?:?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TotalWord();

    [GeneratedRegex(@"^[\p{L}\d][\p{L}\d ._-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainCode();

    [GeneratedRegex(@"\s*[,;+/&]\s*|\s+en\s+|\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separators();
}
