using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Ingest.Reading.Excel;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading;

/// <summary>Opens a survey file of any supported kind; which kind is told by its first bytes, not by its name.</summary>
public static class RecordFile
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">What a first pass told of its bytes.</param>
    /// <param name="format">What is stated about it; the rest is found out.</param>
    /// <exception cref="InputFault">It can't be read.</exception>
    public static IRecordReader Open(string path, FileFingerprint fingerprint, FileFormat format) => KindOf(path) switch
    {
        FileKind.Spss => SpssRecords.Open(path, format.Tool),
        FileKind.Excel => ExcelRecords.Open(path, format.Sheet, format.Tool, fillsInHeadings: format.FillsInHeadings),
        FileKind.SpssPortable => throw new InputFault($"{path}: SPSS portable files (.por) are not read. Save it as .sav in SPSS or PSPP."),
        _ when Path.GetExtension(path).ToLowerInvariant() is ".sav" or ".zsav" => throw new InputFault(
            $"{path}: this is no SPSS system file, though it is named as one: its first bytes are others. Save it again in SPSS or PSPP; if it holds text, name it .csv."),
        _ => DialectRecords.Open(path, fingerprint, format.Delimited with { FillsInHeadings = format.FillsInHeadings }, format.Tool),
    };

    private static FileKind KindOf(string path)
    {
        Span<byte> bytes = stackalloc byte[512];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var start = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        if (start.StartsWith("$FL2"u8) || start.StartsWith("$FL3"u8))
            return FileKind.Spss;
        if (start.StartsWith("PK\u0003\u0004"u8) || start is [0xD0, 0xCF, 0x11, 0xE0, ..])
            return FileKind.Excel;
        return start.IndexOf("ASCII SPSS PORT FILE"u8) >= 0 ? FileKind.SpssPortable : FileKind.Delimited;
    }

    private enum FileKind
    {
        Delimited,
        Spss,
        SpssPortable,
        Excel,
    }
}

/// <summary>What is stated about how a file is written. What is null is found out from the file.</summary>
public sealed record FileFormat
{
    /// <summary>Of delimited text.</summary>
    public DelimitedFormat Delimited { get; init; } = new();

    /// <summary>The survey tool that wrote it; null to find it out.</summary>
    public Dialect? Tool { get; init; }

    /// <summary>The workbook's sheet; null for the first that isn't hidden.</summary>
    public string? Sheet { get; init; }

    /// <summary>
    /// Whether columns without a heading of their own get a name, and empty sheets are passed over: to look at a file before
    /// anything is mapped. Otherwise they refuse it.
    /// </summary>
    internal bool FillsInHeadings { get; init; }
}
