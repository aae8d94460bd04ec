using System.Text;

namespace LobResearch.Ingest.Reading.Delimited;

/// <summary>How a delimited text file is written. What is null is found out from the file.</summary>
public sealed record DelimitedFormat
{
    /// <summary>Between the cells of a row.</summary>
    public char? Separator { get; init; }

    /// <summary>Around cells that hold separators or line ends; doubled inside them.</summary>
    public char? Quote { get; init; }

    /// <summary>Character encoding.</summary>
    public TextEncoding? Encoding { get; init; }

    /// <summary>Between a number's whole part and its fraction.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>Whether a line such as sep=; stands before the headings.</summary>
    internal bool HasSeparatorLine { get; init; }

    /// <summary>Whether columns without a heading of their own get a name; otherwise they refuse the file.</summary>
    internal bool FillsInHeadings { get; init; }
}

/// <summary>Character encodings of survey files.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8, with or without byte order mark.</summary>
    Utf8,

    /// <summary>UTF-16, least significant byte first unless the byte order mark says otherwise.</summary>
    Utf16,

    /// <summary>UTF-16, most significant byte first.</summary>
    Utf16BigEndian,

    /// <summary>Windows code page 1252, as Excel writes in the Netherlands.</summary>
    Windows1252,
}

/// <summary>The .NET encodings behind <see cref="TextEncoding"/>, strict: bytes that aren't of the encoding are an error.</summary>
internal static class StrictEncodings
{
    static StrictEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static Encoding Get(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
        TextEncoding.Utf16 => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        TextEncoding.Utf16BigEndian => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        TextEncoding.Windows1252 => Encoding.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
    };
}
