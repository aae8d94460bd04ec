using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Design;

/// <summary>What makes data unusable for any linear model, each as one message.</summary>
internal static class UnusableData
{
    // Texts by which programs write that there is no number. In a column of numbers they are not categories.
    private static readonly HashSet<string> NoNumbers = new(StringComparer.OrdinalIgnoreCase)
    {
        "NaN", "NA", "N/A", "#N/A", "#NULL!", "#DIV/0!", "#VALUE!", "#NUM!", "NULL", "None", ".", "-", "?", "Inf", "+Inf", "-Inf", "Infinity", "-Infinity", "+Infinity", "∞", "-∞",
    };

    /// <summary>Refuses a column of numbers of which some rows hold the text of no number: each number would become a category of its own.</summary>
    public static void RefuseTextsOfNoNumber(Column column)
    {
        if (column is not CategoricalColumn categories)
            return;
        var texts = categories.Levels.Where(IsNoNumber).ToHashSet(StringComparer.Ordinal);
        if (texts.Count == 0 || texts.Count == categories.Levels.Count || !categories.Levels.All(level => texts.Contains(level) || IsNumber(level)))
            return;
        var row = Enumerable.Range(0, column.Length).FirstOrDefault(at => categories.Codes[at] >= 0 && texts.Contains(categories.Levels[categories.Codes[at]]), -1);
        if (row < 0)
            return;
        throw new StatisticsException(
            $"'{column.Name}' holds numbers, and '{categories.Levels[categories.Codes[row]]}' in data row {Row(row)}. Correct it, or leave the cell empty when the value is missing (from R: write.csv(…, na = \"\")).");
    }

    /// <summary>Refuses infinite values.</summary>
    public static void RefuseInfinite(ModelFrame frame, DesignMatrix design)
    {
        RefuseInfinite(frame.Formula.Response.Label, frame.Response, frame);
        for (var column = 0; column < design.Names.Count; column++)
            RefuseInfinite(design.Names[column], design.Columns[column], frame);
    }

    /// <summary>Whether the outcome is the same on every used row.</summary>
    public static bool IsConstant(ModelFrame frame) => Array.TrueForAll(frame.Response, value => value == frame.Response[0]);

    /// <summary>What is said of a constant outcome.</summary>
    public static StatisticsException ConstantOutcome(ModelFrame frame) => frame.Response.Length == 1
        ? new StatisticsException($"Only one row has all of the columns of '{frame.Formula}'{Omitted(frame)}: a model needs more rows than coefficients.")
        : new StatisticsException(string.Create(
            CultureInfo.InvariantCulture,
            $"The outcome '{frame.Formula.Response.Label}' is {frame.Response[0]:R} on every used row, so there is nothing to explain. Check the column and which rows are complete."));

    /// <summary>An outcome of text: what it holds, where.</summary>
    public static StatisticsException TextOutcome(string label, Column column)
    {
        var categories = (CategoricalColumn)column;
        var row = Enumerable.Range(0, column.Length).FirstOrDefault(at => categories.Codes[at] >= 0 && !IsNumber(categories.Levels[categories.Codes[at]]), -1);
        var example = row < 0 ? "" : $" ('{categories.Levels[categories.Codes[row]]}' in data row {Row(row)})";
        return new StatisticsException($"The outcome '{label}' holds categories{example}; this model needs a numeric outcome, with a decimal point.");
    }

    /// <summary>How many rows were left out, in parentheses; empty for none.</summary>
    public static string Omitted(ModelFrame frame) => frame.Omitted > 0 ? $" ({frame.Omitted} left out for missing values)" : "";

    private static bool IsNoNumber(string text) =>
        NoNumbers.Contains(text.Trim()) || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsFinite(number));

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);

    private static void RefuseInfinite(string name, double[] values, ModelFrame frame)
    {
        var at = Array.FindIndex(values, value => !double.IsFinite(value));
        if (at >= 0)
            throw new StatisticsException($"'{name}' is not a finite number in data row {Row(frame.Rows[at])}. Correct it or make it missing.");
    }

    private static string Row(int row) => (row + 1).ToString(CultureInfo.InvariantCulture);
}
