using System.Globalization;

namespace LobResearch.Study.Codebook;

/// <summary>What a position of a questionnaire's answers means: an item, or one answer of an item with several.</summary>
/// <param name="Position">Position in the array, from 1.</param>
/// <param name="Id">Name of its column in the form's view.</param>
/// <param name="Item">The item.</param>
/// <param name="Option">For an item with several answers: the one that 1 says yes and 0 says no to.</param>
public sealed record CodedItem(int Position, string Id, Item Item, AnswerOption? Option)
{
    /// <summary>The coded items of a form, in its items' order. Special-category items, decimals, dates and text have none.</summary>
    internal static IReadOnlyList<CodedItem> Of(IReadOnlyList<Item> items)
    {
        var coded = new List<CodedItem>();
        foreach (var item in items.Where(item => item.IsCoded))
        {
            if (item.Kind == ItemKind.MultipleChoice)
            {
                foreach (var option in item.Answers?.Options ?? [])
                    coded.Add(new CodedItem(coded.Count + 1, OptionId(item, option), item, option));
            }
            else
            {
                coded.Add(new CodedItem(coded.Count + 1, item.Id, item, null));
            }
        }

        return coded;
    }

    /// <summary>The column of one answer of an item with several: the item, an underscore, the answer's code.</summary>
    public static string OptionId(Item item, AnswerOption option) =>
        item.Id + "_" + option.Code.ToString(CultureInfo.InvariantCulture);
}
