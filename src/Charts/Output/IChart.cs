using SkiaSharp;

namespace LobResearch.Charts.Output;

/// <summary>A picture that can be drawn, told in words, and given as data.</summary>
internal interface IChart
{
    /// <summary>Width in pixels at scale 1.</summary>
    int Width { get; }

    /// <summary>Height in pixels at scale 1.</summary>
    int Height { get; }

    /// <summary>The finding in words.</summary>
    string Title { get; }

    /// <summary>The picture in words, for those who can't see it.</summary>
    string AltText { get; }

    /// <summary>What is drawn: a row of headings, then rows of values.</summary>
    IReadOnlyList<string[]> Data { get; }

    /// <summary>Draws the picture at scale 1.</summary>
    void Draw(SKCanvas canvas);
}
