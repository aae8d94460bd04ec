using System.Globalization;

namespace LobResearch.Statistics.Formulas;

/// <summary>Kinds of tokens in a formula.</summary>
internal enum TokenKind
{
    Name,
    Number,
    Symbol,
    End,
}

/// <summary>A token and the position at which it begins, from 1.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}

/// <summary>Splits a formula into tokens.</summary>
internal static class FormulaTokens
{
    public static List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            if (c == '`')
            {
                var end = text.IndexOf('`', at + 1);
                if (end < 0)
                    throw new FormulaException($"In '{text}' at position {start + 1}: the backtick is not closed.");
                tokens.Add(new Token(TokenKind.Name, text[(at + 1)..end], start + 1));
                at = end + 1;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            {
                while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.' || IsExponent(text, at)))
                    at += text[at] is 'e' or 'E' && text[at + 1] is '-' or '+' ? 2 : 1;
                var number = text[start..at];
                if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                    throw new FormulaException($"In '{text}' at position {start + 1}: '{number}' is not a number.");
                tokens.Add(new Token(TokenKind.Number, number, start + 1));
            }
            else if (char.IsLetter(c) || c is '_' or '.')
            {
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '.'))
                    at++;
                tokens.Add(new Token(TokenKind.Name, text[start..at], start + 1));
            }
            else if ("~+-*/:^()|,".Contains(c, StringComparison.Ordinal))
            {
                at += c == '|' && at + 1 < text.Length && text[at + 1] == '|' ? 2 : 1;
                tokens.Add(new Token(TokenKind.Symbol, text[start..at], start + 1));
            }
            else
            {
                throw new FormulaException($"In '{text}' at position {start + 1}: the character '{c}' has no meaning in a formula; put an unusual name in backticks.");
            }
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length + 1));
        return tokens;
    }

    private static bool IsExponent(string text, int at) =>
        text[at] is 'e' or 'E' && at + 1 < text.Length &&
        (char.IsAsciiDigit(text[at + 1]) || (text[at + 1] is '-' or '+' && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2])));
}
