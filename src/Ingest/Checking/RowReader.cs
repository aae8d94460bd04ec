using System.Globalization;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;

namespace LobResearch.Ingest.Checking;

/// <summary>Turns a file's rows into rows for the database: maps, checks, and replaces codes by keyed hashes.</summary>
internal sealed class RowReader : IDisposable
{
    private const int MostKnown = 10_000;
    private const string DefaultTimeZone = "Europe/Amsterdam";
    private readonly SourceMapping _mapping;
    private readonly KeyRing _key;
    private readonly Places _places;
    private readonly FindingList _findings;
    private readonly IRecordReader _records;
    private readonly ColumnUse _use;
    private readonly string _role;
    private readonly TimeZoneInfo _zone;
    private readonly IReadOnlyList<string> _momentFormats;
    private readonly Dictionary<string, Wave> _waves;
    private readonly AnswerReader _answers;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ContentHash _hash;
    private readonly PersonCodes _codes;
    private readonly ConsentReader? _consent;
    private readonly Tombstones _tombstones;
    private readonly List<Refusal> _refusals = [];
    private readonly List<byte[]> _heldBackKeys = [];
    private readonly HashSet<int> _wavesThere = [];
    private byte[]? _responseKey;

    public RowReader(
        StudyDefinition study, SourceMapping mapping, Form form, KeyRing key, Places places, FindingList findings, IRecordReader records,
        ColumnUse use, AnswerReader answers, ConsentReader? consent, Tombstones tombstones)
    {
        (_mapping, _key, _places, _findings, _records, _use, _answers) = (mapping, key, places, findings, records, use, answers);
        (_consent, _tombstones) = (consent, tombstones);
        _role = Spelling.Of(form.Role);
        _waves = study.Waves.ToDictionary(wave => wave.Id, StringComparer.Ordinal);
        var stated = mapping.Submitted?.TimeZone ?? (use.Submitted < 0 ? null : records.Columns[use.Submitted].TimeZone);
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(stated ?? DefaultTimeZone, out var zone)
            ? zone
            : throw new InputFault($"The file states the time zone '{VisibleText.Of(stated!)}', which is not known. State 'time_zone' under 'submitted' in {mapping.Path}.");
        _momentFormats = mapping.Submitted?.Format is { } format ? [format] : records.Dialect.MomentFormats;
        _hash = new ContentHash(key, form.Version);
        _codes = new PersonCodes(study);
    }

    /// <summary>Rows that tell of a refusal; none of them is stored.</summary>
    public IReadOnlyList<Refusal> Refusals => _refusals;

    /// <summary>Keys of responses that are in the file and were held back.</summary>
    public IReadOnlyList<byte[]> HeldBackKeys => _heldBackKeys;

    /// <summary>Row ids of the waves that occur in the file, on rows that were held back too.</summary>
    public IReadOnlyCollection<int> Waves => _wavesThere;

    /// <summary>How many rows of persons who withdrew were skipped.</summary>
    public int Withdrawn { get; private set; }

    /// <summary>Reads the current record.</summary>
    /// <returns>The row to store, or null when it is held back (a finding says why) or its person withdrew.</returns>
    public IncomingRow? Read()
    {
        var row = _records.Row;
        _responseKey = null;
        if (_use.Status >= 0 && _records.Dialect.TestStatuses.Contains(_records.Cell(_use.Status).Trim().ToString()))
            return HeldBack(row, RuleNames.TestResponse, _use.Status, "the survey tool marks this row as a preview, a test or spam; it was held back");
        var person = _records.Cell(_use.Person).Trim().ToString();
        if (person.Length == 0)
            return HeldBack(row, RuleNames.NoPersonCode, _use.Person, "the person's code is empty; the row was held back. Complete the code in the survey tool and export again");
        if (ResponseId() is not { } response)
            return HeldBack(row, RuleNames.NoResponseId, _use.Response[0], "the cells that tell one response from another are empty; the row was held back. Export with the survey tool's own response ids");

        var responseKey = _key.ResponseKey(_mapping.Id, response);
        _responseKey = responseKey;
        var wave = WaveOf();
        if (wave is null)
            return HeldBack(row, RuleNames.UnknownWave, _use.Wave, "the wave is none of the study's; the row was held back. Add it to study.yaml, or to 'wave: values' in the source");
        _wavesThere.Add(wave.Value.Id);

        string? school = null;
        if (_use.School >= 0)
        {
            school = Known(_records.Cell(_use.School).Trim());
            if (school.Length == 0 || !(_mapping.School!.MayAdd && IsPlain(school) || _places.KnownSchools.Contains(school)))
                return HeldBack(row, RuleNames.UnknownSchool, _use.School, "the school is empty or none of the study's; the row was held back. Add it to study.yaml, or set 'new: add' under 'school' in the source");
        }

        string? classGroup = null;
        if (_use.ClassGroup >= 0 && school is not null && _records.Cell(_use.ClassGroup).Trim() is { IsEmpty: false } code)
        {
            classGroup = Known(code);
            if (!IsPlain(classGroup))
                return HeldBack(row, RuleNames.UnknownSchool, _use.ClassGroup, "the class is no plain text of at most 100 characters; the row was held back");
        }

        DateTime? submitted = null;
        if (_use.Submitted >= 0 && !_records.Cell(_use.Submitted).Trim().IsEmpty)
        {
            submitted = SubmittedAt();
            if (submitted is null)
                return HeldBack(row, RuleNames.BadDate, _use.Submitted, $"expected a time written as {string.Join(" or ", _momentFormats)}; the row was held back. State 'format' under 'submitted' in the source if it is written otherwise");
            if (IsOutside(_waves[wave.Value.Code], submitted.Value))
                return HeldBack(row, RuleNames.OutsideWave, _use.Submitted, "handed in outside the wave's first and last day; the row was held back. Correct the wave's days in study.yaml, or how the source tells the wave");
        }

        var scope = _codes.Scope(school);
        var indexed = _codes.Indexed(person);
        if (_tombstones.HoldResponse(responseKey) || _tombstones.Hold(_role, scope, indexed))
        {
            // That it is the row of somebody who withdrew is said of no row.
            Withdrawn++;
            return null;
        }

        var personIndex = _key.PersonIndex(_role, scope, indexed);
        // A row that doesn't tell its day is of the wave's first: consent of an unknown day must not overrule a refusal that came later.
        var day = submitted is { } moment ? DayOf(moment) : _waves[wave.Value.Code].Starts ?? DayOf(DateTime.UtcNow);
        var told = default(RowConsent);
        if (_consent is not null)
        {
            told = _consent.Read();
            if (told.Self is false || told.Guardian is false)
                _refusals.Add(new Refusal(row, personIndex, told, day));
            if (_consent.Against(personIndex, told, day) is { } against)
                return HeldBack(row, against.Rule, against.Column, against.Message);
        }

        var answers = _answers.Read(row);
        return new IncomingRow(
            row, personIndex, person, scope, responseKey, _hash.Of(wave.Value.Code, school, classGroup, submitted, answers),
            wave.Value.Id, school, classGroup, submitted, day, told, answers);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private string? ResponseId()
    {
        var id = _records.Cell(_use.Response[0]).ToString();
        var isEmpty = string.IsNullOrWhiteSpace(id);
        for (var index = 1; index < _use.Response.Length; index++)
        {
            var part = _records.Cell(_use.Response[index]);
            isEmpty &= part.IsWhiteSpace();
            id = string.Concat(id, "\u001e", part);
        }

        if (isEmpty)
            return null;
        foreach (var column in _use.ResponseParts)
        {
            if (_records.Cell(column).Trim() is { IsEmpty: false } part)
                id = string.Concat(id, "\u001f", part);
        }

        return id;
    }

    private IncomingRow? HeldBack(int row, string rule, int column, string message)
    {
        _findings.Add(new Finding(rule, row, column < 0 ? null : _records.Columns[column].Name, message));
        if (_responseKey is { } key)
            _heldBackKeys.Add(key);
        return null;
    }

    private (string Code, int Id)? WaveOf()
    {
        var code = _mapping.Wave.Fixed ?? Known(_records.Cell(_use.Wave).Trim());
        if (_mapping.Wave.Fixed is null && _mapping.Wave.Values.Count > 0 && !_mapping.Wave.Values.TryGetValue(code, out code))
            return null;
        return _waves.ContainsKey(code) && _places.Wave(code) is { } id ? (code, id) : null;
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

    private static bool IsPlain(string code) => code.Length <= 100 && !code.Any(char.IsControl) && StorableText.Is(code);

    private DateTime? SubmittedAt()
    {
        var text = _records.Cell(_use.Submitted).Trim();
        if (_records.Kind(_use.Submitted) == CellKind.Moment)
            return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? ToUtc(moment) : null;
        foreach (var format in _momentFormats)
        {
            // A format with an offset states the moment itself, whatever the zone.
            if (format.Contains('z', StringComparison.Ordinal))
            {
                if (DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var stated))
                    return stated.UtcDateTime;
            }
            else if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                return ToUtc(local);
            }
        }

        return null;
    }

    private DateTime? ToUtc(DateTime local)
    {
        var unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return _zone.IsInvalidTime(unspecified) ? null : TimeZoneInfo.ConvertTimeToUtc(unspecified, _zone);
    }

    private bool IsOutside(Wave wave, DateTime submitted)
    {
        var day = DayOf(submitted);
        return day < wave.Starts || day > wave.Ends;
    }

    private DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, _zone));
}
