using System.Globalization;
using System.Text;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>Turns a file's rows into rows for the database: maps, checks, and replaces codes by keyed hashes.</summary>
internal sealed class RowReader : IDisposable
{
    private const int MostKnown = 10_000;
    private readonly SourceMapping _mapping;
    private readonly Form _form;
    private readonly BlindIndexKey _key;
    private readonly Places _places;
    private readonly FindingList _findings;
    private readonly IRecordReader _records;
    private readonly string _file;
    private readonly string _role;
    private readonly int _person;
    private readonly int[] _response;
    private readonly int _wave;
    private readonly int _school;
    private readonly int _classGroup;
    private readonly int _submitted;
    private readonly TimeZoneInfo? _zone;
    private readonly List<MappedCell> _cells;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly MemoryStream _content = new();
    private readonly BinaryWriter _contentWriter;
    private readonly short _notShown;
    private readonly Dictionary<string, Refusal> _refusals = new(StringComparer.Ordinal);

    public RowReader(
        SourceMapping mapping, Form form, BlindIndexKey key, Places places, FindingList findings, IRecordReader records, string file, string role)
    {
        (_mapping, _form, _key, _places, _findings, _records, _file, _role) =
            (mapping, form, key, places, findings, records, file, role);
        var columns = records.Columns.Select((column, index) => (name: column.Name, index))
            .ToDictionary(column => column.name, column => column.index, StringComparer.Ordinal);
        _person = columns[mapping.PersonColumn];
        _response = mapping.ResponseColumns.Select(column => columns[column]).ToArray();
        _wave = IndexOf(mapping.Wave.Column);
        _school = IndexOf(mapping.School?.Column);
        _classGroup = IndexOf(mapping.ClassGroup);
        _submitted = IndexOf(mapping.Submitted?.Column);
        _zone = mapping.Submitted is null ? null : TimeZoneInfo.FindSystemTimeZoneById(mapping.Submitted.TimeZone);
        _cells = MappedCells(columns);
        _notShown = (short)form.MissingCodes.First(code => code.Class == MissingClass.NotShown).Row;
        _contentWriter = new BinaryWriter(_content, Encoding.UTF8);

        int IndexOf(string? column) => column is null ? -1 : columns[column];
    }

    /// <summary>Reads the current record.</summary>
    /// <returns>The row to store, or null when it is held back (a finding says why).</returns>
    public IncomingRow? Read()
    {
        var row = _records.Row;
        var person = _records.Cell(_person).Trim().ToString();
        if (person.Length == 0)
            return HeldBack(row, "no-person-code", _mapping.PersonColumn, "the person's code is empty; the row was held back. Complete the code in the survey tool and export again");

        var responseKey = _key.ResponseKey(_mapping.Id, ResponseId());
        var wave = WaveOf();
        if (wave is null)
            return HeldBack(row, "unknown-wave", _mapping.Wave.Column, "the wave is none of the study's; the row was held back. Add it to study.yaml, or to 'wave: values' in the source");

        string? school = null;
        if (_school >= 0)
        {
            school = Known(_records.Cell(_school).Trim());
            if (school.Length == 0 || !(_mapping.School!.MayAdd || _places.KnownSchools.Contains(school)))
                return HeldBack(row, "unknown-school", _mapping.School!.Column, "the school is empty or none of the study's; the row was held back. Add it to study.yaml, or set 'new: add' under 'school' in the source");
        }

        string? classGroup = null;
        if (_classGroup >= 0 && school is not null && _records.Cell(_classGroup).Trim() is { IsEmpty: false } code)
            classGroup = Known(code);

        DateTime? submitted = null;
        if (_submitted >= 0)
        {
            submitted = SubmittedAt(_records.Cell(_submitted));
            if (submitted is null)
                return HeldBack(row, "bad-date", _mapping.Submitted!.Column, $"expected a time written as {_mapping.Submitted.Format}; the row was held back");
        }

        var answers = Answers(row);
        var personIndex = _key.PersonIndex(_role, person);
        return new IncomingRow(
            row, personIndex, responseKey, ContentHash(personIndex, wave.Value.Code, school, classGroup, submitted, answers),
            wave.Value.Id, school, classGroup, submitted, answers);
    }

    /// <inheritdoc/>
    public void Dispose() => _contentWriter.Dispose();

    private string ResponseId()
    {
        var id = _records.Cell(_response[0]).ToString();
        for (var index = 1; index < _response.Length; index++)
            id = string.Concat(id, "\u001e", _records.Cell(_response[index]));
        return id;
    }

    /// <summary>Refuses the file when its codes or its decimal mark are not those that codebook and source state.</summary>
    /// <exception cref="InputFault">One line per column.</exception>
    public void RefuseIfDifferent()
    {
        if (_refusals.Count > 0)
        {
            throw new InputFault(string.Join(
                Environment.NewLine,
                _refusals.Values.OrderBy(refusal => refusal.FirstRow).Select(refusal => refusal.ToString(_file))));
        }
    }

    private List<MappedCell> MappedCells(Dictionary<string, int> columns)
    {
        var cells = new List<MappedCell>();
        for (var index = 0; index < _form.Items.Count; index++)
        {
            var item = _form.Items[index];
            var mapped = _mapping.Items.FirstOrDefault(candidate => candidate.ItemId == item.Id);
            var reader = new CellReader(item, _form.MissingCodes, mapped?.Values, _records.DecimalMark, _mapping.DateFormat);
            var ordinal = (short)(index + 1);
            if (item.Kind == ItemKind.MultipleChoice)
            {
                cells.AddRange(item.Answers!.Options.Select(option => new MappedCell(
                    item, ordinal, reader, option, Position(item, option), ColumnOf(mapped, option.Name))));
            }
            else
            {
                cells.Add(new MappedCell(item, ordinal, reader, null, Position(item, null), ColumnOf(mapped, "")));
            }
        }

        return cells;

        int ColumnOf(ItemMapping? mapped, string option) =>
            mapped is not null && mapped.Columns.TryGetValue(option, out var column) ? columns[column] : -1;
    }

    private int Position(Item item, AnswerOption? option) =>
        _form.CodedItems.FirstOrDefault(coded => coded.Item.Id == item.Id && coded.Option?.Code == option?.Code)?.Position ?? 0;

    private IncomingRow? HeldBack(int row, string rule, string? column, string message)
    {
        _findings.Add(new Finding(rule, row, column, message));
        return null;
    }

    private (string Code, int Id)? WaveOf()
    {
        var code = _mapping.Wave.Fixed ?? Known(_records.Cell(_wave).Trim());
        if (_mapping.Wave.Fixed is null && _mapping.Wave.Values.Count > 0 && !_mapping.Wave.Values.TryGetValue(code, out code))
            return null;
        return _places.Wave(code) is { } id ? (code, id) : null;
    }

    // The few codes of waves, schools and classes occur on every row: one string each is enough.
    private string Known(ReadOnlySpan<char> code)
    {
        var known = _known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(code, out var text))
            return text;
        text = code.ToString();
        if (_known.Count < MostKnown)
            _known.Add(text);
        return text;
    }

    private DateTime? SubmittedAt(ReadOnlySpan<char> text) =>
        DateTime.TryParseExact(text.Trim(), _mapping.Submitted!.Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) &&
        !_zone!.IsInvalidTime(DateTime.SpecifyKind(local, DateTimeKind.Unspecified))
            ? TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), _zone)
            : null;

    private AnswerSheet Answers(int row)
    {
        var sheet = new AnswerSheet(_form.CodedItems.Count);
        foreach (var cell in _cells)
        {
            // An item that this export doesn't have was never shown.
            var answer = cell.Column < 0
                ? new CellAnswer(CellVerdict.Missing, _notShown)
                : _records.Kind(cell.Column) == CellKind.Absent
                    ? new CellAnswer(CellVerdict.Missing, _notShown)
                    : cell.Reader.Read(_records.Cell(cell.Column));
            if (answer.Verdict is not (CellVerdict.Answer or CellVerdict.Missing))
                Note(row, cell, answer.Verdict);
            Place(sheet, cell, answer);
        }

        return sheet;
    }

    private void Note(int row, MappedCell cell, CellVerdict verdict)
    {
        var column = _records.Columns[cell.Column].Name;
        if (verdict is CellVerdict.UnknownCode or CellVerdict.OtherDecimalMark)
        {
            if (_refusals.TryGetValue(column, out var refusal))
                refusal.Rows++;
            else
                _refusals.Add(column, new Refusal(column, row, cell.Item.Id, verdict, cell.Reader.Expected, _mapping, _records.DecimalMark));
            return;
        }

        var rule = verdict == CellVerdict.OutOfRange ? "out-of-range" : "invalid-value";
        _findings.Add(new Finding(rule, row, column, $"expected {cell.Reader.Expected}; stored as missing (invalid). Correct it in the survey tool and export again"));
    }

    private static void Place(AnswerSheet sheet, MappedCell cell, CellAnswer answer)
    {
        short? missing = answer.IsMissing ? answer.Missing : null;
        if (cell.Item.SpecialCategory)
        {
            var coded = cell.Item.Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice or ItemKind.WholeNumber;
            sheet.Sensitive.Add(new SensitiveAnswer(
                cell.Ordinal,
                (short?)cell.Option?.Code ?? SensitiveAnswer.NoOption,
                missing is null && coded ? (short)answer.Number : null,
                missing is null && cell.Item.Kind == ItemKind.Decimal ? answer.Number : null,
                missing is null && cell.Item.Kind == ItemKind.Date ? answer.Day : null,
                missing is null && cell.Item.Kind == ItemKind.Text ? answer.Text : null,
                missing));
            return;
        }

        switch (cell.Item.Kind)
        {
            case ItemKind.Decimal:
                sheet.Numbers.Add(new StoredAnswer<double>(cell.Ordinal, missing is null ? answer.Number : null, missing));
                break;
            case ItemKind.Date:
                sheet.Days.Add(new StoredAnswer<DateOnly>(cell.Ordinal, missing is null ? answer.Day : null, missing));
                break;
            case ItemKind.Text:
                sheet.Texts.Add(new StoredText(cell.Ordinal, missing is null ? answer.Text : null, missing));
                break;
            default:
                sheet.Coded[cell.Position - 1] = missing is null ? (short)answer.Number : (short)-missing.Value;
                break;
        }
    }

    // By codes, not by row ids: the same content gives the same hash in every database with the same key.
    private byte[] ContentHash(
        byte[] person, string wave, string? school, string? classGroup, DateTime? submitted, AnswerSheet answers)
    {
        _content.SetLength(0);
        var writer = _contentWriter;
        writer.Write(_form.Version);
        writer.Write(person);
        writer.Write(wave);
        writer.Write(school ?? "");
        writer.Write(classGroup ?? "");
        writer.Write(submitted?.Ticks ?? 0);
        writer.Flush();
        _content.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(answers.Coded.AsSpan()));
        foreach (var (ordinal, value, missing) in answers.Numbers)
            WriteValue(ordinal, value ?? 0, missing);
        foreach (var (ordinal, value, missing) in answers.Days)
            WriteValue(ordinal, value?.DayNumber ?? 0, missing);
        foreach (var (ordinal, body, missing) in answers.Texts)
        {
            WriteValue(ordinal, 0, missing);
            writer.Write(body ?? "");
        }

        foreach (var answer in answers.Sensitive)
        {
            WriteValue(answer.ItemOrdinal, answer.Number ?? answer.Code ?? answer.Day?.DayNumber ?? 0, answer.Missing);
            writer.Write(answer.OptionCode);
            writer.Write(answer.Body ?? "");
        }

        writer.Flush();
        return _key.ContentHash(_content.GetBuffer().AsSpan(0, (int)_content.Length));

        void WriteValue(short ordinal, double value, short? missing)
        {
            writer.Write(ordinal);
            writer.Write(value);
            writer.Write(missing ?? 0);
        }
    }

    private sealed record MappedCell(Item Item, short Ordinal, CellReader Reader, AnswerOption? Option, int Position, int Column);

    // A column whose content shows that the file isn't what codebook and source say it is.
    private sealed class Refusal(string column, int firstRow, string item, CellVerdict verdict, string expected, SourceMapping mapping, char decimalMark)
    {
        public int FirstRow => firstRow;

        public int Rows { get; set; } = 1;

        public string ToString(string file)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{file}: row {firstRow}, column {column}");
            var rows = Rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{Rows} rows");
            return verdict == CellVerdict.UnknownCode
                ? $"{place}: a code that item {item} of form {mapping.FormId} version {mapping.FormVersion} doesn't have (in {rows}); expected {expected}. " +
                  $"Correct the cells, map them under 'values' in {mapping.Path}, or give the codebook a new version with the new answer. Nothing was stored."
                : $"{place}: a number with another decimal mark than '{decimalMark}' (in {rows}); expected {expected}. " +
                  $"If the file is written that way, set 'decimal' under 'format' in {mapping.Path}. Nothing was stored.";
        }
    }
}
