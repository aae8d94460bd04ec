using System.Text;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Places in a text: Jupyter counts Unicode code points, .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The place in UTF-16 units of one in code points; a place outside the text becomes its nearest end.</summary>
    public static int ToUtf16(string text, int codePoints)
    {
        var units = 0;
        for (var passed = 0; passed < codePoints && units < text.Length; passed++)
            units += LengthAt(text, units);
        return units;
    }

    /// <summary>The place in code points of one in UTF-16 units; a place outside the text becomes its nearest end.</summary>
    public static int FromUtf16(string text, int units)
    {
        var codePoints = 0;
        for (var passed = 0; passed < Math.Min(units, text.Length); codePoints++)
            passed += LengthAt(text, passed);
        return codePoints;
    }

    // Half of a surrogate pair alone counts for one, as it does in Python.
    private static int LengthAt(string text, int index) =>
        Rune.TryGetRuneAt(text, index, out var rune) ? rune.Utf16SequenceLength : 1;
}
