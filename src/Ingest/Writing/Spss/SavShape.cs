using System.Globalization;
using System.Text;
using LobResearch.Ingest.Reading.Spss;

namespace LobResearch.Ingest.Writing.Spss;

/// <summary>How variables are laid out in a system file: units of eight bytes, segments of very long strings, short names.</summary>
/// <param name="Columns">Per variable where it stands.</param>
/// <param name="Records">Per variable record: owner, width and short name.</param>
/// <param name="Units">Units in a case.</param>
internal sealed record SavShape(IReadOnlyList<SavColumn> Columns, IReadOnlyList<SavRecord> Records, int Units)
{
    private const int WidestSegment = 255;
    private const int WidestText = 32_767;
    private const int LongestName = 64;

    public static SavShape Of(IReadOnlyList<SpssVariable> variables)
    {
        if (variables.Count == 0)
            throw new ArgumentException("A system file has at least one variable.", nameof(variables));
        var columns = new List<SavColumn>();
        var records = new List<SavRecord>();
        var names = new ShortNames(variables);
        var unit = 0;
        foreach (var variable in variables)
        {
            Check(variable);
            var segments = new List<SavSegment>();
            var first = unit;
            var widths = Widths(variable.Width).ToList();
            var left = variable.Width;
            for (var index = 0; index < widths.Count; index++)
            {
                var used = index == widths.Count - 1 ? left : Math.Min(left, WidestSegment);
                segments.Add(new SavSegment(unit, used));
                records.Add(new SavRecord(variable, widths[index], index == 0 ? names.Of(variable) : names.Fresh(), IsFirst: index == 0));
                unit += widths[index] == 0 ? 1 : (widths[index] + 7) / 8;
                left -= used;
            }

            columns.Add(new SavColumn(variable, first, segments));
        }

        return new SavShape(columns, records, unit);
    }

    // A string wider than 255 is stored as segments of 255, the last one as wide as the formula of the format says.
    private static IEnumerable<int> Widths(int width)
    {
        if (width <= WidestSegment)
            return [width];
        var count = (width + 251) / 252;
        return Enumerable.Range(0, count).Select(index => index < count - 1 ? WidestSegment : width - (count - 1) * 252);
    }

    private static void Check(SpssVariable variable)
    {
        var name = variable.Name;
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > LongestName || !(char.IsLetter(name[0]) || name[0] is '@' or '_') ||
            name.Any(c => !char.IsLetterOrDigit(c) && c is not ('_' or '.' or '@' or '#' or '$')) || name.EndsWith('.'))
        {
            throw new ArgumentException($"'{name}' is no variable name for SPSS: at most {LongestName} bytes of letters, digits and . _ @ # $, beginning with a letter.", nameof(variable));
        }

        if (variable.Width is < 0 or > WidestText)
            throw new ArgumentException($"Variable {name}: a text of width {variable.Width} doesn't fit; at most {WidestText} bytes.", nameof(variable));
        if (variable.Missing.TextRange is not null)
            throw new ArgumentException($"Variable {name}: SPSS has no range of missing texts.", nameof(variable));
        var discrete = variable.Missing.Numbers.Count + variable.Missing.Texts.Count;
        if (discrete > (variable.Missing.Low is null ? 3 : 1))
            throw new ArgumentException($"Variable {name}: SPSS holds three missing values, or a range and one value.", nameof(variable));
    }

    /// <summary>Names of eight bytes for programs older than SPSS 12, and for segments.</summary>
    private sealed class ShortNames
    {
        private readonly Dictionary<SpssVariable, string> _names = new(ReferenceEqualityComparer.Instance);
        private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);
        private int _next;

        public ShortNames(IReadOnlyList<SpssVariable> variables)
        {
            var doubled = variables.GroupBy(variable => variable.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
            if (doubled is not null)
                throw new ArgumentException($"Two variables are named '{doubled.Key}'; SPSS doesn't tell upper from lower case.", nameof(variables));
            foreach (var variable in variables)
            {
                var plain = new string(variable.Name.Where(char.IsAscii).Take(8).ToArray()).ToUpperInvariant();
                if (plain.Length > 0 && char.IsAsciiLetter(plain[0]) && _taken.Add(plain))
                    _names.Add(variable, plain);
            }

            foreach (var variable in variables.Where(variable => !_names.ContainsKey(variable)))
                _names.Add(variable, Fresh());
        }

        public string Of(SpssVariable variable) => _names[variable];

        public string Fresh()
        {
            while (true)
            {
                var name = "V_" + _next++.ToString(CultureInfo.InvariantCulture);
                if (_taken.Add(name))
                    return name;
            }
        }
    }
}

/// <summary>One variable record of the file.</summary>
/// <param name="Owner">The variable it belongs to.</param>
/// <param name="Width">Its own width.</param>
/// <param name="ShortName">Its name of at most eight bytes.</param>
/// <param name="IsFirst">Whether it is the variable's first record, which carries label and missing values.</param>
internal sealed record SavRecord(SpssVariable Owner, int Width, string ShortName, bool IsFirst);
