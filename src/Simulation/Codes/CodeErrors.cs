using System.Globalization;

namespace LobResearch.Simulation.Codes;

/// <summary>How people write their own code wrongly.</summary>
/// <param name="share">Share of the codes with an element wrong.</param>
/// <param name="second">Share of those with a second element wrong.</param>
/// <param name="parentElement">How often the parents' element is the wrong one, as a share of any other element.</param>
internal sealed class CodeErrors(double share, double second, double parentElement)
{
    private static readonly double[] ErrorKinds = [45, 35, 20];

    /// <summary>The code as somebody writes it.</summary>
    /// <param name="values">The student's elements, in order.</param>
    /// <param name="parent">1 or 2 for a parent, whose code has an element more; null for anybody else.</param>
    /// <param name="random">Decides what goes wrong.</param>
    public string Written(string[] values, int? parent, RandomDraws random)
    {
        var written = new string[values.Length + (parent is null ? 0 : 1)];
        values.CopyTo(written, 0);
        if (parent is { } number)
            written[^1] = number.ToString(CultureInfo.InvariantCulture);
        if (random.Chance(share))
        {
            var errors = random.Chance(second) ? 2 : 1;
            var weights = Enumerable.Repeat(1.0, values.Length).Concat(parent is null ? [] : [parentElement]).ToArray();
            for (; errors > 0; errors--)
            {
                var element = random.Weighted(weights);
                weights[element] = 0;
                written[element] = element == values.Length ? parent == 1 ? "2" : "1" : Wrong(element, values[element], random);
            }
        }

        return string.Join('-', written);
    }

    // A slip of the finger, another answer, or none.
    private static string Wrong(int element, string value, RandomDraws random)
    {
        var kind = random.Weighted(ErrorKinds);
        if (kind == 2)
            return "";
        string wrong;
        do
        {
            wrong = kind == 1 ? CodeElements.Draw(element, random) : Slip(value, random);
        }
        while (wrong == value);
        return wrong;
    }

    private static string Slip(string value, RandomDraws random)
    {
        if (value.Length == 2 && value[0] != value[1] && random.Chance(0.2))
            return string.Concat(value[1], value[0]);
        var at = random.Below(value.Length);
        var sign = char.IsAsciiDigit(value[at]) ? (char)('0' + random.Below(10)) : (char)('A' + random.Below(26));
        return string.Concat(value.AsSpan(0, at), [sign], value.AsSpan(at + 1));
    }
}
