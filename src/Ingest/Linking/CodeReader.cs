using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LobResearch.Study.Design;

namespace LobResearch.Ingest.Linking;

/// <summary>Reads self-generated codes by a scheme: makes their spelling one, and takes them apart.</summary>
/// <remarks>
/// Upper case, no diacritics, no spaces, no signs but the separator. Where the scheme has a separator, any sign counts as
/// one; a code that was typed without them is taken apart by the elements' patterns.
/// </remarks>
public sealed class CodeReader
{
    private readonly CodeScheme _scheme;
    private readonly Layout _parents;
    private readonly Layout _others;

    /// <summary>Prepares the scheme's patterns.</summary>
    public CodeReader(CodeScheme scheme)
    {
        _scheme = scheme;
        _parents = new Layout(scheme, ofParents: true);
        _others = new Layout(scheme, ofParents: false);
    }

    /// <summary>The code in its one spelling, without any sign: equal for codes that are the same but for the way of typing.</summary>
    public static string Normalise(string code) => Spelled(code, separator: null);

    /// <summary>Takes a code apart.</summary>
    /// <param name="code">As typed.</param>
    /// <param name="role">Whose it is: <c>parent</c> has the parents' element, any other role hasn't.</param>
    public SplitCode Read(string code, string role)
    {
        var layout = role == CodeRecord.Parent ? _parents : _others;
        var bare = Normalise(code);
        var values = (_scheme.Separator is { } sign ? layout.Separated(Spelled(code, sign), sign) : null) ?? layout.Unseparated(bare);
        if (values is null)
            return new SplitCode(bare, null, null);
        // Joined by a sign even where the scheme has none, so that a missing element is never taken for its neighbour.
        var normalised = string.Join('-', layout.Places.Select(place => values[place]));
        var number = layout.OfParents && _scheme.ParentElement >= 0 && values[_scheme.ParentElement] is { } value
            ? _scheme.Elements[_scheme.ParentElement].Parents[0] == value ? 1 : 2
            : (int?)null;
        return new SplitCode(normalised, values, number);
    }

    private static string Spelled(string code, char? separator)
    {
        var text = new StringBuilder(code.Length);
        foreach (var sign in code.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(sign))
                text.Append(Plain(char.ToUpperInvariant(sign)));
            else if (separator is { } mark && !char.IsWhiteSpace(sign) && !IsMark(sign))
                text.Append(mark);
        }

        return text.ToString();
    }

    private static bool IsMark(char sign) => char.GetUnicodeCategory(sign) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control;

    // Letters that no decomposition turns into a plain one.
    private static string Plain(char letter) => letter switch
    {
        'ß' or 'ẞ' => "SS",
        'Æ' => "AE",
        'Œ' => "OE",
        'Ø' => "O",
        'Ł' => "L",
        'Đ' or 'Ð' => "D",
        'Þ' => "TH",
        'ı' => "I",
        _ => letter.ToString(),
    };

    /// <summary>The elements that codes of one kind have, with their patterns.</summary>
    private sealed class Layout
    {
        private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;
        private readonly int _length;
        private readonly Regex[] _each;
        private readonly Regex _whole;

        public Layout(CodeScheme scheme, bool ofParents)
        {
            _length = scheme.Elements.Count;
            OfParents = ofParents;
            Places = Enumerable.Range(0, _length).Where(place => ofParents || place != scheme.ParentElement).ToArray();
            _each = Places.Select(place => new Regex($"^(?:{scheme.Elements[place].Pattern})$", Options)).ToArray();
            var parts = Places.Select(place => string.Create(CultureInfo.InvariantCulture, $"(?<e{place}>{scheme.Elements[place].Pattern})"));
            _whole = new Regex($"^{string.Concat(parts)}$", Options);
        }

        public bool OfParents { get; }

        public int[] Places { get; }

        public string?[]? Separated(string code, char separator)
        {
            var parts = code.Split(separator);
            if (parts.Length != Places.Length || Array.TrueForAll(parts, part => part.Length == 0))
                return null;
            var values = new string?[_length];
            for (var at = 0; at < parts.Length; at++)
            {
                if (parts[at].Length == 0)
                    continue;
                if (!_each[at].IsMatch(parts[at]))
                    return null;
                values[Places[at]] = parts[at];
            }

            return values;
        }

        public string?[]? Unseparated(string code)
        {
            var match = _whole.Match(code);
            if (!match.Success)
                return null;
            var values = new string?[_length];
            foreach (var place in Places)
                values[place] = match.Groups[string.Create(CultureInfo.InvariantCulture, $"e{place}")].Value;
            return values;
        }
    }
}
