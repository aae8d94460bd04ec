using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using SkiaSharp;

namespace LobResearch.Charts.Output;

/// <summary>Writes charts as files. The same chart gives the same bytes, in any process, thread and culture.</summary>
public static partial class ChartFiles
{
    private const int Scale = 2;

    // Rows mostly repeat the one above. A fixed filter packs three to four times as fast as a choice per row or none, and a higher level only adds time.
    private static readonly SKPngEncoderOptions Packing = new(SKPngEncoderFilterFlags.Up, 3);
    private static readonly Lazy<string> FontFaces = new(() => FontFace(bold: false) + FontFace(bold: true));
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Writes <c>name.png</c> (at twice the size), <c>name.svg</c> and <c>name.csv</c>, each whole or not at all.</summary>
    /// <returns>The files' paths.</returns>
    /// <exception cref="ArgumentException">The name would lead out of the folder, or could steer a terminal.</exception>
    public static IReadOnlyList<string> Save(ReleasedChart chart, string folder, string name)
    {
        if (name.Length == 0 || name.AsSpan().IndexOfAny('/', '\\') >= 0 || name.Any(char.IsControl))
            throw new ArgumentException($"A chart's name becomes a file name; '{VisibleText.Of(name)}' can't.", nameof(name));
        Directory.CreateDirectory(folder);
        return
        [
            Write(Path.Combine(folder, name + ".png"), chart.ToPng()),
            Write(Path.Combine(folder, name + ".svg"), chart.Svg.ToArray()),
            Write(Path.Combine(folder, name + ".csv"), CsvText.Write(chart.Data)),
        ];
    }

    /// <summary>The chart as PNG, at twice its size.</summary>
    internal static byte[] ToPng(IChart chart)
    {
        var size = new SKImageInfo(chart.Width * Scale, chart.Height * Scale, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var surface = SKSurface.Create(size);
        surface.Canvas.Scale(Scale);
        chart.Draw(surface.Canvas);
        using var pixels = surface.PeekPixels();
        using var png = pixels?.Encode(Packing) ?? throw new InvalidOperationException("The picture could not be packed as PNG.");
        return png.ToArray();
    }

    /// <summary>The chart as SVG, with its font inside and its words as text.</summary>
    internal static byte[] ToSvg(IChart chart)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, chart.Width, chart.Height), stream))
            chart.Draw(canvas);
        var document = XDocument.Parse(WithStableIds(Encoding.UTF8.GetString(stream.ToArray())));
        var root = document.Root!;
        var (width, height) = (chart.Width.ToString(CultureInfo.InvariantCulture), chart.Height.ToString(CultureInfo.InvariantCulture));
        root.SetAttributeValue("viewBox", $"0 0 {width} {height}");
        root.SetAttributeValue("role", "img");
        root.SetAttributeValue("aria-labelledby", "title desc");
        root.AddFirst(
            new XElement(Svg + "title", new XAttribute("id", "title"), chart.Title),
            new XElement(Svg + "desc", new XAttribute("id", "desc"), chart.AltText),
            new XElement(Svg + "style", FontFaces.Value));
        return Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + document.ToString(SaveOptions.DisableFormatting) + "\n");
    }

    // The drawing library numbers clip paths and the like by a counter that runs as long as the process.
    private static string WithStableIds(string svg)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var renamed = IdAttribute().Replace(svg, match =>
        {
            names.TryAdd(match.Groups[1].Value, FormattableString.Invariant($"p{names.Count}"));
            return $"id=\"{names[match.Groups[1].Value]}\"";
        });
        return Reference().Replace(renamed, match =>
            names.TryGetValue(match.Groups[2].Value, out var name) ? $"{match.Groups[1].Value}#{name}{match.Groups[3].Value}" : match.Value);
    }

    private static string FontFace(bool bold) =>
        $"@font-face{{font-family:'{ChartFonts.Family}';font-weight:{(bold ? "bold" : "normal")};" +
        $"src:url(data:font/ttf;base64,{Convert.ToBase64String(ChartFonts.File(bold))}) format('truetype');}}";

    internal static string Write(string path, byte[] bytes)
    {
        var fresh = path + ".new";
        File.WriteAllBytes(fresh, bytes);
        File.Move(fresh, path, overwrite: true);
        return path;
    }

    [GeneratedRegex("id=\"([^\"]+)\"")]
    private static partial Regex IdAttribute();

    [GeneratedRegex("""(url\(|href=")#([^")]+)([")])""")]
    private static partial Regex Reference();
}
