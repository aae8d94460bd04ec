using System.Globalization;
using System.Text.RegularExpressions;
using LobResearch.Study.Yaml;

namespace LobResearch.Study.Codebook;

/// <summary>Reads a codebook: the YAML file of one form version. <c>data-schema/codebooks/README.md</c> shows the shape.</summary>
public static partial class FormReader
{
    private static readonly MissingCode[] AssignedByProgram =
    [
        new(1, null, MissingClass.NotShown, new Label("niet voorgelegd", "not shown")),
        new(2, null, MissingClass.Blank, new Label("niet ingevuld", "left blank")),
        new(3, null, MissingClass.Invalid, new Label("ongeldig", "invalid")),
    ];

    /// <summary>Reads a codebook.</summary>
    /// <exception cref="InputFault">All faults of the file, with line and column.</exception>
    public static Form Read(string path)
    {
        var faults = new FaultList();
        var form = Read(path, faults);
        faults.ThrowIfAny();
        return form!;
    }

    /// <summary>Reads a codebook; faults go to the list.</summary>
    /// <returns>The form; null when the file has faults.</returns>
    public static Form? Read(string path, FaultList faults) =>
        YamlFile.Open(path, faults) is { } top ? Read(top, faults) : null;

    private static Form? Read(YamlMap top, FaultList faults)
    {
        var before = faults.Faults.Count;
        var id = Identifier(top, "form");
        var version = top.Int("version", standIn: 1);
        if (version < 1)
            top.Fault("version", "'version' must be 1 or more");
        var title = top.Label("title");
        var role = top.Choice<Role>("role");
        var source = top.OptionalText("source");
        var licence = top.OptionalText("licence");
        var missing = Missing(top);
        var answers = AnswerScales(top);
        var items = Items(top, answers, missing);
        var scales = Scales(top, items);
        var repeats = top.Flag("repeats");
        var checks = FormChecksReader.Read(top, items, scales);
        top.RefuseOtherKeys();
        return faults.Faults.Count == before
            ? new Form(id, version, title, role, items, missing, scales, source, licence) { Repeats = repeats, Checks = checks }
            : null;
    }

    private static List<MissingCode> Missing(YamlMap top)
    {
        var codes = new List<MissingCode>(AssignedByProgram);
        foreach (var map in top.Maps("missing"))
        {
            var code = map.Text("code");
            if (codes.Exists(known => known.OriginalCode == code) && code.Length > 0)
                map.Fault("code", $"the missing code '{code}' stands twice; keep one");
            var missingClass = map.Choice<MissingClass>("class");
            codes.Add(new MissingCode(codes.Count + 1, code, missingClass, map.Label("label")));
            map.RefuseOtherKeys();
        }

        return codes;
    }

    private static Dictionary<string, AnswerScale> AnswerScales(YamlMap top)
    {
        var scales = new Dictionary<string, AnswerScale>(StringComparer.Ordinal);
        if (top.OptionalMap("answer_scales") is not { } map)
            return scales;
        foreach (var key in map.Keys)
            scales[key] = new AnswerScale(key, Options(map, key));
        return scales;
    }

    private static List<AnswerOption> Options(YamlMap owner, string key)
    {
        var options = new List<AnswerOption>();
        foreach (var map in owner.Maps(key))
        {
            var code = map.Int("code");
            if (code is < 0 or > short.MaxValue)
                map.Fault("code", $"a code lies between 0 and {short.MaxValue}");
            if (options.Exists(option => option.Code == code) && map.Has("code"))
                map.Fault("code", $"the code {code.ToString(CultureInfo.InvariantCulture)} stands twice in this list of answers; keep one");
            var name = map.OptionalText("name") ?? code.ToString(CultureInfo.InvariantCulture);
            if (!OptionName().IsMatch(name))
                map.Fault("name", "an answer's name has ASCII letters, digits and . _ + - only, such as 'small'");
            else if (map.Has("name") && options.Exists(option => option.Name == name))
                map.Fault("name", $"the name '{name}' stands twice in this list of answers; keep one");
            options.Add(new AnswerOption(code, name, map.Label("label")));
            map.RefuseOtherKeys();
        }

        if (options.Count == 0)
            owner.Fault(key, $"'{key}' has no answers; list them with code and label");
        return options;
    }

    private static List<Item> Items(YamlMap top, Dictionary<string, AnswerScale> scales, List<MissingCode> missing)
    {
        var items = new List<Item>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var positions = 0;
        foreach (var map in top.Maps("items"))
        {
            var item = ReadItem(map, scales, missing, items);
            items.Add(item);
            var columns = CodedItem.Of([item]).Select(coded => coded.Id).DefaultIfEmpty(item.Id).ToList();
            positions += item.IsCoded ? columns.Count : 0;
            foreach (var column in columns.Where(column => column.Length > 0 && !names.Add(column)))
                map.Fault("id", $"the item '{column}' stands twice; give one another id");
            map.RefuseOtherKeys();
        }

        if (items.Count == 0)
            top.Fault("items", "a form has at least one item; list them under 'items'");
        if (positions > Form.MaximumCodedItems)
            top.Fault("items", $"the form has {positions.ToString(CultureInfo.InvariantCulture)} coded items; at most {Form.MaximumCodedItems} fit. Split it into two forms");
        return items;
    }

    private static Item ReadItem(YamlMap map, Dictionary<string, AnswerScale> scales, List<MissingCode> missing, List<Item> earlier)
    {
        var id = Identifier(map, "id");
        if (id.Contains("__", StringComparison.Ordinal))
            map.Fault("id", "an item's id holds no double underscore: the view uses it for item__missing");
        if (ReservedColumns.Contains(id, StringComparer.OrdinalIgnoreCase))
            map.Fault("id", $"'{id}' is the name of a column that every form's view has; choose another id");
        var known = map.ChoiceIfKnown<ItemKind>("kind");
        var kind = known ?? ItemKind.Text;
        var label = map.Label("label");
        var answersName = map.OptionalText("answers");
        var minimum = map.OptionalDecimal("minimum");
        var maximum = map.OptionalDecimal("maximum");
        AnswerScale? answers = null;
        // What an item must state depends on its kind: without one, that fault alone is told.
        if (known is not null)
        {
            answers = Answers(map, kind, answersName, scales);
            CheckRange(map, kind, minimum, maximum);
        }

        IReadOnlyList<string>? applying = map.Has("missing") ? KnownCodes(map, missing) : null;
        var item = new Item(
            id, kind, label, answers, minimum, maximum, map.OptionalText("unit"), map.Flag("special_category"), applying,
            map.OptionalText("source"), map.OptionalText("licence"))
        {
            Required = map.Flag("required"),
            Identifying = map.Flag("identifying"),
            OnlyIf = map.OptionalMap("only_if") is { } routing ? ReadRouting(routing, earlier) : null,
        };
        RefuseValidMissingCodes(map, item, missing);
        return item;
    }

    // only_if: {item: has_work, is: [yes]} or {item: age, at_least: 16}
    private static Routing? ReadRouting(YamlMap map, List<Item> earlier)
    {
        var id = map.Text("item");
        var names = map.Texts("is");
        var atLeast = map.OptionalDecimal("at_least");
        var atMost = map.OptionalDecimal("at_most");
        map.RefuseOtherKeys();
        var item = earlier.Find(candidate => candidate.Id == id);
        if (item is null)
        {
            map.Fault("item", $"no earlier item is called '{id}': routing looks back, at an item above this one");
            return null;
        }

        var isChoice = item.Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice;
        var isNumber = item.Kind is ItemKind.WholeNumber or ItemKind.Decimal;
        if (!(isChoice && names.Count > 0 && atLeast is null && atMost is null) && !(isNumber && names.Count == 0 && (atLeast ?? atMost) is not null))
            map.Fault(null, "'only_if' names an earlier choice item with 'is' (a list of its answers), or an earlier number with 'at_least' or 'at_most'");
        var codes = new List<int>();
        foreach (var name in isChoice ? names : [])
        {
            var option = item.Answers?.Options.FirstOrDefault(known => known.Name == name.Value || known.Code.ToString(CultureInfo.InvariantCulture) == name.Value);
            if (option is null)
                name.Fault($"item '{id}' has no answer '{name.Value}'");
            else
                codes.Add(option.Code);
        }

        return new Routing(id, codes, atLeast, atMost);
    }

    private static AnswerScale? Answers(YamlMap map, ItemKind kind, string? name, Dictionary<string, AnswerScale> scales)
    {
        var isChoice = kind is ItemKind.SingleChoice or ItemKind.MultipleChoice;
        if (!isChoice)
        {
            if (name is not null)
                map.Fault("answers", "only a choice item has 'answers'; remove it or change 'kind'");
            return null;
        }

        if (name is null)
        {
            map.Fault(null, "a choice item names its 'answers': one of the lists under 'answer_scales'");
            return null;
        }

        if (scales.TryGetValue(name, out var scale))
            return scale;
        var nearest = Nearest.To(name, scales.Keys);
        map.Fault("answers", $"there is no list '{name}' under 'answer_scales'" + (nearest is null ? "" : $"; did you mean '{nearest}'?"));
        return null;
    }

    private static void CheckRange(YamlMap map, ItemKind kind, decimal? minimum, decimal? maximum)
    {
        if (kind is not (ItemKind.WholeNumber or ItemKind.Decimal))
        {
            if (minimum is not null || maximum is not null)
                map.Fault(minimum is null ? "maximum" : "minimum", "only a number has a range; remove it or change 'kind'");
            return;
        }

        if (kind == ItemKind.WholeNumber)
        {
            if (minimum is null || maximum is null)
                map.Fault(null, "a whole number states 'minimum' and 'maximum'");
            else if (minimum < 0 || maximum > short.MaxValue || minimum % 1 != 0 || maximum % 1 != 0)
                map.Fault("minimum", $"a whole number's range lies within 0 to {short.MaxValue}; for other numbers use kind: decimal");
        }

        if (minimum > maximum)
            map.Fault("minimum", "'minimum' is above 'maximum'");
    }

    private static List<string> KnownCodes(YamlMap map, List<MissingCode> missing)
    {
        var codes = new List<string>();
        foreach (var text in map.Texts("missing"))
        {
            if (!missing.Exists(code => code.OriginalCode == text.Value))
                text.Fault($"the form declares no missing code '{text.Value}'");
            codes.Add(text.Value);
        }

        return codes;
    }

    // A code that is an answer and a missing code at once would silently lose answers.
    private static void RefuseValidMissingCodes(YamlMap map, Item item, List<MissingCode> missing)
    {
        foreach (var code in missing.Where(code => code.OriginalCode is not null && (item.Missing?.Contains(code.OriginalCode) ?? true)))
        {
            var isAnswer = item.Kind switch
            {
                ItemKind.SingleChoice => item.Answers?.Options.Any(option =>
                    option.Code.ToString(CultureInfo.InvariantCulture) == code.OriginalCode || option.Name == code.OriginalCode) ?? false,
                ItemKind.WholeNumber or ItemKind.Decimal =>
                    decimal.TryParse(code.OriginalCode, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) &&
                    !(number < item.Minimum) && !(number > item.Maximum),
                _ => false,
            };
            if (isAnswer)
            {
                map.Fault("id", $"the missing code '{code.OriginalCode}' is also a valid answer of item '{item.Id}'; " +
                    "list the codes that apply to it under 'missing' (an empty list for none), or change its answers or range");
            }
        }
    }

    private static List<Scale> Scales(YamlMap top, List<Item> items)
    {
        var scales = new List<Scale>();
        foreach (var map in top.Maps("scales"))
        {
            var id = Identifier(map, "id");
            if (scales.Exists(scale => scale.Id == id) && id.Length > 0)
                map.Fault("id", $"the scale '{id}' stands twice; give one another id");
            var minimum = map.OptionalDecimal("minimum_answered") ?? 2m / 3m;
            if (minimum is <= 0 or > 1)
                map.Fault("minimum_answered", "'minimum_answered' is a share above 0 and at most 1, such as 0.667");
            var members = map.Texts("items").Select(text => Member(text, items)).OfType<ScaleItem>().ToList();
            if (!map.Has("items"))
                map.Fault(null, "a scale lists its 'items'; a minus marks a reverse-keyed one, such as [a, -b]");
            scales.Add(new Scale(id, map.Label("title"), members, minimum, map.Has("aggregate") ? map.Choice<Aggregate>("aggregate") : Aggregate.Mean));
            map.RefuseOtherKeys();
        }

        return scales;
    }

    private static ScaleItem? Member(YamlText text, List<Item> items)
    {
        var reversed = text.Value.StartsWith('-');
        var id = reversed ? text.Value[1..] : text.Value;
        var item = items.Find(candidate => candidate.Id == id);
        if (item is null)
        {
            var nearest = Nearest.To(id, items.Select(candidate => candidate.Id));
            text.Fault($"the form has no item '{id}'" + (nearest is null ? "" : $"; did you mean '{nearest}'?"));
            return null;
        }

        if (item.Identifying)
            text.Fault($"item '{id}' identifies a person and is never stored, so it can't be scored");
        else if (item.Kind is not (ItemKind.SingleChoice or ItemKind.WholeNumber or ItemKind.Decimal))
            text.Fault($"item '{id}' has no number to score");
        else if (reversed && item.AnswerRange is null)
            text.Fault($"item '{id}' can't be reversed: it states no 'minimum' and 'maximum'");
        return new ScaleItem(id, reversed);
    }

    private static string Identifier(YamlMap map, string key)
    {
        var id = map.Text(key);
        if (id.Length > 0 && !IdentifierPattern().IsMatch(id))
            map.Fault(key, $"'{key}' begins with a letter and has ASCII letters, digits and underscores, at most {Item.MaximumIdLength}");
        return id;
    }

    private static readonly string[] ReservedColumns =
    [
        "questionnaire_id", "person_id", "wave", "school", "school_id", "class_group", "class_group_id", "form_version",
        "submitted_at", "batch_id", "source_row",
    ];

    /// <summary>Whether a name is that of a column which every form's view has.</summary>
    public static bool IsReserved(string id) => ReservedColumns.Contains(id, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,58}\z")]
    private static partial Regex IdentifierPattern();

    [GeneratedRegex(@"^[A-Za-z0-9._+-]{1,40}\z")]
    private static partial Regex OptionName();
}
