using System.Globalization;
using LobResearch.Ingest.Reading;

namespace LobResearch.Ingest.Drafting;

/// <summary>What a pass over a file tells of one variable: enough to draft its item.</summary>
internal sealed class VariableTally(FileColumn column, int index)
{
    private const int MostDistinct = 64;
    private readonly HashSet<string> _declared = new(column.Missing.Values, StringComparer.Ordinal);

    /// <summary>The variable.</summary>
    public FileColumn Column => column;

    /// <summary>Smallest number that isn't missing; null without any.</summary>
    public double? Minimum { get; private set; }

    /// <summary>Largest.</summary>
    public double? Maximum { get; private set; }

    /// <summary>Whether all of them are whole.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Whether anything but numbers occurs.</summary>
    public bool HasText { get; private set; }

    /// <summary>The different values that aren't missing, as text; null once there are too many to be answers.</summary>
    public SortedSet<string>? Distinct { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>The values that the file declares missing, single ones and those of a range that occur or have a label.</summary>
    public SortedSet<string> Missing { get; } = new(column.Missing.Values.Concat(column.ValueLabels.Select(label => label.Value).Where(value => IsInRange(column, value))), StringComparer.Ordinal);

    public void Add(IRecordReader records)
    {
        var kind = records.Kind(index);
        if (kind is CellKind.Absent or CellKind.Blank)
            return;
        var text = records.Cell(index).ToString();
        if (_declared.Contains(text))
            return;
        if (IsInRange(column, text))
        {
            Missing.Add(text);
            return;
        }

        if (kind == CellKind.Number)
            AddNumber(records.Number(index));
        else
            HasText |= kind == CellKind.Text;
        if (Distinct is { Count: < MostDistinct })
            Distinct.Add(text);
        else if (Distinct is not null && !Distinct.Contains(text))
            Distinct = null;
    }

    private void AddNumber(double number)
    {
        Minimum = Math.Min(Minimum ?? number, number);
        Maximum = Math.Max(Maximum ?? number, number);
        IsWhole &= number == Math.Floor(number);
    }

    private static bool IsInRange(FileColumn column, string value) =>
        column.Missing.TextRange is { } texts ? texts.Contains(value) : column.Missing.Low is { } low && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= low && number <= column.Missing.High;
}
