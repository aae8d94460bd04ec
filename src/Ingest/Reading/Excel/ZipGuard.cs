using System.IO.Compression;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Excel;

/// <summary>Refuses zip files that unpack to far more than they are: they would fill the memory of whoever opens them.</summary>
internal static class ZipGuard
{
    private const long MostBytes = 400L * 1024 * 1024;
    private const int MostParts = 10_000;
    private const double MostTimes = 200;

    /// <summary>Unpacks every part into nothing and counts, since a part's stated size may be untrue.</summary>
    /// <exception cref="InputFault">It is too much.</exception>
    public static void Check(string path, Stream stream)
    {
        Span<byte> mark = stackalloc byte[4];
        if (stream.ReadAtLeast(mark, 4, throwOnEndOfStream: false) < 4 || !mark.SequenceEqual("PK\u0003\u0004"u8))
            return;
        stream.Position = 0;
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MostParts)
                throw TooMuch(path, $"it has {zip.Entries.Count} parts");
            var total = 0L;
            var buffer = new byte[1 << 16];
            foreach (var entry in zip.Entries)
            {
                using var part = entry.Open();
                var own = 0L;
                for (int read; (read = part.Read(buffer)) > 0;)
                {
                    own += read;
                    total += read;
                    if (total > MostBytes || (own > 10 * 1024 * 1024 && own > MostTimes * Math.Max(1, entry.CompressedLength)))
                        throw TooMuch(path, $"it unpacks to more than {total / 1024 / 1024} MB");
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new InputFault($"{path}: this is not a workbook that can be read; it is damaged or cut off. Open it in Excel and save it again.");
        }
    }

    private static InputFault TooMuch(string path, string what) =>
        new($"{path}: the workbook is refused: {what}. Export the data as CSV instead.");
}
