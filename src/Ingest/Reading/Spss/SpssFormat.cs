using System.Globalization;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>How SPSS shows a variable, such as F8.2, A20 or DATE11.</summary>
/// <param name="Type">Format type, as numbered in the system file.</param>
/// <param name="Width">Width in characters.</param>
/// <param name="Decimals">Decimals.</param>
/// <remarks>PSPP Developers' Guide, "System File Format", variable record.</remarks>
public readonly record struct SpssFormat(byte Type, byte Width, byte Decimals)
{
    private const byte Text = 1;
    private static readonly Dictionary<byte, string> Names = new (byte Type, string Name)[]
    {
        (1, "A"), (2, "AHEX"), (3, "COMMA"), (4, "DOLLAR"), (5, "F"), (6, "IB"), (7, "PIBHEX"), (8, "P"), (9, "PIB"), (10, "PK"),
        (11, "RB"), (12, "RBHEX"), (15, "Z"), (16, "N"), (17, "E"), (20, "DATE"), (21, "TIME"), (22, "DATETIME"), (23, "ADATE"),
        (24, "JDATE"), (25, "DTIME"), (26, "WKDAY"), (27, "MONTH"), (28, "MOYR"), (29, "QYR"), (30, "WKYR"), (31, "PCT"),
        (32, "DOT"), (33, "CCA"), (34, "CCB"), (35, "CCC"), (36, "CCD"), (37, "CCE"), (38, "EDATE"), (39, "SDATE"), (40, "MTIME"),
        (41, "YMDHMS"),
    }.ToDictionary(format => format.Type, format => format.Name);

    /// <summary>A number of a width and decimals.</summary>
    public static SpssFormat Number(byte width = 8, byte decimals = 2) => new(5, width, decimals);

    /// <summary>Text of a width; SPSS writes at most 255 here, also for longer strings.</summary>
    public static SpssFormat String(int width) => new(Text, (byte)Math.Clamp(width, 1, 255), 0);

    /// <summary>A day, shown as 24-NOV-2026.</summary>
    public static SpssFormat Date { get; } = new(20, 11, 0);

    /// <summary>A moment, shown with its time.</summary>
    public static SpssFormat DateTime { get; } = new(22, 20, 0);

    /// <summary>Whether the number counts seconds since 14 October 1582 and is shown as a day.</summary>
    public bool IsDay => Type is 20 or 23 or 24 or 28 or 29 or 30 or 38 or 39;

    /// <summary>Whether the number counts seconds since 14 October 1582 and is shown with a time of day.</summary>
    public bool IsMoment => Type is 22 or 41;

    /// <summary>Whether the number is a duration in seconds.</summary>
    public bool IsDuration => Type is 21 or 25 or 40;

    /// <summary>Whether the type is one that SPSS defines. Files with others occur; their values are read as numbers.</summary>
    public bool IsKnown => Names.ContainsKey(Type);

    internal static SpssFormat FromWord(int word) => new((byte)(word >> 16), (byte)(word >> 8), (byte)word);

    internal int ToWord() => Type << 16 | Width << 8 | Decimals;

    /// <summary>As SPSS writes it.</summary>
    public override string ToString()
    {
        var name = Names.TryGetValue(Type, out var known) ? known : "?" + Type.ToString(CultureInfo.InvariantCulture);
        var hasDecimals = Decimals > 0 || Type is 3 or 4 or 5 or 15 or 16 or 17 or 31 or 32 or (>= 33 and <= 37);
        return hasDecimals
            ? string.Create(CultureInfo.InvariantCulture, $"{name}{Width}.{Decimals}")
            : string.Create(CultureInfo.InvariantCulture, $"{name}{Width}");
    }
}
