using System.Globalization;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>The words that a file may use for an item's answers and missing codes, each with what it stands for.</summary>
internal sealed class AnswerWords
{
    // Tools write a tick in these ways, whatever the question.
    private static readonly Dictionary<string, int> Ticks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["1"] = 1,
        ["0"] = 0,
        ["Y"] = 1,
        ["N"] = 0,
        ["Yes"] = 1,
        ["No"] = 0,
        ["Ja"] = 1,
        ["Nee"] = 0,
        ["true"] = 1,
        ["false"] = 0,
        ["Checked"] = 1,
        ["Unchecked"] = 0,
    };

    private AnswerWords(Dictionary<string, int> codes, Dictionary<string, short> missing, bool isAmbiguous) =>
        (Codes, Missing, IsAmbiguous) = (codes, missing, isAmbiguous);

    /// <summary>Word → the answer's code.</summary>
    public Dictionary<string, int> Codes { get; }

    /// <summary>Word → row of the missing table.</summary>
    public Dictionary<string, short> Missing { get; }

    /// <summary>Whether one word is the code of one answer and the label of another, so that a source has to say which is meant.</summary>
    public bool IsAmbiguous { get; }

    /// <summary>The words of an item, or of one answer of an item with several.</summary>
    /// <param name="item">The item.</param>
    /// <param name="option">The answer whose column it is; null for a column that holds the answer itself.</param>
    /// <param name="missingCodes">The form version's missing table.</param>
    /// <param name="values">What the source states; null for the codebook's own words.</param>
    /// <param name="answersAs">What the cells hold; null for either.</param>
    /// <param name="dialect">The survey tool.</param>
    public static AnswerWords Of(
        Item item, AnswerOption? option, IReadOnlyList<MissingCode> missingCodes, IReadOnlyDictionary<string, int>? values, AnswersAs? answersAs, Dialect dialect)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        var isAmbiguous = false;
        if (values is not null)
        {
            foreach (var (word, code) in values)
                codes[word] = code;
        }
        else if (option is not null)
        {
            foreach (var (word, tick) in Ticks)
                codes[word] = tick;
            foreach (var word in new[] { option.Name, option.Label.Dutch, option.Label.EnglishOrDutch })
                codes.TryAdd(word, 1);
        }
        else
        {
            isAmbiguous = AddOwn(codes, item, answersAs);
        }

        return new AnswerWords(codes, MissingWords(item, missingCodes, codes, dialect), isAmbiguous);
    }

    private static bool AddOwn(Dictionary<string, int> codes, Item item, AnswersAs? answersAs)
    {
        var options = item.Answers?.Options ?? [];
        if (answersAs != AnswersAs.Labels)
        {
            foreach (var option in options)
                codes[option.Code.ToString(CultureInfo.InvariantCulture)] = option.Code;
            foreach (var option in options)
                codes.TryAdd(option.Name, option.Code);
        }

        if (answersAs == AnswersAs.Codes)
            return false;
        var isAmbiguous = false;
        foreach (var option in options)
        {
            foreach (var word in new[] { option.Label.Dutch, option.Label.EnglishOrDutch })
                isAmbiguous |= !codes.TryAdd(word, option.Code) && codes[word] != option.Code;
        }

        return isAmbiguous;
    }

    private static Dictionary<string, short> MissingWords(Item item, IReadOnlyList<MissingCode> missingCodes, Dictionary<string, int> codes, Dialect dialect)
    {
        var applying = missingCodes.Where(code => code.OriginalCode is not null && (item.Missing is null || item.Missing.Contains(code.OriginalCode))).ToList();
        var words = applying.ToDictionary(code => code.OriginalCode!, code => (short)code.Row, StringComparer.Ordinal);
        if (item.Kind == ItemKind.Text)
            return words;
        foreach (var code in applying)
        {
            foreach (var word in new[] { code.Label.Dutch, code.Label.EnglishOrDutch })
            {
                if (!codes.ContainsKey(word))
                    words.TryAdd(word, (short)code.Row);
            }
        }

        var notShown = (short)missingCodes.First(code => code.Class == MissingClass.NotShown).Row;
        foreach (var word in dialect.NotShownWords)
        {
            if (!codes.ContainsKey(word))
                words.TryAdd(word, notShown);
        }

        return words;
    }
}
