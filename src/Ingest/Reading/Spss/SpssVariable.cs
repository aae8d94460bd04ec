namespace LobResearch.Ingest.Reading.Spss;

/// <summary>How the values of a variable may be compared.</summary>
public enum SpssMeasure
{
    /// <summary>The file doesn't say.</summary>
    Unknown,

    /// <summary>Names only.</summary>
    Nominal,

    /// <summary>Ordered.</summary>
    Ordinal,

    /// <summary>Distances mean something.</summary>
    Scale,
}

/// <summary>A variable of an SPSS file.</summary>
/// <param name="Name">Its name, at most 64 bytes.</param>
/// <param name="Width">0 for a number; for text the most bytes a value can have.</param>
/// <param name="Label">Its label; null for none.</param>
/// <param name="Format">How SPSS shows it.</param>
/// <param name="Missing">Its user-missing values.</param>
/// <param name="ValueLabels">Labels of single values.</param>
/// <param name="Measure">How values may be compared.</param>
public sealed record SpssVariable(
    string Name, int Width, string? Label, SpssFormat Format, SpssMissing Missing, IReadOnlyList<SpssValueLabel> ValueLabels, SpssMeasure Measure)
{
    /// <summary>Whether values are numbers.</summary>
    public bool IsNumber => Width == 0;

    /// <summary>The format as SPSS writes it; a text's width is its own.</summary>
    public string FormatName => IsNumber ? Format.ToString() : "A" + Width.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The label of a number; null for none.</summary>
    public string? LabelOf(double value)
    {
        foreach (var entry in ValueLabels)
        {
            if (entry.Number == value)
                return entry.Label;
        }

        return null;
    }
}

/// <summary>The label of a value.</summary>
/// <param name="Number">The number; NaN for a text value.</param>
/// <param name="Text">The text without trailing spaces; null for a number.</param>
/// <param name="Label">Its label.</param>
public sealed record SpssValueLabel(double Number, string? Text, string Label);
