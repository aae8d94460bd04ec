using System.Text;
using System.Text.RegularExpressions;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Report;

/// <summary>Makes a chart's SVG part of a page: no XML header, ids of its own, and the font left to the page.</summary>
internal static partial class InlineSvg
{
    /// <summary>The element.</summary>
    /// <param name="svg">A chart's file, UTF-8.</param>
    /// <param name="prefix">Put before every id, different for each chart of a page.</param>
    public static string Of(ReadOnlySpan<byte> svg, string prefix)
    {
        var text = Fonts().Replace(Encoding.UTF8.GetString(svg), "");
        text = text[text.IndexOf("<svg", StringComparison.Ordinal)..].TrimEnd();
        text = Ids().Replace(text, match => $" id=\"{prefix}-{match.Groups[1].Value}\"");
        text = References().Replace(text, match => $"{match.Groups[1].Value}#{prefix}-{match.Groups[2].Value}{match.Groups[3].Value}");
        return Labels().Replace(text, match => $" {match.Groups[1].Value}=\"{string.Join(' ', match.Groups[2].Value.Split(' ').Select(id => $"{prefix}-{id}"))}\"");
    }

    /// <summary>The bundled font as style sheet rules, once for all charts of a page.</summary>
    public static string FontFaces() => FontFace(bold: false) + "\n" + FontFace(bold: true);

    private static string FontFace(bool bold) =>
        $"@font-face{{font-family:'{ChartFonts.Family}';font-weight:{(bold ? "bold" : "normal")};src:url(data:font/ttf;base64,{Convert.ToBase64String(ChartFonts.File(bold))}) format('truetype');}}";

    [GeneratedRegex("<style[^>]*>[^<]*@font-face[^<]*</style>")]
    private static partial Regex Fonts();

    [GeneratedRegex(" id=\"([^\"]+)\"")]
    private static partial Regex Ids();

    [GeneratedRegex("""(url\(|href=")#([^")]+)([")])""")]
    private static partial Regex References();

    [GeneratedRegex(" (aria-labelledby|aria-describedby)=\"([^\"]+)\"")]
    private static partial Regex Labels();
}
