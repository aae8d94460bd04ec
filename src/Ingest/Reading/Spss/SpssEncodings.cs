using System.Globalization;
using System.Text;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>Encodings by the names and code pages that SPSS and PSPP write.</summary>
internal static class SpssEncodings
{
    static SpssEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding that record 7/20 names, else the code page of record 7/3, else Windows-1252.</summary>
    /// <param name="name">Name; null when the file gives none.</param>
    /// <param name="page">Code page; null when the file gives none.</param>
    /// <param name="note">What was assumed; null when the file said it.</param>
    public static Encoding Find(string? name, int? page, out string? note)
    {
        note = null;
        if (!string.IsNullOrEmpty(name) && (ByName(name) ?? ByName(name.Replace("CP", "windows-", StringComparison.OrdinalIgnoreCase))) is { } named)
            return named;
        switch (page)
        {
            case 2 or 20127:
                return Encoding.ASCII;
            // 3 means "8-bit ASCII": SPSS of that time meant the Windows page of its country.
            case null or 3 or 0:
                break;
            case > 0 when ByPage(page.Value) is { } paged:
                return paged;
        }

        note = "the file doesn't say which encoding its text has (" +
            (name ?? (page is null ? "no record" : "code page " + page.Value.ToString(CultureInfo.InvariantCulture))) + "); read as Windows-1252";
        return Encoding.GetEncoding(1252);
    }

    private static Encoding? ByName(string name)
    {
        try
        {
            return Encoding.GetEncoding(name.Trim().Replace('_', '-'));
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            // UTF-7 is known and not supported.
            return null;
        }
    }

    private static Encoding? ByPage(int page)
    {
        try
        {
            return Encoding.GetEncoding(page);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
