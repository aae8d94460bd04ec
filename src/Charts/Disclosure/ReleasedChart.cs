using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Disclosure;

/// <summary>A picture that passed the gate and stands in the log of releases. Nothing else gives bytes of a picture or its data.</summary>
public sealed class ReleasedChart
{
    private readonly IChart _picture;

    internal ReleasedChart(IChart picture, string chart, string? run, Audience audience, Language language, byte[] svg, WithheldCells withheld, IReadOnlyList<string> notes)
    {
        _picture = picture;
        (Chart, Run, Audience, Language, Svg, WithheldCells, Notes) = (chart, run, audience, language, svg, withheld, notes);
    }

    /// <summary>The chart's name in the catalogue.</summary>
    public string Chart { get; }

    /// <summary>The run that it draws; null when it draws none.</summary>
    public string? Run { get; }

    /// <summary>For whom it may be.</summary>
    public Audience Audience { get; }

    /// <summary>Language of its words.</summary>
    public Language Language { get; }

    /// <summary>The finding in words.</summary>
    public string Title => _picture.Title;

    /// <summary>The picture in words, for those who can't see it.</summary>
    public string AltText => _picture.AltText;

    /// <summary>Width in pixels at scale 1.</summary>
    public int Width => _picture.Width;

    /// <summary>Height in pixels at scale 1.</summary>
    public int Height => _picture.Height;

    /// <summary>The picture as SVG in UTF-8, with its font inside.</summary>
    public ReadOnlyMemory<byte> Svg { get; }

    /// <summary>What is drawn: a row of headings, then rows of values.</summary>
    public IReadOnlyList<string[]> Data => _picture.Data;

    /// <summary>Numbers that were taken out for this audience.</summary>
    public int Withheld => WithheldCells.Count;

    /// <summary>The groups whose numbers were taken out.</summary>
    internal WithheldCells WithheldCells { get; }

    /// <summary>What whoever releases it should know, in English.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The picture as an element of a page: no header, ids of its own, and the font named instead of embedded.</summary>
    /// <remarks>The same chart gives the same text; two charts on a page don't share an id.</remarks>
    public string ToInlineSvg()
    {
        var ids = "c" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Svg.Span))[..8];
        return Report.InlineSvg.Of(Svg.Span, ids).Replace("font-family=\"DejaVu Sans\"", "font-family=\"DejaVu Sans, Verdana, sans-serif\"", StringComparison.Ordinal);
    }

    /// <summary>The picture as PNG, at twice its size.</summary>
    public byte[] ToPng() => ChartFiles.ToPng(_picture);
}
