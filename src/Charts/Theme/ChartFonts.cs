using System.Reflection;
using ScottPlot;
using SkiaSharp;

namespace LobResearch.Charts.Theme;

/// <summary>The bundled font, DejaVu Sans: charts look the same on every machine, also where no font is installed.</summary>
/// <remarks>Without it ScottPlot draws no text at all on such a machine, and says nothing.</remarks>
internal static class ChartFonts
{
    /// <summary>The family's name in charts and SVG files.</summary>
    public const string Family = "DejaVu Sans";

    /// <summary>Upright.</summary>
    public static SKTypeface Regular { get; } = Load("DejaVuSans.ttf");

    /// <summary>Bold.</summary>
    public static SKTypeface Bold { get; } = Load("DejaVuSans-Bold.ttf");

    /// <summary>The file of a face, for embedding.</summary>
    public static byte[] File(bool bold)
    {
        using var stream = Open(bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Makes ScottPlot draw with the bundled font.</summary>
    public static void Register()
    {
        lock (Resolver.Instance)
        {
            if (!Fonts.FontResolvers.Contains(Resolver.Instance))
                Fonts.FontResolvers.Insert(0, Resolver.Instance);
            Fonts.Default = Family;
        }
    }

    private static SKTypeface Load(string file)
    {
        using var stream = Open(file);
        return SKTypeface.FromStream(stream) ?? throw new InvalidOperationException($"The bundled font {file} can't be read.");
    }

    private static Stream Open(string file) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream("fonts/" + file)
        ?? throw new InvalidOperationException($"The bundled font {file} is not in the assembly.");

    private sealed class Resolver : IFontResolver
    {
        public static Resolver Instance { get; } = new();

        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            CreateTypeface(fontName, weight >= FontWeight.Bold, false);

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName == Family ? Load(bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf") : null;
    }
}
