using System.Buffers.Binary;
using System.IO.Compression;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>Gives cases one after another, as units of eight bytes, numbers least significant byte first.</summary>
internal sealed class SavCases : IDisposable
{
    private const byte Padding = 0;
    private const byte End = 252;
    private const byte Literal = 253;
    private const byte Spaces = 254;
    private const byte SystemMissing = 255;
    private readonly SavBytes _file;
    private readonly SavLayout _layout;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly byte[] _commands = new byte[8];
    private readonly bool[] _isText;
    private int _start;
    private int _end;
    private int _command = 8;
    private bool _ended;

    public SavCases(SavBytes file, SavLayout layout, Stream stream)
    {
        (_file, _layout) = (file, layout);
        _stream = layout.Header.Compression == SpssCompression.Zlib ? new SavZlibStream(file, stream) : stream;
        _isText = new bool[layout.Units];
        foreach (var column in layout.Columns.Where(column => !column.Variable.IsNumber))
        {
            foreach (var segment in column.Segments)
                Array.Fill(_isText, true, segment.Unit, Math.Min((segment.Bytes + 7) / 8, layout.Units - segment.Unit));
        }
    }

    /// <summary>Number of whole cases given so far.</summary>
    public long Count { get; private set; }

    /// <summary>The next case; false at the end.</summary>
    /// <exception cref="InputFault">The file ends inside a case, or holds what can't be.</exception>
    public bool Read(Span<byte> units)
    {
        if (_ended || Count == _layout.Header.CaseCount)
            return Finish();
        var read = _layout.Header.Compression == SpssCompression.None ? ReadPlain(units) : ReadCompressed(units);
        if (!read)
            return Finish();
        Count++;
        return true;
    }

    public void Dispose()
    {
        if (_stream is SavZlibStream zlib)
            zlib.Dispose();
    }

    private bool Finish()
    {
        _ended = true;
        if (_layout.Header.CaseCount is { } stated && Count < stated)
            throw Fault($"the file ends after {Count} of {stated} rows");
        return false;
    }

    private bool ReadPlain(Span<byte> units)
    {
        var first = Available();
        if (first == 0)
            return false;
        for (var unit = 0; unit < _layout.Units; unit++)
        {
            if (!Fill(units.Slice(unit * 8, 8)))
                throw Fault("the file ends inside this row");
            if (_file.BigEndian && !_isText[unit])
                units.Slice(unit * 8, 8).Reverse();
        }

        return true;
    }

    private bool ReadCompressed(Span<byte> units)
    {
        for (var unit = 0; unit < _layout.Units; unit++)
        {
            var place = units.Slice(unit * 8, 8);
            switch (NextCommand())
            {
                case null or End:
                    _ended = true;
                    return unit == 0 ? false : throw Fault("the file ends inside this row");
                case Literal:
                    if (!Fill(place))
                        throw Fault("the file ends inside this row");
                    if (_file.BigEndian && !_isText[unit])
                        place.Reverse();
                    break;
                case Spaces:
                    place.Fill((byte)' ');
                    break;
                case SystemMissing:
                    BinaryPrimitives.WriteDoubleLittleEndian(place, -double.MaxValue);
                    break;
                case var small:
                    BinaryPrimitives.WriteDoubleLittleEndian(place, small.Value - _layout.Bias);
                    break;
            }
        }

        return true;
    }

    // Eight commands stand together, before the literal values that they ask for.
    private byte? NextCommand()
    {
        while (true)
        {
            if (_command == 8)
            {
                if (Available() == 0)
                    return null;
                if (!Fill(_commands))
                    throw Fault("the file ends inside this row");
                _command = 0;
            }

            var command = _commands[_command++];
            if (command != Padding)
                return command;
        }
    }

    private int Available()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = _stream.Read(_buffer);
        }

        return _end - _start;
    }

    private bool Fill(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var available = Available();
            if (available == 0)
                return false;
            var part = Math.Min(available, bytes.Length);
            _buffer.AsSpan(_start, part).CopyTo(bytes);
            _start += part;
            bytes = bytes[part..];
        }

        return true;
    }

    private InputFault Fault(string what) => _file.FaultInRow(Count + 1, what);

    /// <summary>The blocks of a .zsav file as one stream of commands.</summary>
    private sealed class SavZlibStream : Stream
    {
        private const int LargestBlock = 0x3ff000;
        private readonly SavBytes _file;
        private readonly Stream _stream;
        private readonly List<(long Place, int Packed, int Plain)> _blocks = [];
        private int _next;
        private byte[] _block = [];
        private int _at;
        private int _length;

        public SavZlibStream(SavBytes file, Stream stream)
        {
            (_file, _stream) = (file, stream);
            var header = file.Position;
            var own = file.Int64();
            var trailer = file.Int64();
            var length = file.Int64();
            if (own != header)
                throw file.Fault($"the zlib header says it stands at byte {own}");
            if (trailer < header + 24 || length < 24 || length % 24 != 0 || trailer > file.Length - length)
                throw file.Fault($"the zlib trailer of {length} bytes at byte {trailer} doesn't fit the file");
            ReadTrailer(trailer, length, header + 24);
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            while (_at == _length)
            {
                if (_next == _blocks.Count)
                    return 0;
                Unpack(_blocks[_next++]);
            }

            var part = Math.Min(buffer.Length, _length - _at);
            _block.AsSpan(_at, part).CopyTo(buffer);
            _at += part;
            return part;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void ReadTrailer(long place, long length, long data)
        {
            _stream.Seek(place, SeekOrigin.Begin);
            var bytes = new byte[length];
            _stream.ReadExactly(bytes);
            var count = Int32(bytes, 20);
            var size = Int32(bytes, 16);
            if (count != length / 24 - 1 || count < 0)
                throw _file.Fault($"the zlib trailer names {count} blocks and has room for {length / 24 - 1}");
            if (size is <= 0 or > LargestBlock * 4)
                throw _file.Fault($"the zlib trailer states blocks of {size} bytes");
            var expected = data;
            for (var index = 0; index < count; index++)
            {
                var at = 24 + index * 24;
                var (start, plain, packed) = (Int64(bytes, at + 8), Int32(bytes, at + 16), Int32(bytes, at + 20));
                if (start != expected || plain is < 0 || plain > size || packed < 0 || start + packed > place)
                    throw _file.Fault($"zlib block {index + 1} doesn't fit the file");
                _blocks.Add((start, packed, plain));
                expected += packed;
            }
        }

        private void Unpack((long Place, int Packed, int Plain) block)
        {
            _stream.Seek(block.Place, SeekOrigin.Begin);
            var packed = new byte[block.Packed];
            _stream.ReadExactly(packed);
            if (_block.Length < block.Plain)
                _block = new byte[block.Plain];
            try
            {
                using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
                _length = zlib.ReadAtLeast(_block.AsSpan(0, block.Plain), block.Plain, throwOnEndOfStream: false);
            }
            catch (InvalidDataException)
            {
                throw _file.Fault($"zlib block at byte {block.Place} can't be unpacked");
            }

            if (_length != block.Plain)
                throw _file.Fault($"zlib block at byte {block.Place} unpacks to {_length} bytes instead of {block.Plain}");
            _at = 0;
        }

        private int Int32(byte[] bytes, int at) => _file.BigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));

        private long Int64(byte[] bytes, int at) => _file.BigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
    }
}
