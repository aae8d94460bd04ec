using System.IO.Compression;
using System.Xml;

namespace LobResearch.Ingest.Reading.Excel;

/// <summary>The XML parts of an .xlsx workbook, for what the reading library passes over.</summary>
internal static class WorkbookParts
{
    /// <summary>The part that names the sheets.</summary>
    public const string Workbook = "xl/workbook.xml";

    /// <summary>How the parts are read.</summary>
    public static XmlReaderSettings Settings { get; } = new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreComments = true, IgnoreWhitespace = true };

    /// <summary>Looks into the parts; null for a workbook of the older kind.</summary>
    /// <param name="stream">The workbook; its position is kept.</param>
    /// <param name="look">What to do with them.</param>
    public static T? Look<T>(Stream stream, Func<ZipArchive, T?> look)
        where T : class
    {
        var position = stream.Position;
        try
        {
            stream.Position = 0;
            Span<byte> mark = stackalloc byte[2];
            if (stream.ReadAtLeast(mark, 2, throwOnEndOfStream: false) < 2 || !mark.SequenceEqual("PK"u8))
                return null;
            stream.Position = 0;
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return look(zip);
        }
        finally
        {
            stream.Position = position;
        }
    }

    /// <summary>An attribute of a part's first element of a name that is the one meant; null when there is none.</summary>
    public static string? Attribute(ZipArchive zip, string part, string element, Func<XmlReader, bool> isIt, Func<XmlReader, string?> value)
    {
        if (zip.GetEntry(part) is not { } entry)
            return null;
        using var xml = XmlReader.Create(entry.Open(), Settings);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == element && isIt(xml))
                return value(xml);
        }

        return null;
    }
}
