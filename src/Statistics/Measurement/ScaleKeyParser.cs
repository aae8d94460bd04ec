using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Measurement;

/// <summary>Reads the text of a scale's key, with the names of formulas.</summary>
internal static class ScaleKeyParser
{
    public static (string Name, IReadOnlyList<ScaleItem> Items) Parse(string text)
    {
        var equals = EqualsSign(text);
        if (equals < 0)
            throw new FormulaException($"The scale '{text}' has no name; expected a name, '=' and items, such as \"A = -A1 + A2\".");
        return (Name(text[..equals], text), Items(text[(equals + 1)..], text));
    }

    private static int EqualsSign(string text)
    {
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            quoted ^= text[at] == '`';
            if (text[at] == '=' && !quoted)
                return at;
        }

        return -1;
    }

    private static string Name(string left, string text)
    {
        var tokens = FormulaTokens.Read(left);
        return tokens is [{ Kind: TokenKind.Name, Text.Length: > 0 }, _]
            ? tokens[0].Text
            : throw new FormulaException($"In the scale '{text}': before '=' stands one name; put an unusual one in backticks.");
    }

    private static List<ScaleItem> Items(string right, string text)
    {
        var tokens = FormulaTokens.Read(right);
        var items = new List<ScaleItem>();
        var at = 0;
        while (tokens[at].Kind != TokenKind.End)
        {
            var sign = tokens[at] is { Kind: TokenKind.Symbol, Text: "+" or "-" };
            if (!sign && items.Count > 0)
                throw Fault("'+' or '-' between two items", tokens[at], text);
            var reversed = sign && tokens[at].Text == "-";
            at += sign ? 1 : 0;
            if (tokens[at] is not { Kind: TokenKind.Name, Text.Length: > 0 })
                throw Fault("an item's column, in backticks when its name is an unusual one", tokens[at], text);
            items.Add(new ScaleItem(tokens[at++].Text, reversed));
        }

        return items;
    }

    private static FormulaException Fault(string expected, Token found, string text) =>
        new($"In the scale '{text}': expected {expected}, found {found}.");
}
