using System.Buffers.Binary;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>Reads SPSS system files (.sav, .zsav) case by case; memory grows with the dictionary, not with the cases.</summary>
/// <remarks>PSPP Developers' Guide, "System File Format".</remarks>
public sealed class SavReader : IDisposable
{
    private readonly FileStream _stream;
    private readonly SavLayout _layout;
    private readonly SavCases _cases;
    private readonly byte[] _units;
    private readonly byte[] _bytes;
    private readonly char[] _chars;

    private SavReader(FileStream stream, SavLayout layout, SavCases cases)
    {
        (_stream, _layout, _cases) = (stream, layout, cases);
        _units = new byte[layout.Units * 8];
        var widest = layout.Columns.Max(column => column.Variable.Width);
        _bytes = new byte[Math.Max(widest, 1)];
        _chars = new char[layout.Encoding.GetMaxCharCount(_bytes.Length)];
    }

    /// <summary>What the file says of itself.</summary>
    public SpssHeader Header => _layout.Header;

    /// <summary>Number of the current case, from 1; 0 before the first.</summary>
    public long Case => _cases.Count;

    /// <summary>Opens a file and reads its description.</summary>
    /// <exception cref="InputFault">It isn't a system file, or is damaged; the message names the byte.</exception>
    public static SavReader Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            if (stream.Length == 0)
                throw new InputFault($"{path}: the file is empty. Expected an SPSS system file; save it again.");
            var bytes = new SavBytes(path, stream, stream.Length);
            var layout = SavDictionaryReader.Read(path, bytes);
            return new SavReader(stream, layout, new SavCases(bytes, layout, stream));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next case; false at the end.</summary>
    /// <exception cref="InputFault">The file ends inside a case or is damaged.</exception>
    public bool Read() => _cases.Read(_units);

    /// <summary>A number of the current case; NaN for system-missing. User-missing values are given as they stand.</summary>
    /// <param name="variable">Place in <see cref="SpssHeader.Variables"/>.</param>
    public double Number(int variable)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(_units.AsSpan(_layout.Columns[variable].Unit * 8, 8));
        return value == -double.MaxValue ? double.NaN : value;
    }

    /// <summary>A text of the current case without trailing spaces; valid until the next call.</summary>
    /// <param name="variable">Place in <see cref="SpssHeader.Variables"/>.</param>
    public ReadOnlySpan<char> Text(int variable)
    {
        var length = 0;
        foreach (var segment in _layout.Columns[variable].Segments)
        {
            _units.AsSpan(segment.Unit * 8, segment.Bytes).CopyTo(_bytes.AsSpan(length));
            length += segment.Bytes;
        }

        // In every encoding that SPSS writes a trailing space is the byte 32.
        var bytes = _bytes.AsSpan(0, length).TrimEnd((byte)' ').TrimEnd((byte)0);
        return _chars.AsSpan(0, _layout.Encoding.GetChars(bytes, _chars));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cases.Dispose();
        _stream.Dispose();
    }
}
