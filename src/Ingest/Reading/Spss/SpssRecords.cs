using System.Globalization;
using LobResearch.Ingest.Reading.Dialects;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>An SPSS system file as records.</summary>
internal sealed class SpssRecords : IRecordReader
{
    private static readonly DateTime Epoch = new(1582, 10, 14, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly double LastMoment = (DateTime.MaxValue - Epoch).TotalSeconds - 1;
    private readonly SavReader _reader;
    private readonly char[] _text = new char[40];

    private SpssRecords(SavReader reader, Dialect? tool)
    {
        _reader = reader;
        // Variables of one scale share their labels, so that a scale of many variables is held once.
        var labels = new Dictionary<IReadOnlyList<SpssValueLabel>, IReadOnlyList<FileValueLabel>>(ReferenceEqualityComparer.Instance);
        Columns = reader.Header.Variables.Select(variable => ToColumn(variable, labels)).ToList();
        Dialect = tool ?? Dialect.Plain;
    }

    /// <inheritdoc/>
    public Dialect Dialect { get; }

    /// <inheritdoc/>
    public IReadOnlyList<FileColumn> Columns { get; }

    /// <inheritdoc/>
    public IReadOnlyList<FileFact> Facts =>
    [
        new("kind", "SPSS system file"),
        new("encoding", _reader.Header.Encoding),
        new("compression", _reader.Header.Compression switch { SpssCompression.None => "none", SpssCompression.Bytes => "bytes", _ => "zlib" }),
        .. _reader.Header.FileLabel is { } label ? new[] { new FileFact("file label", label) } : [],
        .. _reader.Header.Weight is { } weight ? new[] { new FileFact("weight", weight) } : [],
        .. _reader.Header.MultipleResponseSets.Select(set => new FileFact("multiple-response set", set.ToString())),
        .. _reader.Header.Notes.Select(note => new FileFact("note", note)),
    ];

    /// <inheritdoc/>
    public int Row => (int)Math.Min(_reader.Case, int.MaxValue);

    /// <summary>Opens the file.</summary>
    /// <exception cref="LobResearch.Study.InputFault">It isn't a system file or is damaged.</exception>
    public static SpssRecords Open(string path, Dialect? tool = null) => new(SavReader.Open(path), tool);

    /// <inheritdoc/>
    public char DecimalMark => '.';

    /// <inheritdoc/>
    public bool Read() => _reader.Read();

    /// <inheritdoc/>
    public CellKind Kind(int column)
    {
        var variable = _reader.Header.Variables[column];
        if (!variable.IsNumber)
            return _reader.Text(column).IsEmpty ? CellKind.Blank : CellKind.Text;
        var value = _reader.Number(column);
        if (double.IsNaN(value))
            return CellKind.Absent;
        return IsMoment(variable, value) ? CellKind.Moment : CellKind.Number;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> Cell(int column)
    {
        var variable = _reader.Header.Variables[column];
        if (!variable.IsNumber)
            return _reader.Text(column);
        var value = _reader.Number(column);
        if (double.IsNaN(value))
            return [];
        var length = 0;
        if (IsMoment(variable, value))
            Epoch.AddSeconds(value).TryFormat(_text, out length, variable.Format.IsDay ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        else
            value.TryFormat(_text, out length, "R", CultureInfo.InvariantCulture);
        return _text.AsSpan(0, length);
    }

    /// <inheritdoc/>
    public double Number(int column) => _reader.Header.Variables[column].IsNumber ? _reader.Number(column) : double.NaN;

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // A date that no calendar holds is shown as the number that it is.
    private static bool IsMoment(SpssVariable variable, double value) =>
        (variable.Format.IsDay || variable.Format.IsMoment) && value >= 0 && value <= LastMoment;

    private static FileColumn ToColumn(SpssVariable variable, Dictionary<IReadOnlyList<SpssValueLabel>, IReadOnlyList<FileValueLabel>> labels) => new(variable.Name)
    {
        Label = variable.Label,
        Type = variable switch
        {
            { IsNumber: false } => FileColumnType.String,
            { Format.IsDay: true } => FileColumnType.Date,
            { Format.IsMoment: true } => FileColumnType.DateTime,
            { Format.IsDuration: true } => FileColumnType.Duration,
            _ => FileColumnType.Numeric,
        },
        Format = variable.FormatName,
        Measure = variable.Measure == SpssMeasure.Unknown ? null : variable.Measure.ToString().ToLowerInvariant(),
        ValueLabels = labels.TryGetValue(variable.ValueLabels, out var known)
            ? known
            : labels[variable.ValueLabels] = variable.ValueLabels.Select(label => new FileValueLabel(label.Text ?? Shortest(label.Number), label.Label)).ToList(),
        Missing = new FileMissing(
            variable.IsNumber ? variable.Missing.Numbers.Select(Shortest).ToList() : variable.Missing.Texts, variable.Missing.Low, variable.Missing.High)
        {
            TextRange = variable.Missing.TextRange,
        },
    };

    private static string Shortest(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
