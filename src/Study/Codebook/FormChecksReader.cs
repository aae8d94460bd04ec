using System.Globalization;
using System.Text.RegularExpressions;
using LobResearch.Study.Yaml;

namespace LobResearch.Study.Codebook;

/// <summary>Reads a codebook's <c>checks</c>.</summary>
internal static partial class FormChecksReader
{
    public static FormChecks Read(YamlMap top, List<Item> items, List<Scale> scales)
    {
        if (top.OptionalMap("checks") is not { } map)
            return FormChecks.None;
        var lining = map.Maps("straight_lining").Select(battery => Battery(battery, items, scales)).OfType<StraightLining>().ToList();
        decimal? fastest = null;
        if (map.OptionalMap("speeding") is { } speeding)
        {
            fastest = speeding.OptionalDecimal("below_seconds");
            if (fastest is null or <= 0)
                speeding.Fault("below_seconds", "'below_seconds' is the number of seconds below which a questionnaire was filled in too fast");
            speeding.RefuseOtherKeys();
        }

        var limits = Limits(map);
        map.RefuseOtherKeys();
        return new FormChecks(lining, fastest, limits);
    }

    // straight_lining: [{scale: SUP}, {items: [a, b, c], at_least: 3}]
    private static StraightLining? Battery(YamlMap map, List<Item> items, List<Scale> scales)
    {
        var name = map.OptionalText("scale");
        var scale = scales.Find(candidate => candidate.Id == name);
        if (name is not null && scale is null)
            map.Fault("scale", $"the form has no scale '{name}'");
        var listed = map.Texts("items");
        foreach (var text in listed.Where(text => !items.Exists(item => item.Id == text.Value && item.Kind is ItemKind.SingleChoice or ItemKind.WholeNumber)))
            text.Fault($"'{text.Value}' is no item of this form with one code or whole number as its answer");
        var members = scale?.Items.Select(member => member.ItemId).ToList() ?? listed.Select(text => text.Value).ToList();
        if (name is null == (listed.Count == 0))
            map.Fault(null, "a battery is either a 'scale' or a list of 'items'");
        var atLeast = map.OptionalInt("at_least") ?? members.Count;
        if (members.Count > 0 && (atLeast < 3 || atLeast > members.Count))
            map.Fault(map.Has("at_least") ? "at_least" : null, $"a battery is looked at from 3 answers on and at most all of its {members.Count.ToString(CultureInfo.InvariantCulture)}: the same answer to fewer says nothing");
        map.RefuseOtherKeys();
        return members.Count == 0 ? null : new StraightLining(name ?? members[0], members, atLeast);
    }

    // limits: {out-of-range: {warn: 1, stop: 5 %}}
    private static Dictionary<string, RuleLimits> Limits(YamlMap checks)
    {
        var limits = new Dictionary<string, RuleLimits>(StringComparer.Ordinal);
        if (checks.OptionalMap("limits") is not { } map)
            return limits;
        foreach (var rule in map.Keys)
        {
            if (!RuleNames.All.Contains(rule, StringComparer.Ordinal))
            {
                map.Ignore(rule);
                var nearest = Nearest.To(rule, RuleNames.All);
                map.Fault(rule, $"there is no rule '{rule}'" + (nearest is null ? $"; expected one of {string.Join(", ", RuleNames.All)}" : $"; did you mean '{nearest}'?"));
                continue;
            }

            if (map.Map(rule) is not { } rows)
                continue;
            limits[rule] = new RuleLimits(rows.Has("warn") ? ReadLimit(rows, "warn") : RuleLimits.Default.Warn, ReadLimit(rows, "stop"));
            rows.RefuseOtherKeys();
        }

        return limits;
    }

    private static Limit? ReadLimit(YamlMap map, string key)
    {
        var text = map.OptionalText(key);
        if (text is null or "never")
            return null;
        var match = LimitPattern().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            map.Fault(key, $"'{key}' is a number of rows such as 10, a share such as 5 %, or never");
            return null;
        }

        return new Limit(value, match.Groups[2].Length > 0);
    }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?)\s*(%?)$", RegexOptions.CultureInvariant)]
    private static partial Regex LimitPattern();
}
