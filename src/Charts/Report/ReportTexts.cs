using System.Text.Encodings.Web;
using Fluid;
using LobResearch.Analysis;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Yaml;

namespace LobResearch.Charts.Report;

/// <summary>The report's words and templates: files in <c>data-schema/report</c>, which a researcher may edit.</summary>
internal sealed class ReportTexts
{
    private static readonly FluidParser Parser = new();
    private static readonly TemplateOptions Options = new() { MaxSteps = 1_000_000 };
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly string _language;

    private ReportTexts(string folder, string language) => (_folder, _language) = (folder, language);

    /// <summary>Reads the words of a language.</summary>
    /// <exception cref="EnvironmentFault">The folder isn't there.</exception>
    /// <exception cref="InputFault">A file isn't well-formed.</exception>
    public static ReportTexts Load(Language language)
    {
        var schema = DataSchema.Find() ?? throw new EnvironmentFault("The folder data-schema, which holds the report's words, wasn't found. Say where it is with LOB_DATA_SCHEMA.");
        return Load(Path.Combine(schema, "report"), language);
    }

    /// <summary>Reads the words of a language from a folder.</summary>
    /// <inheritdoc cref="Load(Language)"/>
    public static ReportTexts Load(string folder, Language language)
    {
        var texts = new ReportTexts(folder, language == Language.Dutch ? "nl" : "en");
        var faults = new FaultList();
        if (YamlFile.Open(texts.At(texts._language, "texts.yaml"), faults) is { } map)
            texts.Take(map, "");
        faults.ThrowIfAny();
        return texts;
    }

    /// <summary>Every key with its text.</summary>
    public IReadOnlyDictionary<string, string> All => _texts;

    /// <summary>The sections' charts, in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Sections()
    {
        var faults = new FaultList();
        var map = YamlFile.Open(At("sections.yaml"), faults);
        var sections = map?.Keys.ToDictionary(key => key, key => (IReadOnlyList<string>)[.. map.Texts(key).Select(text => text.Value)], StringComparer.Ordinal);
        faults.ThrowIfAny();
        return sections!;
    }

    /// <summary>A text, filled in; plain words, not HTML.</summary>
    /// <param name="key">Its key, such as <c>section.short</c>.</param>
    /// <param name="values">What stands between braces.</param>
    /// <exception cref="InputFault">No such text, or one that isn't well-formed.</exception>
    public string Of(string key, params (string Name, object? Value)[] values)
    {
        if (!_texts.TryGetValue(key, out var text))
            throw new InputFault($"{At(_language, "texts.yaml")} lacks the text '{key}'. Put it back; data-schema/report in the program's sources has it.");
        return text.Contains('{', StringComparison.Ordinal) ? Render(Parse(text, $"{At(_language, "texts.yaml")}, {key}"), values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal), NullEncoder.Default) : text;
    }

    /// <summary>A template of the language as HTML, what is filled in encoded.</summary>
    public string Prose(string file, IReadOnlyDictionary<string, object?> model) => Html(At(_language, file), model);

    /// <summary>The page as HTML, what is filled in encoded.</summary>
    public string Page(IReadOnlyDictionary<string, object?> model) => Html(At("page.liquid"), model);

    /// <summary>The page's looks.</summary>
    public string Css => Read(At("page.css"));

    /// <summary>The texts as a tree, for templates.</summary>
    public Dictionary<string, object?> Words()
    {
        var words = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, text) in _texts)
        {
            var (place, path) = (words, key.Split('.'));
            foreach (var step in path[..^1])
                place = (Dictionary<string, object?>)(place.TryGetValue(step, out var inner) ? inner! : place[step] = new Dictionary<string, object?>(StringComparer.Ordinal));
            place[path[^1]] = text;
        }

        return words;
    }

    private static string Html(string path, IReadOnlyDictionary<string, object?> model) => Render(Parse(Read(path), path), model, HtmlEncoder.Default);

    private static string Render(IFluidTemplate template, IReadOnlyDictionary<string, object?> model, TextEncoder encoder)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, value) in model)
            context.SetValue(name, value);
        return template.Render(context, encoder);
    }

    private static IFluidTemplate Parse(string text, string place) =>
        Parser.TryParse(text, out var template, out var fault) ? template : throw new InputFault($"{place}: this is not a well-formed Liquid template: {fault}.");

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EnvironmentFault($"{path} isn't there; data-schema/report in the program's sources has it.");
        }
    }

    private void Take(YamlMap map, string before)
    {
        foreach (var key in map.Keys)
        {
            if (map.IsMap(key))
                Take(map.Map(key)!, $"{before}{key}.");
            else
                _texts[before + key] = map.Text(key);
        }
    }

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);
}
