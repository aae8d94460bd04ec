using LobResearch.Ingest.Storing;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Verifying;

/// <summary>What a form version allows to be stored for each item; open answers may be gone when their time is over.</summary>
internal sealed class FormRules(Form form, bool textsAreGone)
{
    private readonly HashSet<int>?[] _codes = form.CodedItems.Select(coded => coded.Option is not null
        ? [0, 1]
        : coded.Item.Answers?.Options.Select(option => option.Code).ToHashSet()).ToArray();

    /// <summary>The place of an answer among its item's; 0 for an item with one answer.</summary>
    public int OptionPlace(short ordinal, short optionCode)
    {
        var options = form.Items[ordinal - 1].Answers?.Options ?? [];
        for (var index = 0; index < options.Count; index++)
        {
            if (options[index].Code == optionCode)
                return index;
        }

        return 0;
    }

    /// <summary>The items that hold something else than the codebook allows, or nothing where something must be.</summary>
    public IEnumerable<string> Broken(AnswerSheet sheet)
    {
        for (var index = 0; index < _codes.Length && index < sheet.Coded.Length; index++)
        {
            var coded = form.CodedItems[index];
            var answer = sheet.Coded[index];
            var isAllowed = answer < 0 ? -answer <= form.MissingCodes.Count
                : _codes[index]?.Contains(answer) ?? (answer >= coded.Item.Minimum && answer <= coded.Item.Maximum);
            if (!isAllowed)
                yield return coded.Id;
        }

        foreach (var (ordinal, value, missing) in sheet.Numbers)
        {
            var item = form.Items[ordinal - 1];
            if (item.Kind != ItemKind.Decimal || !IsReason(missing) || value < (double?)item.Minimum || value > (double?)item.Maximum)
                yield return item.Id;
        }

        foreach (var (ordinal, _, _) in sheet.Days.Where(day => form.Items[day.ItemOrdinal - 1].Kind != ItemKind.Date || !IsReason(day.Missing)))
            yield return form.Items[ordinal - 1].Id;
        foreach (var (ordinal, _, _) in sheet.Texts.Where(text => form.Items[text.ItemOrdinal - 1].Kind != ItemKind.Text || !IsReason(text.Missing)))
            yield return form.Items[ordinal - 1].Id;
        foreach (var item in Absent(sheet))
            yield return item;
        foreach (var answer in sheet.Sensitive)
        {
            var item = form.Items[answer.ItemOrdinal - 1];
            if (!item.SpecialCategory || !IsReason(answer.Missing) || !IsAllowed(item, answer))
                yield return item.Id;
        }
    }

    private IEnumerable<string> Absent(AnswerSheet sheet)
    {
        var present = sheet.Numbers.Select(answer => answer.ItemOrdinal).Concat(sheet.Days.Select(answer => answer.ItemOrdinal))
            .Concat(sheet.Texts.Select(answer => answer.ItemOrdinal)).Concat(sheet.Sensitive.Select(answer => answer.ItemOrdinal)).ToHashSet();
        for (var index = 0; index < form.Items.Count; index++)
        {
            if (!form.Items[index].IsCoded && !form.Items[index].Identifying && !(textsAreGone && form.Items[index].Kind == ItemKind.Text) && !present.Contains((short)(index + 1)))
                yield return form.Items[index].Id;
        }
    }

    private bool IsReason(short? missing) => missing is null || (missing >= 1 && missing <= form.MissingCodes.Count);

    private static bool IsAllowed(Item item, SensitiveAnswer answer) => item.Kind switch
    {
        ItemKind.SingleChoice => answer.Code is not { } code || item.Answers!.Options.Any(option => option.Code == code),
        ItemKind.MultipleChoice => answer.Code is null or 0 or 1,
        ItemKind.WholeNumber => answer.Code is not { } number || (number >= item.Minimum && number <= item.Maximum),
        ItemKind.Decimal => !(answer.Number < (double?)item.Minimum) && !(answer.Number > (double?)item.Maximum),
        _ => true,
    };
}
