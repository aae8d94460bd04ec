using System.Text.RegularExpressions;
using LobResearch.Study.Codebook;
using LobResearch.Study.Yaml;

namespace LobResearch.Study.Design;

/// <summary>Reads the section <c>codes</c> of a <c>study.yaml</c>.</summary>
internal static partial class CodeSchemeReader
{
    private const int FewestElements = 3;
    private const int MostElements = 16;

    /// <summary>The scheme; null when the section is absent. Faults are noted at their place.</summary>
    public static CodeScheme? Read(YamlMap top)
    {
        if (top.OptionalMap("codes") is not { } codes)
            return null;
        var separator = Separator(codes);
        var elements = new List<CodeElement>();
        foreach (var map in codes.Maps("elements"))
        {
            var element = Element(map);
            if (element.Id.Length > 0 && elements.Exists(known => known.Id == element.Id))
                map.Fault("id", $"the element '{element.Id}' stands twice; give one another id");
            if (element.Parents.Count > 0 && elements.Exists(known => known.Parents.Count > 0))
                map.Fault("parents", "a second element tells parents apart; keep 'parents' at one of them");
            elements.Add(element);
            map.RefuseOtherKeys();
        }

        var others = elements.Count(element => element.Parents.Count == 0);
        if (others is < FewestElements or > MostElements)
            codes.Fault("elements", $"a code has {FewestElements} to {MostElements} elements beside the one with 'parents', not {others}: with fewer, a code that is one element off tells nothing");
        codes.RefuseOtherKeys();
        return new CodeScheme(separator, elements);
    }

    private static char? Separator(YamlMap codes)
    {
        if (codes.OptionalText("separator") is not { } text)
            return null;
        if (text.Length == 1 && !char.IsLetterOrDigit(text[0]) && !char.IsWhiteSpace(text[0]) && !char.IsControl(text[0]) && !char.IsSurrogate(text[0]))
            return text[0];
        codes.Fault("separator", "'separator' is one sign that is neither a letter, a digit nor a space, for example \"-\"");
        return null;
    }

    private static CodeElement Element(YamlMap map)
    {
        var id = map.Text("id");
        if (id.Length > 0 && !ElementId().IsMatch(id))
            map.Fault("id", "'id' has lower-case ASCII letters, digits and underscores and begins with a letter, at most 30");
        Label? label = map.Has("label") ? map.Label("label") : null;
        var wrong = map.OptionalDecimal("wrong");
        if (wrong is <= 0 or >= 0.5m)
            map.Fault("wrong", "'wrong' is a probability above 0 and below 0.5, for example 0.03");
        if (map.Has("parents"))
        {
            var values = map.Texts("parents").Select(text => text.Value.ToUpperInvariant()).ToList();
            if (values.Count != 2 || values[0] == values[1] || !values.TrueForAll(value => value.All(char.IsAsciiLetterOrDigit)))
                map.Fault("parents", "'parents' lists two different values of ASCII letters and digits: the first parent's and the second's, for example [\"1\", \"2\"]");
            if (map.Has("pattern"))
                map.Fault("pattern", "an element has 'pattern' or 'parents', not both; leave one out");
            return new CodeElement(id, string.Join('|', values.Select(Regex.Escape)), label, (double?)wrong, values);
        }

        return new CodeElement(id, Pattern(map), label, (double?)wrong, []);
    }

    private static string Pattern(YamlMap map)
    {
        var pattern = map.Text("pattern");
        if (pattern.Length == 0)
            return pattern;
        try
        {
            // A pattern that backtracks could take for ever on one typed code.
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
            if (regex.GetGroupNumbers().Length > 1)
                map.Fault("pattern", "'pattern' has named groups; leave their names out");
            else if (new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking).IsMatch(""))
                map.Fault("pattern", "'pattern' matches nothing at all; an element has one sign at least");
        }
        catch (NotSupportedException)
        {
            map.Fault("pattern", "'pattern' uses look-around, back-references or atomic groups; use letters, classes such as [A-Z], counts such as {2}, and |");
        }
        catch (ArgumentException)
        {
            map.Fault("pattern", "'pattern' is not a regular expression; for example [A-Z]{2} for two letters, [0-3][0-9] for a day");
        }

        return pattern;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,29}$")]
    private static partial Regex ElementId();
}
