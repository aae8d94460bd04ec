using System.Security.Cryptography;
using System.Text.Json;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Yaml;

namespace LobResearch.Ingest.Mapping;

/// <summary>Reads a source: the YAML file that maps one tool's export onto one form version.</summary>
public static class SourceReader
{
    /// <summary>The study's sources by name.</summary>
    public static IReadOnlyList<string> Names(StudyDefinition study)
    {
        var folder = Folder(study);
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToList()
            : [];
    }

    /// <summary>Reads a source of the study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="name">The source's name; null takes the study's only one.</param>
    /// <exception cref="InputFault">No such source, or all faults of its file.</exception>
    public static SourceMapping Read(StudyDefinition study, string? name)
    {
        var names = Names(study);
        if (name is null && names.Count != 1)
            throw new InputFault($"Study {study.Id} has {names.Count} sources ({string.Join(", ", names)}): name one with --source.");
        name ??= names[0];
        if (!names.Contains(name, StringComparer.Ordinal))
        {
            throw new InputFault(
                $"Study {study.Id} has no source '{name}'; expected one of: {string.Join(", ", names)}. " +
                $"A new source is a file in {Folder(study)}.");
        }

        return ReadFile(study, Path.Combine(Folder(study), name + ".yaml"));
    }

    /// <summary>Reads a source from a file.</summary>
    /// <exception cref="InputFault">All faults of the file.</exception>
    public static SourceMapping ReadFile(StudyDefinition study, string path)
    {
        var faults = new FaultList();
        var mapping = YamlFile.Open(path, faults) is { } top ? Read(top, study, path) : null;
        faults.ThrowIfAny();
        return mapping!;
    }

    private static string Folder(StudyDefinition study) => Path.Combine(study.Folder, "sources");

    private static SourceMapping Read(YamlMap top, StudyDefinition study, string path)
    {
        var id = top.Text("source");
        var formId = top.Text("form");
        var version = top.Int("version");
        var form = study.FindForm(formId, version);
        if (form is null && formId.Length > 0)
            top.Fault("form", $"the study has no form '{formId}' version {version}; it has {string.Join(", ", study.Forms.Select(known => $"{known.Id} {known.Version}"))}");
        var format = Format(top);
        var person = top.Map("person");
        var personColumn = person?.Text("column") ?? "";
        person?.RefuseOtherKeys();
        var wave = Wave(top, study);
        var response = top.Texts("response").Select(text => text.Value).ToList();
        if (response.Count == 0)
            top.Fault("response", "'response' lists the columns that together name a row, such as [ResponseId]");
        var mapping = new SourceMapping(
            id, formId, version, format, personColumn, response, wave, School(top), ClassGroup(top), Submitted(top),
            form is null ? [] : Items(top, form),
            top.OptionalText("date_format") ?? "yyyy-MM-dd",
            path, Hash(path, study, form))
        {
            Ignored = Words(top, "ignore"),
            Identifying = Words(top, "identifying"),
            NotIdentifying = Words(top, "not_identifying"),
            Duration = Duration(top),
            Consent = Consent(top, "consent"),
            GuardianConsent = Consent(top, "guardian_consent"),
            Age = Age(top),
            NotCompared = NotCompared(top),
            AnswersAs = top.Has("answers") ? top.ChoiceIfKnown<AnswersAs>("answers") : null,
        };
        if (form is null)
            top.Ignore("items");
        top.RefuseOtherKeys();
        return mapping;
    }

    // A wave's new dates or a new school let rows in that were held back: the same file is then not the same batch.
    private static byte[] Hash(string path, StudyDefinition study, Form? form)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new { study.Waves, study.Schools, form?.Checks, form?.Repeats, study.Consent }));
        return hash.GetHashAndReset();
    }

    private static List<string> Words(YamlMap top, string key) => top.Texts(key).Select(text => text.Value).ToList();

    private static Dialect? Tool(YamlMap top)
    {
        if (top.OptionalText("tool") is not { } id)
            return null;
        var tool = Dialect.All.FirstOrDefault(known => known.Id == id);
        if (tool is null)
            top.Fault("tool", $"'tool' is one of {string.Join(", ", Dialect.All.Select(known => known.Id))}; left out, it is found from the file");
        return tool;
    }

    // What a source doesn't state is found out from each file, and reported.
    private static FileFormat Format(YamlMap top)
    {
        var tool = Tool(top);
        if (top.OptionalMap("format") is not { } map)
            return new FileFormat { Tool = tool };
        var separator = map.OptionalText("separator");
        if (separator == "tab")
            separator = "\t";
        if (separator is not null && separator.Length != 1)
            map.Fault("separator", "'separator' is one character, or tab");
        var quote = map.OptionalText("quote");
        if (quote is not null && quote.Length != 1)
            map.Fault("quote", "'quote' is one character");
        var mark = map.OptionalText("decimal");
        if (mark is not (null or "." or ","))
            map.Fault("decimal", "'decimal' is \".\" or \",\"");
        var format = new FileFormat
        {
            Tool = tool,
            Sheet = map.OptionalText("sheet"),
            Delimited = new DelimitedFormat
            {
                Separator = separator?[0],
                Quote = quote?[0],
                DecimalMark = mark?[0],
                Encoding = map.Has("encoding") ? map.Choice<TextEncoding>("encoding") : null,
            },
        };
        map.RefuseOtherKeys();
        return format;
    }

    private static WaveMapping Wave(YamlMap top, StudyDefinition study)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (top.Map("wave") is not { } map)
            return new WaveMapping(null, null, values);
        var fixedWave = map.OptionalText("is");
        var column = map.OptionalText("column");
        if (fixedWave is null == column is null)
            map.Fault(null, "'wave' has either 'is' (the wave of the whole file) or 'column'");
        if (fixedWave is not null)
            RefuseUnknownWave(map, "is", fixedWave, study);
        if (map.OptionalMap("values") is { } texts)
        {
            foreach (var text in texts.Keys)
            {
                values[text] = texts.Text(text);
                RefuseUnknownWave(texts, text, values[text], study);
            }
        }

        map.RefuseOtherKeys();
        return new WaveMapping(fixedWave, column, values);
    }

    private static void RefuseUnknownWave(YamlMap map, string key, string wave, StudyDefinition study)
    {
        if (!study.Waves.Any(known => known.Id == wave))
            map.Fault(key, $"the study has no wave '{wave}'; it has {string.Join(", ", study.Waves.Select(known => known.Id))}");
    }

    private static SchoolMapping? School(YamlMap top)
    {
        if (top.OptionalMap("school") is not { } map)
            return null;
        var column = map.Text("column");
        var whenNew = map.OptionalText("new") ?? "hold_back";
        if (whenNew is not ("add" or "hold_back"))
            map.Fault("new", "'new' is add (a school not in study.yaml is added) or hold_back");
        map.RefuseOtherKeys();
        return new SchoolMapping(column, whenNew == "add");
    }

    private static string? ClassGroup(YamlMap top)
    {
        if (top.OptionalMap("class_group") is not { } map)
            return null;
        if (!top.Has("school"))
            top.Fault("class_group", "a class belongs to a school: map 'school' too");
        var column = map.Text("column");
        map.RefuseOtherKeys();
        return column;
    }

    private static SubmittedMapping? Submitted(YamlMap top)
    {
        if (top.OptionalMap("submitted") is not { } map)
            return null;
        var zone = map.OptionalText("time_zone");
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            map.Fault("time_zone", $"there is no time zone '{zone}'; expected an IANA name such as Europe/Amsterdam");
        var submitted = new SubmittedMapping(map.Text("column"), map.OptionalText("format"), zone);
        map.RefuseOtherKeys();
        return submitted;
    }

    private static DurationMapping? Duration(YamlMap top)
    {
        if (top.OptionalMap("duration") is not { } map)
            return null;
        var seconds = (map.OptionalText("unit") ?? "seconds") switch
        {
            "seconds" => 1m,
            "minutes" => 60m,
            "milliseconds" => 0.001m,
            _ => 0m,
        };
        if (seconds == 0)
            map.Fault("unit", "'unit' is seconds, minutes or milliseconds");
        var duration = new DurationMapping(map.Text("column"), seconds);
        map.RefuseOtherKeys();
        return duration;
    }

    private static ConsentMapping? Consent(YamlMap top, string key)
    {
        if (top.OptionalMap(key) is not { } map)
            return null;
        var given = map.Texts("given").Select(text => text.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (given.Count == 0)
            map.Fault("given", "'given' lists what stands in the column when consent was given, such as [ja]");
        var consent = new ConsentMapping(map.Text("column"), given, map.Text("text_version"));
        map.RefuseOtherKeys();
        return consent;
    }

    private static AgeMapping? Age(YamlMap top)
    {
        if (top.OptionalMap("age") is { } years)
        {
            if (top.Has("born"))
                top.Fault("born", "the source states either 'age' or 'born'");
            var age = new AgeMapping(years.Text("column"), null);
            years.RefuseOtherKeys();
            return age;
        }

        if (top.OptionalMap("born") is not { } map)
            return null;
        var born = new AgeMapping(map.Text("column"), map.OptionalText("format") ?? "yyyy-MM-dd");
        map.RefuseOtherKeys();
        return born;
    }

    private static List<InstrumentPart> NotCompared(YamlMap top)
    {
        var parts = new List<InstrumentPart>();
        foreach (var text in top.Texts("not_compared"))
        {
            var known = Enum.GetValues<InstrumentPart>().Where(part => Spelling.Of(part) == text.Value).ToList();
            if (known.Count == 0)
                text.Fault($"'not_compared' lists parts of the instrument that may differ from the form version: {string.Join(", ", Enum.GetValues<InstrumentPart>().Select(Spelling.Of))}");
            parts.AddRange(known);
        }

        return parts;
    }

    private static List<ItemMapping> Items(YamlMap top, Form form)
    {
        var items = new List<ItemMapping>();
        if (top.Map("items") is not { } map)
            return items;
        foreach (var id in map.Keys)
        {
            if (form.Items.FirstOrDefault(item => item.Id == id) is { } item)
            {
                items.Add(ReadItem(map, item));
            }
            else
            {
                map.Ignore(id);
                var nearest = Nearest.To(id, form.Items.Select(known => known.Id));
                map.Fault(id, $"form {form.Id} version {form.Version} has no item '{id}'" + (nearest is null ? "" : $"; did you mean '{nearest}'?"));
            }
        }

        return items;
    }

    // Short form `item: column`; long form with column(s) and values.
    private static ItemMapping ReadItem(YamlMap items, Item item)
    {
        if (!items.IsMap(item.Id))
        {
            return new ItemMapping(item.Id, Single(items.Text(item.Id)), null);
        }

        var map = items.Map(item.Id)!;
        var isList = map.Has("column");
        var columns = item.Kind == ItemKind.MultipleChoice && !isList ? OptionColumns(map, item) : Single(map.Text("column"));
        var values = map.OptionalMap("values") is { } texts ? Values(texts, item, isList) : null;
        var separator = map.OptionalText("separator");
        if (separator is not null && !(item.Kind == ItemKind.MultipleChoice && isList))
            map.Fault("separator", "'separator' stands between several answers in the one 'column' of an item that can have several");
        var mapping = new ItemMapping(item.Id, columns, values) { Text = map.OptionalText("text"), ListSeparator = separator, Other = Other(map, item, isList) };
        map.RefuseOtherKeys();
        return mapping;
    }

    // Survey tools put what people fill in behind "Other:" among the answers.
    private static int? Other(YamlMap map, Item item, bool isList)
    {
        if (map.OptionalText("other") is not { } name)
            return null;
        if (item.Answers is null || (item.Kind == ItemKind.MultipleChoice && !isList))
            map.Fault("other", "'other' names the answer that filled-in texts count as, of a choice item with one 'column'");
        else if (item.Answers.Options.All(option => option.Name != name))
            map.Fault("other", $"item '{item.Id}' has no answer named '{name}'");
        return item.Answers?.Options.FirstOrDefault(option => option.Name == name)?.Code;
    }

    private static Dictionary<string, string> Single(string column) => new(StringComparer.Ordinal) { [""] = column };

    private static Dictionary<string, string> OptionColumns(YamlMap map, Item item)
    {
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        if (map.Map("columns") is not { } options)
            return columns;
        foreach (var name in options.Keys)
        {
            columns[name] = options.Text(name);
            if (item.Answers?.Options.All(option => option.Name != name) ?? false)
                options.Fault(name, $"item '{item.Id}' has no answer named '{name}'");
        }

        return columns;
    }

    private static Dictionary<string, int> Values(YamlMap texts, Item item, bool isList)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var text in texts.Keys)
        {
            var code = texts.Int(text);
            var known = item.Kind == ItemKind.MultipleChoice && !isList ? code is 0 or 1 : item.Answers?.Options.Any(option => option.Code == code) ?? false;
            if (!known)
                texts.Fault(text, $"{code} is no code of item '{item.Id}'");
            values[text] = code;
        }

        return values;
    }
}
