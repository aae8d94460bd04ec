using System.Globalization;
using LobResearch.Study.Database;

namespace LobResearch.Study.Codebook;

/// <summary>One thing that differs between two versions of a form.</summary>
/// <param name="Place">What it is about: the form, an item, an answer list, a missing code or a scale.</param>
/// <param name="Aspect">Which side of it: label, answers, order …</param>
/// <param name="Before">In the first version; null when it wasn't there.</param>
/// <param name="After">In the second; null when it is gone.</param>
public sealed record FormDifference(string Place, string Aspect, string? Before, string? After)
{
    /// <summary>One line: + added, − removed, ~ changed.</summary>
    public override string ToString() => (Before, After) switch
    {
        (null, _) => $"+ {Place} {Aspect}: {After}",
        (_, null) => $"− {Place} {Aspect}: {Before}",
        _ => $"~ {Place} {Aspect}: {Before} → {After}",
    };

    /// <summary>All that differs, in the form's order.</summary>
    public static IReadOnlyList<FormDifference> Between(Form before, Form after)
    {
        var differences = new List<FormDifference>();
        Compare(differences, "form", "title", Words(before.Title), Words(after.Title));
        Compare(differences, "form", "role", Spelling.Of(before.Role), Spelling.Of(after.Role));
        Items(differences, before, after);
        Missing(differences, before, after);
        Scales(differences, before, after);
        return differences;
    }

    private static void Items(List<FormDifference> differences, Form before, Form after)
    {
        var old = before.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        var present = after.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        foreach (var item in before.Items.Where(item => !present.ContainsKey(item.Id)))
            differences.Add(new FormDifference($"item {item.Id}", "question", Words(item.Label), null));
        foreach (var item in after.Items)
        {
            if (old.TryGetValue(item.Id, out var earlier))
                Item(differences, earlier, item);
            else
                differences.Add(new FormDifference($"item {item.Id}", "question", null, Words(item.Label)));
        }

        // Only items of both versions can have moved.
        var (oldOrder, newOrder) = (before.Items.Where(item => present.ContainsKey(item.Id)).Select(item => item.Id).ToList(), after.Items.Where(item => old.ContainsKey(item.Id)).Select(item => item.Id).ToList());
        if (!oldOrder.SequenceEqual(newOrder, StringComparer.Ordinal))
            differences.Add(new FormDifference("form", "order of items", string.Join(", ", oldOrder), string.Join(", ", newOrder)));
    }

    private static void Item(List<FormDifference> differences, Item before, Item after)
    {
        var place = $"item {after.Id}";
        Compare(differences, place, "question", Words(before.Label), Words(after.Label));
        Compare(differences, place, "kind", Spelling.Of(before.Kind), Spelling.Of(after.Kind));
        Compare(differences, place, "range", Range(before), Range(after));
        Compare(differences, place, "unit", before.Unit, after.Unit);
        Compare(differences, place, "special category", Flag(before.SpecialCategory), Flag(after.SpecialCategory));
        Compare(differences, place, "identifying", Flag(before.Identifying), Flag(after.Identifying));
        Compare(differences, place, "required", Flag(before.Required), Flag(after.Required));
        Compare(differences, place, "only if", Route(before.OnlyIf), Route(after.OnlyIf));
        Compare(differences, place, "missing codes", before.Missing is null ? "all" : string.Join(", ", before.Missing), after.Missing is null ? "all" : string.Join(", ", after.Missing));
        var (old, present) = (Options(before), Options(after));
        foreach (var (code, answer) in old)
            Compare(differences, place, string.Create(CultureInfo.InvariantCulture, $"answer {code}"), answer, present.GetValueOrDefault(code));
        foreach (var (code, answer) in present.Where(answer => !old.ContainsKey(answer.Key)))
            Compare(differences, place, string.Create(CultureInfo.InvariantCulture, $"answer {code}"), null, answer);
        if (old.Count == present.Count && old.Keys.ToHashSet().SetEquals(present.Keys) && !old.Keys.SequenceEqual(present.Keys))
            differences.Add(new FormDifference(place, "order of answers", string.Join(", ", old.Keys), string.Join(", ", present.Keys)));
    }

    private static void Missing(List<FormDifference> differences, Form before, Form after)
    {
        var (old, present) = (Codes(before), Codes(after));
        foreach (var code in old.Keys.Union(present.Keys, StringComparer.Ordinal))
            Compare(differences, "missing code", code, old.GetValueOrDefault(code), present.GetValueOrDefault(code));

        static Dictionary<string, string> Codes(Form form) => form.MissingCodes.Where(code => code.OriginalCode is not null)
            .ToDictionary(code => code.OriginalCode!, code => $"{Spelling.Of(code.Class)}, {Words(code.Label)}", StringComparer.Ordinal);
    }

    private static void Scales(List<FormDifference> differences, Form before, Form after)
    {
        var (old, present) = (Texts(before), Texts(after));
        foreach (var scale in old.Keys.Union(present.Keys, StringComparer.Ordinal))
            Compare(differences, "scale", scale, old.GetValueOrDefault(scale), present.GetValueOrDefault(scale));

        static Dictionary<string, string> Texts(Form form) => form.Scales.ToDictionary(
            scale => scale.Id,
            scale => string.Create(
                CultureInfo.InvariantCulture,
                $"{Words(scale.Title)}: {Spelling.Of(scale.Aggregate)} of {string.Join(", ", scale.Items.Select(item => (item.Reversed ? "−" : "") + item.ItemId))}, at least {scale.MinimumAnswered:0.###} answered"),
            StringComparer.Ordinal);
    }

    private static Dictionary<int, string> Options(Item item) =>
        (item.Answers?.Options ?? []).ToDictionary(option => option.Code, option => option.Name == option.Code.ToString(CultureInfo.InvariantCulture) ? Words(option.Label) : $"{option.Name}, {Words(option.Label)}");

    private static void Compare(List<FormDifference> differences, string place, string aspect, string? before, string? after)
    {
        if (before != after)
            differences.Add(new FormDifference(place, aspect, before, after));
    }

    private static string Words(Label label) => label.English is null ? $"“{label.Dutch}”" : $"“{label.Dutch}” / “{label.English}”";

    private static string? Range(Item item) => item.Minimum is null && item.Maximum is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{item.Minimum}–{item.Maximum}");

    private static string? Flag(bool flag) => flag ? "yes" : null;

    private static string? Route(Routing? routing) => routing is null
        ? null
        : routing.Codes.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{routing.ItemId} is {string.Join(" or ", routing.Codes)}")
            : string.Create(CultureInfo.InvariantCulture, $"{routing.ItemId} from {routing.AtLeast} to {routing.AtMost}");
}
