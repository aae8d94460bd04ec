using System.IO.Compression;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Excel;

/// <summary>Refuses zip files that unpack to far more than they are: they would fill the memory of whoever opens them.</summary>
internal static class ZipGuard
{
    private const long MostBytes = 400L * 1024 * 1024;

    // Shared texts, styles and the like are held in memory as a whole; only sheets are read row by row.
    private const long MostHeldBytes = 96L * 1024 * 1024;
    private const int LongestText = 16 * 1024 * 1024;
    private const string Sheets = "xl/worksheets/";
    private const int MostParts = 10_000;
    private const double MostTimes = 200;

    /// <summary>Unpacks every part into nothing and counts, since a part's stated size may be untrue.</summary>
    /// <returns>How many bytes it unpacks to; its own length when it is no zip file.</returns>
    /// <exception cref="InputFault">It is too much.</exception>
    public static long Check(string path, Stream stream)
    {
        Span<byte> mark = stackalloc byte[4];
        if (stream.ReadAtLeast(mark, 4, throwOnEndOfStream: false) < 4 || !mark.SequenceEqual("PK\u0003\u0004"u8))
            return stream.Length;
        stream.Position = 0;
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MostParts)
                throw TooMuch(path, $"it has {zip.Entries.Count} parts");
            if (IsOpenDocument(zip))
                throw new InputFault($"{path}: OpenDocument files (.ods) are not read. Save it as .xlsx or CSV in LibreOffice.");
            var (total, held) = (0L, 0L);
            var buffer = new byte[1 << 16];
            foreach (var entry in zip.Entries)
            {
                using var part = entry.Open();
                var isSheet = entry.FullName.StartsWith(Sheets, StringComparison.OrdinalIgnoreCase);
                var (own, text) = (0L, 0L);
                for (int read; (read = part.Read(buffer)) > 0;)
                {
                    own += read;
                    total += read;
                    held += isSheet ? 0 : read;
                    // Between two tags stands one text, or one tag's attributes.
                    var block = buffer.AsSpan(0, read);
                    var first = block.IndexOf((byte)'<');
                    var longest = text + (first < 0 ? read : first);
                    text = first < 0 ? longest : read - block.LastIndexOf((byte)'<');
                    if (longest > LongestText)
                        throw TooMuch(path, $"part '{VisibleText.Of(entry.FullName)}' holds a text of more than {LongestText / 1024 / 1024} million letters");
                    if (held > MostHeldBytes)
                        throw TooMuch(path, $"what stands outside its sheets unpacks to more than {MostHeldBytes / 1024 / 1024} MB");
                    if (total > MostBytes || (own > 10 * 1024 * 1024 && own > MostTimes * Math.Max(1, entry.CompressedLength)))
                        throw TooMuch(path, $"it unpacks to more than {total / 1024 / 1024} MB");
                }
            }

            return total;
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException or NotSupportedException)
        {
            // A damaged directory of parts shows itself in any of these.
            throw new InputFault($"{path}: this is not a workbook that can be read; it is damaged or cut off. Open it in Excel and save it again.");
        }
    }

    private static bool IsOpenDocument(ZipArchive zip)
    {
        var kind = "application/vnd.oasis.opendocument."u8;
        if (zip.GetEntry("mimetype") is not { } entry)
            return false;
        using var part = entry.Open();
        Span<byte> start = stackalloc byte[64];
        return start[..part.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)].StartsWith(kind);
    }

    private static InputFault TooMuch(string path, string what) =>
        new($"{path}: the workbook is refused: {what}. Export the data as CSV instead.");
}
