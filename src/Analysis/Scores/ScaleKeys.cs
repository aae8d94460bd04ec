using System.Globalization;
using LobResearch.Statistics.Measurement;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using KeyItem = LobResearch.Statistics.Measurement.ScaleItem;

namespace LobResearch.Analysis.Scores;

/// <summary>The keys of a form's scales, as its codebook says: items, reversal, range of answers, how many must be answered.</summary>
/// <remarks>A score by the key equals that of <see cref="Frames.ScaleScore"/> in the database to the last bit.</remarks>
public static class ScaleKeys
{
    /// <summary>The key of a scale.</summary>
    /// <param name="form">The form version.</param>
    /// <param name="scale">One of its scales.</param>
    /// <exception cref="InputFault">An item is special-category data, which no analysis reads with the other answers.</exception>
    public static ScaleKey Of(Form form, Scale scale)
    {
        var items = scale.Items.Select(member => form.Items.First(item => item.Id == member.ItemId)).ToList();
        if (items.Find(item => item.SpecialCategory) is { } special)
            throw new InputFault($"Scale {scale.Id} of form {form.Id} holds {special.Id}, which is special-category data and stored apart. Take the item out of the scale, in a new version of the form.");
        var common = Common(items);
        var members = scale.Items.Zip(items, (member, item) => new KeyItem(member.ItemId, member.Reversed) { Range = common is null ? Range(item) : null }).ToList();
        return new ScaleKey(
            scale.Id, members, common?.Lowest, common?.Highest, scale.Aggregate == Aggregate.Mean ? ScaleScore.Mean : ScaleScore.Sum,
            // The codebook's share is written with three decimals; how many items it means is decided there, once.
            (double)scale.MinimumItems / scale.Items.Count);
    }

    /// <summary>Lowest and highest answer of an item, as numbers that the database reads alike; null when open.</summary>
    /// <param name="item">The item.</param>
    public static (double Lowest, double Highest)? Range(Item item) =>
        item.AnswerRange is { } range && range.Lowest < range.Highest ? (Number(range.Lowest), Number(range.Highest)) : null;

    // One range for all is what agreement within groups compares with: the same consecutive answers for every item.
    private static (double Lowest, double Highest)? Common(List<Item> items)
    {
        var first = Range(items[0]);
        return first is not null && items.TrueForAll(item => Range(item) == first && IsConsecutive(item)) ? first : null;
    }

    private static bool IsConsecutive(Item item) => item.Kind switch
    {
        ItemKind.SingleChoice => item.AnswerRange is { } range && item.Answers!.Options.Count == range.Highest - range.Lowest + 1,
        ItemKind.WholeNumber => true,
        _ => false,
    };

    // From its digits, as the database reads a number: a cast from decimal may round otherwise.
    private static double Number(decimal value) => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
