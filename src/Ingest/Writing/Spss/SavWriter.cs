using System.Globalization;
using System.Text;
using LobResearch.Ingest.Reading.Spss;

namespace LobResearch.Ingest.Writing.Spss;

/// <summary>Writes SPSS system files case by case, always in UTF-8. The file appears under its name when it is complete.</summary>
/// <remarks>PSPP Developers' Guide, "System File Format". Read back by SPSS, PSPP, haven and <see cref="SavReader"/>.</remarks>
public sealed class SavWriter : IDisposable
{
    private const int CaseCountPlace = 80;
    private const double Bias = 100;
    private readonly string _path;
    private readonly string _unfinished;
    private readonly FileStream _stream;
    private readonly SavShape _shape;
    private readonly SavCaseWriter _cases;
    private readonly long _wideCountPlace;
    private readonly byte[] _units;
    private long _count;
    private bool _complete;

    private SavWriter(string path, SavShape shape, SavWriterOptions options)
    {
        (_path, _shape) = (path, shape);
        _unfinished = path + ".new";
        var opening = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 << 16 };
        if (options.OwnerOnly && !OperatingSystem.IsWindows())
            opening.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _stream = new FileStream(_unfinished, opening);
        using (var writer = new BinaryWriter(_stream, Encoding.UTF8, leaveOpen: true))
            _wideCountPlace = new SavDictionaryWriter(writer, shape, options).Write();
        _cases = new SavCaseWriter(_stream, options.Compression, Bias);
        _units = new byte[shape.Units * 8];
        Clear();
    }

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where; a .zsav compression fits the ending .zsav.</param>
    /// <param name="variables">The variables. A text variable's width is in bytes of UTF-8, at most 32,767.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">A name, width, label or missing value that the format can't hold.</exception>
    public static SavWriter Create(string path, IReadOnlyList<SpssVariable> variables, SavWriterOptions? options = null) =>
        new(path, SavShape.Of(variables), options ?? new SavWriterOptions());

    /// <summary>Sets a number of the current case; NaN for system-missing, which is also what is not set.</summary>
    public void Number(int variable, double value) =>
        BitConverter.TryWriteBytes(_units.AsSpan(_shape.Columns[variable].Unit * 8, 8), double.IsNaN(value) ? -double.MaxValue : value);

    /// <summary>Sets a text of the current case.</summary>
    /// <exception cref="ArgumentException">It needs more bytes than the variable's width.</exception>
    public void Text(int variable, ReadOnlySpan<char> value)
    {
        var column = _shape.Columns[variable];
        var bytes = new byte[Encoding.UTF8.GetByteCount(value)];
        Encoding.UTF8.GetBytes(value, bytes);
        if (bytes.Length > column.Variable.Width)
            throw new ArgumentException($"A value of {bytes.Length} bytes doesn't fit variable {column.Variable.Name} of width {column.Variable.Width}.", nameof(value));
        var left = bytes.AsSpan();
        foreach (var segment in column.Segments)
        {
            var part = left[..Math.Min(left.Length, segment.Bytes)];
            part.CopyTo(_units.AsSpan(segment.Unit * 8));
            left = left[part.Length..];
        }
    }

    /// <summary>Writes the current case and begins the next.</summary>
    public void Next()
    {
        _cases.Write(_units);
        _count++;
        Clear();
    }

    /// <summary>Ends the file and gives it its name.</summary>
    public void Complete()
    {
        _cases.Complete();
        Patch(CaseCountPlace, BitConverter.GetBytes((int)Math.Min(_count, int.MaxValue)));
        Patch(_wideCountPlace, BitConverter.GetBytes(_count));
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
        _complete = true;
    }

    /// <summary>An incomplete file is removed.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_complete)
            File.Delete(_unfinished);
    }

    private void Clear()
    {
        _units.AsSpan().Fill((byte)' ');
        for (var index = 0; index < _shape.Columns.Count; index++)
        {
            if (_shape.Columns[index].Variable.IsNumber)
                Number(index, double.NaN);
        }
    }

    private void Patch(long place, byte[] bytes)
    {
        var end = _stream.Position;
        _stream.Position = place;
        _stream.Write(bytes);
        _stream.Position = end;
    }
}

/// <summary>How a system file is written.</summary>
public sealed record SavWriterOptions
{
    /// <summary>How cases are packed; bytes by default.</summary>
    public SpssCompression Compression { get; init; } = SpssCompression.Bytes;

    /// <summary>The file's label, at most 64 bytes.</summary>
    public string FileLabel { get; init; } = "";

    /// <summary>Whether only its owner may read the file (mode 600; on Windows the folder's rights hold).</summary>
    public bool OwnerOnly { get; init; }

    /// <summary>When the file says it was made, in local time.</summary>
    public DateTime Created { get; init; } = DateTime.Now;

    internal string Date => Created.ToString("dd MMM yy", CultureInfo.InvariantCulture);

    internal string Time => Created.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
