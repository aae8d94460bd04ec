using System.Globalization;
using System.Text;
using LobResearch.Analysis.Exports;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.Statistics.Columns;

namespace LobResearch.Cli.Exports;

/// <summary>An exported frame as an SPSS system file, with the codebook's words as labels.</summary>
internal static class FrameSav
{
    private const int LongestLabel = 255;
    private const int LongestValueLabel = 120;

    /// <summary>Writes the file; only its owner may read it.</summary>
    public static void Write(RunExport export, string path)
    {
        var variables = export.Columns.Select(Variable).ToList();
        if (export.IsSimulated)
            variables.Add(new SpssVariable("data_kind", 16, "gesimuleerde gegevens / simulated data", SpssFormat.String(16), SpssMissing.None, [], SpssMeasure.Nominal));
        var label = export.IsSimulated ? $"gesimuleerd / simulated data, lob run {export.RunId}" : $"lob run {export.RunId}: persons' data, not anonymous";
        using var writer = SavWriter.Create(path, variables, new SavWriterOptions { FileLabel = label, OwnerOnly = true });
        for (var row = 0; row < export.Rows; row++)
        {
            for (var place = 0; place < export.Columns.Count; place++)
                Set(writer, place, export.Columns[place].Column, row);
            if (export.IsSimulated)
                writer.Text(export.Columns.Count, export.Kind);
            writer.Next();
        }

        writer.Complete();
    }

    private static void Set(SavWriter writer, int place, Column column, int row)
    {
        switch (column)
        {
            case NumericColumn numbers:
                writer.Number(place, numbers.Values[row]);
                break;
            case CategoricalColumn categories when HasCodes(categories):
                writer.Number(place, categories.IsMissing(row) ? double.NaN : categories.Codes[row] + 1);
                break;
            case CategoricalColumn categories when !categories.IsMissing(row):
                writer.Text(place, categories.Levels[categories.Codes[row]]);
                break;
        }
    }

    // Answers become numbers with labels, as SPSS users have them; schools and classes keep their codes.
    private static bool HasCodes(CategoricalColumn column) => column.Name is not ("school" or "class_group");

    private static SpssVariable Variable(ExportedColumn column)
    {
        var about = Cut(column.About, LongestLabel);
        if (column.Column is CategoricalColumn categories)
        {
            if (!HasCodes(categories))
            {
                var width = Math.Max(1, categories.Levels.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty(1).Max());
                return new SpssVariable(column.Name, width, about, SpssFormat.String(width), SpssMissing.None, [], SpssMeasure.Nominal);
            }

            var words = column.Values.ToDictionary(value => value.Value, value => value.Words, StringComparer.Ordinal);
            return new SpssVariable(
                column.Name, 0, about, SpssFormat.Number(8, 0), SpssMissing.None,
                [.. categories.Levels.Select((level, code) => new SpssValueLabel(code + 1, null, Cut(words.TryGetValue(level, out var own) && own != level ? $"{level}: {own}" : level, LongestValueLabel)))], SpssMeasure.Nominal);
        }

        var whole = ((NumericColumn)column.Column).Values.ToArray().All(value => double.IsNaN(value) || value == Math.Floor(value));
        return new SpssVariable(
            column.Name, 0, about, whole ? SpssFormat.Number(8, 0) : SpssFormat.Number(12, 6), SpssMissing.None,
            [.. column.Values.Select(value => new SpssValueLabel(double.Parse(value.Value, CultureInfo.InvariantCulture), null, Cut(value.Words, LongestValueLabel)))],
            column.Values.Count > 0 ? SpssMeasure.Nominal : SpssMeasure.Scale);
    }

    // In bytes of UTF-8, and never within a letter.
    private static string Cut(string text, int bytes)
    {
        while (Encoding.UTF8.GetByteCount(text) > bytes)
            text = text[..(char.IsLowSurrogate(text[^1]) ? ^2 : ^1)];
        return text;
    }
}
