using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>Reads the description at the beginning of a system file.</summary>
/// <remarks>PSPP Developers' Guide, chapter "System File Format". Records are kept as bytes until the encoding is known.</remarks>
internal sealed class SavDictionaryReader
{
    private const int MostVariables = 100_000;
    private const int MostLabelled = 4_000_000;
    private const double Highest = double.MaxValue;
    private static readonly int[] ResponseSetSubtypes = [7, 19];
    private readonly string _path;
    private readonly SavBytes _bytes;
    private readonly List<RawVariable> _raw = [];
    private readonly Dictionary<int, List<RawLabels>> _labels = [];
    private readonly Dictionary<(RawLabels Set, int Width), List<SpssValueLabel>> _decoded = [];
    private readonly Dictionary<int, (int Size, byte[] Data)> _extensions = [];
    private readonly List<byte[]> _documents = [];
    private readonly List<string> _notes = [];
    private readonly Dictionary<string, string> _longNames = new(StringComparer.OrdinalIgnoreCase);
    private Encoding _encoding = Encoding.Latin1;
    private double _lowest = -double.MaxValue;
    private int _variables;
    private long _labelled;

    private SavDictionaryReader(string path, SavBytes bytes) => (_path, _bytes) = (path, bytes);

    /// <summary>Reads up to the first case.</summary>
    /// <exception cref="InputFault">It isn't a system file, or is damaged; the message names the byte.</exception>
    public static SavLayout Read(string path, SavBytes bytes) => new SavDictionaryReader(path, bytes).Read();

    private SavLayout Read()
    {
        var magic = Encoding.Latin1.GetString(_bytes.Take(4, "the file's mark"));
        if (magic is not ("$FL2" or "$FL3"))
            throw new InputFault($"{_path}: at byte 0: this is not an SPSS system file (it doesn't begin with $FL2 or $FL3). Save it as .sav or .zsav.");
        var product = _bytes.Take(60, "the product's name");
        var layout = _bytes.Take(4, "the layout code");
        _bytes.BigEndian = BinaryPrimitives.ReadInt32LittleEndian(layout) is not (2 or 3);
        if (_bytes.BigEndian && BinaryPrimitives.ReadInt32BigEndian(layout) is not (2 or 3))
            throw _bytes.Fault("the layout code is neither 2 nor 3 in either byte order");
        _bytes.Int32();
        var compression = _bytes.Int32();
        if (compression is not (0 or 1 or 2))
            throw _bytes.Fault($"compression {compression} is not known; expected 0, 1 or 2");
        var weight = _bytes.Int32();
        long cases = _bytes.Int32();
        var bias = _bytes.Double();
        _bytes.Skip(17, "the date");
        var label = _bytes.Take(64, "the file's label");
        _bytes.Skip(3, "padding");

        ReadRecords();
        ChooseEncoding();
        if (_extensions.TryGetValue(16, out var count) && count.Data.Length >= 16)
            cases = ToInt64(count.Data.AsSpan(8, 8));
        var variables = Variables();
        var columns = Merge(variables);
        var responseSets = new SavResponseSets(columns, _longNames, _encoding).Read(ResponseSetSubtypes.Where(_extensions.ContainsKey).Select(subtype => _extensions[subtype].Data), _notes);
        return new SavLayout(
            new SpssHeader(
                columns.Select(column => column.Variable).ToList(), cases < 0 ? null : cases, _encoding.WebName, Text(label) is { Length: > 0 } text ? text : null,
                weight > 0 ? columns.FirstOrDefault(column => column.Unit == weight - 1)?.Variable.Name : null, (SpssCompression)compression,
                _documents.Select(Text).ToList(), Text(product).Trim(), _notes)
            {
                MultipleResponseSets = responseSets,
            },
            columns, _raw.Count, bias, _encoding);
    }

    private void ReadRecords()
    {
        while (true)
        {
            var type = _bytes.Int32();
            switch (type)
            {
                case 2:
                    ReadVariable();
                    break;
                case 3:
                    ReadValueLabels();
                    break;
                case 6:
                    ReadDocuments();
                    break;
                case 7:
                    ReadExtension();
                    break;
                case 999:
                    _bytes.Int32();
                    if (_raw.Count == 0)
                        throw _bytes.Fault("the file describes no variable");
                    return;
                default:
                    throw _bytes.Fault($"record type {type} is not known; expected 2, 3, 6, 7 or 999");
            }
        }
    }

    private void ReadVariable()
    {
        var width = _bytes.Int32();
        if (width is < -1 or > 255)
            throw _bytes.Fault($"a variable's type is {width}; expected -1 to 255");
        var hasLabel = _bytes.Int32();
        var missing = _bytes.Int32();
        var print = _bytes.Int32();
        _bytes.Int32();
        var name = _bytes.Take(8, "a variable's name");
        byte[]? label = null;
        if (hasLabel is not (0 or 1))
            throw _bytes.Fault($"the mark for a variable's label is {hasLabel}; expected 0 or 1");
        if (hasLabel == 1)
        {
            var length = _bytes.Int32();
            label = _bytes.Take(length, "a variable's label");
            _bytes.Skip((4 - length % 4) % 4, "padding");
        }

        if (missing is < -3 or > 3 or -1)
            throw _bytes.Fault($"the number of missing values is {missing}; expected -3, -2 or 0 to 3");
        var values = _bytes.Take(8L * Math.Abs(missing), "missing values");
        if (width == -1 && _raw.Count == 0)
            throw _bytes.Fault("the first variable continues another");
        if (width >= 0)
            _variables++;
        if (_variables > MostVariables || _raw.Count >= MostVariables * 8)
            throw _bytes.Fault($"the file has more than {MostVariables} variables");
        _raw.Add(new RawVariable(width, name, label, SpssFormat.FromWord(print), missing, values));
    }

    private void ReadValueLabels()
    {
        var count = _bytes.Int32();
        _bytes.Require(9L * count, "value labels");
        var entries = new List<(byte[] Value, byte[] Label)>(count);
        for (var index = 0; index < count; index++)
        {
            var value = _bytes.Take(8, "a value");
            var length = _bytes.Byte();
            var label = _bytes.Take(length, "a value's label");
            _bytes.Skip((8 - (length + 1) % 8) % 8, "padding");
            entries.Add((value, label));
        }

        if (_bytes.Int32() != 4)
            throw _bytes.Fault("value labels are not followed by the variables they belong to");
        var variables = _bytes.Int32();
        _bytes.Require(4L * variables, "the variables of value labels");
        var units = new int[variables];
        for (var index = 0; index < variables; index++)
        {
            units[index] = _bytes.Int32() - 1;
            if (units[index] < 0 || units[index] >= _raw.Count || _raw[units[index]].Width == -1)
                throw _bytes.Fault($"value labels belong to variable {units[index] + 1}, which there isn't");
        }

        var set = new RawLabels(entries);
        foreach (var unit in units.Distinct())
        {
            // One set may label every variable, so what a small file states can be large once it is multiplied out.
            _labelled += entries.Count;
            if (_labelled > MostLabelled)
                throw _bytes.Fault($"the variables have more than {MostLabelled} value labels together");
            if (!_labels.TryGetValue(unit, out var sets))
                _labels.Add(unit, sets = []);
            sets.Add(set);
        }
    }

    private void ReadDocuments()
    {
        var lines = _bytes.Int32();
        _bytes.Require(80L * lines, "comment lines");
        for (var line = 0; line < lines; line++)
            _documents.Add(_bytes.Take(80, "a comment line"));
    }

    private void ReadExtension()
    {
        var subtype = _bytes.Int32();
        long size = _bytes.Int32();
        long count = _bytes.Int32();
        if (size < 0 || count < 0)
            throw _bytes.Fault($"extension {subtype} has a negative length");
        var data = _bytes.Take(size * count, $"extension {subtype}");
        // A later record of the same kind replaces an earlier one, as PSPP does.
        _extensions[subtype] = ((int)size, data);
        if (subtype == 4 && data.Length >= 24)
            _lowest = BitConverter.Int64BitsToDouble(ToInt64(data.AsSpan(16, 8)));
    }

    private void ChooseEncoding()
    {
        var name = _extensions.TryGetValue(20, out var named) ? Encoding.ASCII.GetString(named.Data).Trim('\0', ' ') : null;
        int? page = _extensions.TryGetValue(3, out var machine) && machine.Data.Length >= 32 ? ToInt32(machine.Data.AsSpan(28, 4)) : null;
        _encoding = SpssEncodings.Find(name, page, out var note);
        if (note is not null)
            _notes.Add(note);
    }

    // One entry per variable record that isn't a continuation, in the file's order.
    private List<SavColumn> Variables()
    {
        var display = Display();
        var columns = new List<SavColumn>();
        for (var unit = 0; unit < _raw.Count; unit++)
        {
            var raw = _raw[unit];
            if (raw.Width == -1)
                continue;
            var units = raw.Width == 0 ? 1 : (raw.Width + 7) / 8;
            for (var next = 1; next < units; next++)
            {
                if (unit + next >= _raw.Count || _raw[unit + next].Width != -1)
                    throw _bytes.Fault($"the text variable {columns.Count + 1} of width {raw.Width} has too few continuation records");
            }

            var name = Text(raw.Name);
            if (!raw.Format.IsKnown)
                _notes.Add(string.Create(CultureInfo.InvariantCulture, $"variable {VisibleText.Of(name)} has the unknown format type {raw.Format.Type}; read by its width"));
            var measure = display.Count > columns.Count ? display[columns.Count] : SpssMeasure.Unknown;
            var variable = new SpssVariable(name, raw.Width, raw.Label is null ? null : Text(raw.Label), raw.Format, Missing(raw), Labels(unit, raw.Width), measure);
            columns.Add(new SavColumn(variable, unit, [new SavSegment(unit, Math.Max(raw.Width, 0))]));
        }

        return columns;
    }

    // Record 7/11: measure, (width,) alignment per variable; which of the two shapes is told by the number of values.
    private List<SpssMeasure> Display()
    {
        if (!_extensions.TryGetValue(11, out var record) || record.Size != 4)
            return [];
        var values = record.Data.Length / 4;
        var variables = _raw.Count(raw => raw.Width != -1);
        var stride = values == 3 * variables ? 3 : values == 2 * variables ? 2 : 0;
        if (stride == 0)
        {
            _notes.Add("the record of measurement levels doesn't fit the number of variables; left out");
            return [];
        }

        return Enumerable.Range(0, variables)
            .Select(index => ToInt32(record.Data.AsSpan(index * stride * 4, 4)) is var measure and >= 0 and <= 3 ? (SpssMeasure)measure : SpssMeasure.Unknown)
            .ToList();
    }

    private SpssMissing Missing(RawVariable raw)
    {
        if (raw.Missing == 0)
            return SpssMissing.None;
        if (raw.Width > 0)
        {
            var texts = Enumerable.Range(0, Math.Abs(raw.Missing)).Select(index => Text(raw.MissingValues.AsSpan(index * 8, Math.Min(8, raw.Width)))).ToList();
            // SPSS has no ranges of texts; haven writes them nevertheless.
            return raw.Missing < 0
                ? SpssMissing.None with { Texts = texts.Skip(2).ToList(), TextRange = new TextRange(texts[0], texts[1]) }
                : SpssMissing.None with { Texts = texts };
        }

        var values = Enumerable.Range(0, Math.Abs(raw.Missing)).Select(index => BitConverter.Int64BitsToDouble(ToInt64(raw.MissingValues.AsSpan(index * 8, 8)))).ToList();
        if (raw.Missing > 0)
            return SpssMissing.None with { Numbers = values };
        return new SpssMissing(values.Skip(2).ToList(), IsLowest(values[0]) ? double.NegativeInfinity : values[0], values[1] == Highest ? double.PositiveInfinity : values[1], []);
    }

    // SPSS wrote the second-lowest double for LOWEST, and since version 21 the lowest.
    private bool IsLowest(double value) => value == -double.MaxValue || value == Math.BitIncrement(-double.MaxValue) || value == _lowest;

    private IReadOnlyList<SpssValueLabel> Labels(int unit, int width)
    {
        if (!_labels.TryGetValue(unit, out var sets))
            return [];
        return sets.Count == 1 ? Decoded(sets[0], Math.Min(8, width)) : sets.SelectMany(set => Decoded(set, Math.Min(8, width))).ToList();
    }

    // Variables of one scale share their labels, in the file and here.
    private List<SpssValueLabel> Decoded(RawLabels set, int width)
    {
        if (!_decoded.TryGetValue((set, width), out var labels))
        {
            labels = set.Entries.Select(entry => width == 0
                ? new SpssValueLabel(BitConverter.Int64BitsToDouble(ToInt64(entry.Value)), null, Text(entry.Label))
                : new SpssValueLabel(double.NaN, Text(entry.Value.AsSpan(0, width)), Text(entry.Label))).ToList();
            _decoded.Add((set, width), labels);
        }

        return labels;
    }

    // Very long strings are several variables in the file; long names replace short ones; then what refers to long names.
    private List<SavColumn> Merge(List<SavColumn> columns)
    {
        var byShort = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < columns.Count; index++)
            byShort.TryAdd(columns[index].Variable.Name, index);
        var merged = new HashSet<int>();
        foreach (var (shortName, text) in Pairs(14, "\0\t"))
        {
            if (!int.TryParse(text.Trim('\0', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out var width) || width <= 255)
                continue;
            if (!byShort.TryGetValue(shortName, out var first))
                throw _bytes.Fault("a very long string belongs to a variable that there isn't");
            columns[first] = VeryLong(columns, first, width, merged);
        }

        var names = _longNames;
        foreach (var (shortName, longName) in Pairs(13, "\t"))
            names.TryAdd(shortName, longName.TrimEnd('\0', ' '));
        var result = new List<SavColumn>();
        for (var index = 0; index < columns.Count; index++)
        {
            if (merged.Contains(index))
                continue;
            var column = columns[index];
            result.Add(names.TryGetValue(column.Variable.Name, out var name) && name.Length > 0
                ? column with { Variable = column.Variable with { Name = name } }
                : column);
        }

        LongValueLabels(result);
        LongMissing(result);
        RefuseDoubledNames(result);
        return result;
    }

    private SavColumn VeryLong(List<SavColumn> columns, int first, int width, HashSet<int> merged)
    {
        var count = (width + 251) / 252;
        if (first + count > columns.Count)
            throw _bytes.Fault($"a very long string of width {width} has too few segments");
        var segments = new List<SavSegment>();
        var left = width;
        for (var index = 0; index < count; index++)
        {
            var segment = columns[first + index];
            // A segment that is another's, or is very long itself, would reach past its own place in the case.
            if (segment.Segments.Count > 1 || merged.Contains(first + index))
                throw _bytes.Fault("two very long strings share a segment");
            if (segment.Variable.IsNumber)
                throw _bytes.Fault($"a very long string of width {width} has a number among its segments");
            // Each segment but the last holds 255 bytes of the value.
            var used = index == count - 1 ? Math.Min(left, segment.Variable.Width) : Math.Min(Math.Min(left, 255), segment.Variable.Width);
            segments.Add(new SavSegment(segment.Unit, used));
            left -= used;
            if (index > 0)
                merged.Add(first + index);
        }

        return columns[first] with { Variable = columns[first].Variable with { Width = width }, Segments = segments };
    }

    private IEnumerable<(string Key, string Value)> Pairs(int extension, string separators)
    {
        if (!_extensions.TryGetValue(extension, out var record))
            yield break;
        foreach (var pair in _encoding.GetString(record.Data).Split(separators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at > 0)
                yield return (pair[..at].Trim(), pair[(at + 1)..]);
        }
    }

    private void LongValueLabels(List<SavColumn> columns)
    {
        if (!_extensions.TryGetValue(21, out var record))
            return;
        var data = new Slice(this, record.Data);
        var places = Places(columns);
        var added = new Dictionary<int, List<SpssValueLabel>>();
        while (data.Left > 0)
        {
            var name = Text(data.Take(data.Int32()));
            data.Int32();
            var count = data.Int32();
            data.Require(8L * count);
            if (!Place(places, name, out var place) || !added.TryGetValue(place, out var labels))
                added[place] = labels = [];
            for (var index = 0; index < count; index++)
            {
                var value = Text(data.Take(data.Int32()));
                labels.Add(new SpssValueLabel(double.NaN, value, Text(data.Take(data.Int32()))));
            }

        }

        foreach (var (place, labels) in added.Where(entry => entry.Key >= 0))
            columns[place] = columns[place] with { Variable = columns[place].Variable with { ValueLabels = [.. columns[place].Variable.ValueLabels, .. labels] } };
    }

    private void LongMissing(List<SavColumn> columns)
    {
        if (!_extensions.TryGetValue(22, out var record))
            return;
        var data = new Slice(this, record.Data);
        var places = Places(columns);
        while (data.Left > 0)
        {
            var name = Text(data.Take(data.Int32()));
            var count = data.Byte();
            var length = data.Int32();
            var values = new List<string>();
            for (var index = 0; index < count; index++)
            {
                // Some versions repeat the length before each value.
                if (index > 0 && data.Left >= 4 && data.PeekInt32() == length && length != 0x20202020)
                    data.Int32();
                values.Add(Text(data.Take(length)));
            }

            if (Place(places, name, out var place))
                columns[place] = columns[place] with { Variable = columns[place].Variable with { Missing = columns[place].Variable.Missing with { Texts = values } } };
        }
    }

    private static Dictionary<string, int> Places(List<SavColumn> columns)
    {
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < columns.Count; index++)
            places.TryAdd(columns[index].Variable.Name, index);
        return places;
    }

    private bool Place(Dictionary<string, int> places, string name, out int place)
    {
        const string Unknown = "a record of long strings belongs to a variable that there isn't; left out";
        if (places.TryGetValue(name, out place))
            return true;
        place = -1;
        if (_notes.Count == 0 || _notes[^1] != Unknown)
            _notes.Add(Unknown);
        return false;
    }

    private void RefuseDoubledNames(List<SavColumn> columns)
    {
        if (columns.GroupBy(column => column.Variable.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } doubled)
            throw _bytes.Fault($"two variables are named '{VisibleText.Of(doubled.Key)}'");
    }

    private string Text(ReadOnlySpan<byte> bytes) => _encoding.GetString(bytes).TrimEnd(' ', '\0');

    private string Text(byte[] bytes) => Text(bytes.AsSpan());

    private int ToInt32(ReadOnlySpan<byte> bytes) => _bytes.BigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);

    private long ToInt64(ReadOnlySpan<byte> bytes) => _bytes.BigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private sealed record RawVariable(int Width, byte[] Name, byte[]? Label, SpssFormat Format, int Missing, byte[] MissingValues);

    private sealed record RawLabels(List<(byte[] Value, byte[] Label)> Entries);

    // Bytes of one extension record.
    private sealed class Slice(SavDictionaryReader owner, byte[] data)
    {
        private int _at;

        public int Left => data.Length - _at;

        public int Int32() => owner.ToInt32(Take(4));

        public int PeekInt32() => owner.ToInt32(data.AsSpan(_at, 4));

        public byte Byte() => Take(1)[0];

        public void Require(long count)
        {
            if (count < 0 || count > Left)
                throw owner._bytes.Fault($"an extension record states {count} bytes where {Left} are left");
        }

        public ReadOnlySpan<byte> Take(int count)
        {
            Require(count);
            var part = data.AsSpan(_at, count);
            _at += count;
            return part;
        }
    }
}
