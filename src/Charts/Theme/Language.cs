using System.Globalization;

namespace LobResearch.Charts.Theme;

/// <summary>Language of a chart's words and numbers.</summary>
public enum Language
{
    /// <summary>Dutch: decimal comma, point between thousands.</summary>
    Dutch,

    /// <summary>English: decimal point, comma between thousands.</summary>
    English,
}

/// <summary>Numbers as a reader of the language writes them, whatever the machine's settings.</summary>
internal static class Numbers
{
    private static readonly NumberFormatInfo Dutch = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "−" };
    private static readonly NumberFormatInfo English = new() { NumberDecimalSeparator = ".", NumberGroupSeparator = ",", NegativeSign = "−" };

    /// <summary>With a fixed number of decimals and a true minus sign.</summary>
    public static string Fixed(double value, int decimals, Language language)
    {
        // A rounded negative zero would read as "−0,0".
        var rounded = Math.Round(value, Math.Min(decimals, 15), MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), Format(language));
    }

    /// <summary>A count.</summary>
    public static string Count(int value, Language language) => value.ToString("N0", Format(language));

    /// <summary>Decimals that show three digits of a value of this size.</summary>
    public static int DecimalsFor(double magnitude) =>
        magnitude is 0 or double.NaN or double.PositiveInfinity ? 2 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(magnitude)), 0, 9);

    private static NumberFormatInfo Format(Language language) => language == Language.Dutch ? Dutch : English;
}
