using System.Globalization;
using System.Text;
using LobResearch.Study;

namespace LobResearch.Charts.Output;

/// <summary>Writes the data behind a picture: commas, decimal points, UTF-8.</summary>
internal static class CsvText
{
    public static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    public static byte[] Write(IReadOnlyList<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            CsvLine.Append(text, row);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
