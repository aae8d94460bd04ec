using System.Text;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Delimited;

/// <summary>
/// Splits text into records and cells, in constant memory. Unlike common CSV readers it tells a cell that is written as ""
/// from one that is not written at all: in LimeSurvey's exports these mean different things.
/// </summary>
/// <remarks>
/// RFC 4180, and what Excel accepts beyond it: any of CRLF, LF and CR ends a record; a quote inside an unquoted cell is itself.
/// </remarks>
internal sealed class DelimitedTokens
{
    private const int LongestRecord = 16 * 1024 * 1024;
    private const int MostCells = 100_000;
    private readonly string _path;
    private readonly TextReader _text;
    private readonly char _separator;
    private readonly char _quote;
    private readonly string _stops;
    private readonly List<Token> _cells = [];
    private char[] _buffer;
    private int _end;
    private int _next;
    private bool _ended;

    /// <param name="path">The file, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="separator">Between cells.</param>
    /// <param name="quote">Around cells.</param>
    /// <param name="room">Characters to make room for at first; more are made as a record needs them.</param>
    public DelimitedTokens(string path, TextReader text, char separator, char quote, int room)
    {
        _buffer = new char[room];
        (_path, _text, _separator, _quote) = (path, text, separator, quote);
        _stops = new string([separator, '\n', '\r', '\0']);
    }

    /// <summary>Number of the current record, from 1.</summary>
    public int Row { get; private set; }

    /// <summary>Number of cells in the current record.</summary>
    public int Count => _cells.Count;

    /// <summary>How the first record ended: CRLF, LF, CR, or nothing.</summary>
    public string LineEnd { get; private set; } = "";

    /// <summary>Whether the current record is a line without a character.</summary>
    public bool IsEmptyLine => _cells.Count == 1 && _cells[0] is { Length: 0, Quoted: false };

    /// <summary>A cell's text without its quotes.</summary>
    public ReadOnlySpan<char> Cell(int index) => _buffer.AsSpan(_cells[index].Start, _cells[index].Length);

    /// <summary>Whether a cell stood in quotes.</summary>
    public bool IsQuoted(int index) => _cells[index].Quoted;

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="InputFault">The record is not well formed.</exception>
    public bool Read()
    {
        _cells.Clear();
        // A record lies in one piece: what is left of the buffer moves to the front while there is still room for most records.
        if (_next > _buffer.Length / 2)
        {
            _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
            (_end, _next) = (_end - _next, 0);
        }

        Row++;
        if (_next == _end && !Fill())
        {
            Row--;
            return false;
        }

        while (ReadCell())
        {
            if (_cells.Count == MostCells)
                throw Fault($"the row has more than {MostCells} cells. The file seems to use another separator, or is no table");
        }

        return true;
    }

    // True when another cell of the record follows.
    private bool ReadCell()
    {
        // Most cells of a survey are one character.
        if (_end - _next > 1 && _buffer[_next + 1] == _separator && _buffer[_next] != _quote && !IsStop(_buffer[_next]))
        {
            _cells.Add(new Token(_next, 1, Quoted: false));
            _next += 2;
            return true;
        }

        if (At(_next) == _quote)
            return ReadQuoted();
        var start = _next;
        while (true)
        {
            var found = _buffer.AsSpan(_next, _end - _next).IndexOfAny(_stops);
            if (found >= 0)
            {
                _next += found;
                break;
            }

            _next = _end;
            if (!Fill())
                break;
        }

        _cells.Add(new Token(start, _next - start, Quoted: false));
        return Finish();
    }

    private bool IsStop(char character) => character == _separator || character is '\r' or '\n' or '\0';

    private bool ReadQuoted()
    {
        _next++;
        var start = _next;
        var write = start;
        while (true)
        {
            var found = _buffer.AsSpan(_next, _end - _next).IndexOf(_quote);
            if (found < 0)
            {
                var rest = _end - _next;
                Move(ref write, rest);
                if (!Fill())
                    throw Fault("a quote is opened and never closed. The file is cut off, or a cell holds a quote that isn't doubled");
                continue;
            }

            Move(ref write, found);
            _next++;
            if (At(_next) != _quote)
                break;
            _buffer[write++] = _quote;
            _next++;
        }

        _cells.Add(new Token(start, write - start, Quoted: true));
        var next = At(_next);
        if (next is not null && next != _separator && next is not ('\r' or '\n'))
            throw Fault($"cell {_cells.Count} goes on after its closing quote. The file is damaged, or a quote inside a cell isn't doubled");
        return Finish();
    }

    // Takes characters of a quoted cell; after a doubled quote they move to the left.
    private void Move(ref int write, int count)
    {
        if (_buffer.AsSpan(_next, count).Contains('\0'))
            throw Fault("there is a NUL character. The file is not text, or is UTF-16 that was taken for another encoding");
        if (write != _next)
            _buffer.AsSpan(_next, count).CopyTo(_buffer.AsSpan(write));
        write += count;
        _next += count;
    }

    private bool Finish()
    {
        switch (At(_next))
        {
            case null:
                return false;
            case '\0':
                throw Fault("there is a NUL character. The file is not text, or is UTF-16 that was taken for another encoding");
            case '\r':
                _next++;
                if (At(_next) == '\n')
                {
                    _next++;
                    NoteLineEnd("CRLF");
                }
                else
                {
                    NoteLineEnd("CR");
                }

                return false;
            case '\n':
                _next++;
                NoteLineEnd("LF");
                return false;
            default:
                _next++;
                return true;
        }
    }

    private void NoteLineEnd(string kind)
    {
        if (LineEnd.Length == 0)
            LineEnd = kind;
    }

    private char? At(int index) => index < _end || Fill() ? _buffer[index] : null;

    private bool Fill()
    {
        if (_ended)
            return false;
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestRecord)
                throw Fault($"the row is longer than {LongestRecord / 1024 / 1024} million characters. A closing quote is probably missing");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var read = _text.Read(_buffer, _end, _buffer.Length - _end);
            _ended = read == 0;
            _end += read;
            return read > 0;
        }
        catch (DecoderFallbackException)
        {
            throw Fault("bytes near here are not of the encoding in use. State the right 'encoding' under 'format' in the source");
        }
    }

    private InputFault Fault(string what) => new($"{_path}: row {Row}: {what}; export it again.");

    private readonly record struct Token(int Start, int Length, bool Quoted);
}
