using System.Globalization;
using System.Text;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>Reads multiple-response sets (records 7/7 and 7/19).</summary>
/// <remarks>
/// Lines of "$name=D1 1 5 label var1 var2": D for dichotomies, C for categories, E for dichotomies whose labels come from elsewhere.
/// Variables stand under their short names there.
/// </remarks>
internal sealed class SavResponseSets(List<SavColumn> columns, Dictionary<string, string> longNames, Encoding encoding)
{
    /// <summary>The sets of the records, in their order; a line written otherwise is left out with a note.</summary>
    public List<SpssResponseSet> Read(IEnumerable<byte[]> records, List<string> notes)
    {
        var sets = new List<SpssResponseSet>();
        foreach (var record in records)
        {
            var data = record.AsSpan();
            while (data.IndexOf((byte)'\n') is var end and >= 0)
            {
                if (OneSet(data[..end]) is { } set)
                    sets.Add(set);
                else
                    notes.Add("a multiple-response set is not written as expected; left out");
                data = data[(end + 1)..];
            }
        }

        return sets;
    }

    private SpssResponseSet? OneSet(ReadOnlySpan<byte> line)
    {
        var equals = line.IndexOf((byte)'=');
        if (equals < 1 || line.Length < equals + 2)
            return null;
        var name = Text(line[..equals]).TrimStart('$');
        var kind = line[equals + 1];
        var rest = line[(equals + 2)..];
        if (kind == (byte)'E')
        {
            rest = rest.TrimStart((byte)' ');
            var space = rest.IndexOf((byte)' ');
            if (space < 0)
                return null;
            rest = rest[space..];
        }

        string? counted = null;
        if (kind is (byte)'D' or (byte)'E')
        {
            counted = Counted(ref rest);
            if (counted is null)
                return null;
        }
        else if (kind != (byte)'C')
        {
            return null;
        }

        if (Counted(ref rest) is not { } label)
            return null;
        var names = Text(rest).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => longNames.GetValueOrDefault(word) ?? columns.Find(column => string.Equals(column.Variable.Name, word, StringComparison.OrdinalIgnoreCase))?.Variable.Name ?? word);
        return new SpssResponseSet(name, label.Length > 0 ? label : null, counted?.Trim(), names.ToList());
    }

    // A text behind its own length in bytes: "5 label".
    private string? Counted(ref ReadOnlySpan<byte> rest)
    {
        rest = rest.TrimStart((byte)' ');
        var space = rest.IndexOf((byte)' ');
        if (space < 1 || !int.TryParse(rest[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > rest.Length - space - 1)
            return null;
        var text = Text(rest.Slice(space + 1, length));
        rest = rest[(space + 1 + length)..];
        return text;
    }

    private string Text(ReadOnlySpan<byte> bytes) => encoding.GetString(bytes).TrimEnd(' ', '\0');
}
