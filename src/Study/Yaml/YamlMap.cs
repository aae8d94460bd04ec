using System.Globalization;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LobResearch.Study.Yaml;

/// <summary>
/// A YAML map being read: each getter takes a key, and notes a fault (with line and column) when the value is missing or
/// of another kind; reading goes on with a stand-in, so that one pass finds all faults of a file.
/// </summary>
/// <remarks>Call <see cref="RefuseOtherKeys"/> last: keys that no getter asked for are faults.</remarks>
public sealed class YamlMap
{
    private readonly YamlMappingNode _node;
    private readonly FaultList _faults;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    internal YamlMap(YamlMappingNode node, string path, FaultList faults)
    {
        (_node, Path, _faults) = (node, path, faults);
    }

    /// <summary>The file, for messages.</summary>
    public string Path { get; }

    /// <summary>The keys in the file's order.</summary>
    public IReadOnlyList<string> Keys => _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "").ToList();

    /// <summary>Whether the key is there.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether the key's value is a map, rather than a text or a list.</summary>
    public bool IsMap(string key) => Find(key) is YamlMappingNode;

    /// <summary>Notes a fault at a key's value, or at the map when the key is absent.</summary>
    public void Fault(string? key, string message) => At(key is null ? _node : Find(key) ?? _node, message);

    /// <summary>Text that must be there.</summary>
    public string Text(string key) => OptionalText(key) ?? Missing(key, "text", "");

    /// <summary>Text that may be absent.</summary>
    public string? OptionalText(string key) => Find(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } text } => text,
        var node => Wrong<string?>(node, key, "text", null),
    };

    /// <summary>A whole number that must be there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="standIn">What is returned, beside the fault, when it isn't one.</param>
    public int Int(string key, int standIn = 0) => OptionalInt(key, standIn) ?? Missing(key, "a whole number", standIn);

    /// <summary>A whole number that may be absent.</summary>
    public int? OptionalInt(string key, int standIn = 0)
    {
        var node = Find(key);
        if (node is null)
            return null;
        return node is YamlScalarNode scalar && int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : Wrong(node, key, "a whole number", standIn);
    }

    /// <summary>A number that may be absent; the decimal mark is a point.</summary>
    public decimal? OptionalDecimal(string key)
    {
        var node = Find(key);
        if (node is null)
            return null;
        return node is YamlScalarNode scalar && decimal.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : Wrong(node, key, "a number with a decimal point", 0m);
    }

    /// <summary>true or false; false when absent.</summary>
    public bool Flag(string key)
    {
        var node = Find(key);
        return node switch
        {
            null => false,
            YamlScalarNode { Value: "true" } => true,
            YamlScalarNode { Value: "false" } => false,
            _ => Wrong(node, key, "true or false", false),
        };
    }

    /// <summary>A day, written yyyy-MM-dd, that may be absent.</summary>
    public DateOnly? OptionalDate(string key)
    {
        var node = Find(key);
        if (node is null)
            return null;
        return node is YamlScalarNode scalar &&
            DateOnly.TryParseExact(scalar.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : Wrong<DateOnly?>(node, key, "a date written yyyy-MM-dd", null);
    }

    /// <summary>One of an enumeration's values, in lower case with underscores; the first of them, with a fault, when it is none.</summary>
    public T Choice<T>(string key) where T : struct, Enum => ChoiceIfKnown<T>(key) ?? default;

    /// <summary>One of the names of an enumeration; null, with a fault, when it is none of them.</summary>
    public T? ChoiceIfKnown<T>(string key) where T : struct, Enum
    {
        var all = Enum.GetValues<T>();
        var expected = "one of " + string.Join(", ", all.Select(Spelling.Of));
        var node = Find(key);
        if (node is null)
            return Missing<T?>(key, expected, null);
        foreach (var value in all)
        {
            if (node is YamlScalarNode scalar && scalar.Value == Spelling.Of(value))
                return value;
        }

        return Wrong<T?>(node, key, expected, null);
    }

    /// <summary>A label in Dutch (<c>nl</c>, required) and English (<c>en</c>).</summary>
    public Label Label(string key)
    {
        var map = Map(key);
        if (map is null)
            return new Label("", null);
        var label = new Label(map.Text("nl"), map.OptionalText("en"));
        map.RefuseOtherKeys();
        return label;
    }

    /// <summary>A map that must be there.</summary>
    public YamlMap? Map(string key) => Has(key) ? OptionalMap(key) : Missing<YamlMap?>(key, "keys and values", null);

    /// <summary>A map that may be absent.</summary>
    public YamlMap? OptionalMap(string key) => Find(key) switch
    {
        null => null,
        YamlMappingNode map => new YamlMap(map, Path, _faults),
        var node => Wrong<YamlMap?>(node, key, "keys and values", null),
    };

    /// <summary>A list of maps; empty when absent.</summary>
    public IReadOnlyList<YamlMap> Maps(string key) => Elements(key)
        .Select(node => node is YamlMappingNode map ? new YamlMap(map, Path, _faults) : Wrong<YamlMap?>(node, key, "a list of maps", null))
        .OfType<YamlMap>()
        .ToList();

    /// <summary>A list of texts, each with its place; empty when absent.</summary>
    public IReadOnlyList<YamlText> Texts(string key) => Elements(key)
        .Select(node => node is YamlScalarNode { Value: { Length: > 0 } text } ? new YamlText(text, node, this) : Wrong<YamlText?>(node, key, "a list of texts", null))
        .OfType<YamlText>()
        .ToList();

    /// <summary>Marks a key as known without reading it.</summary>
    public void Ignore(string key) => _asked.Add(key);

    /// <summary>Notes a fault for each key that was not asked for.</summary>
    public void RefuseOtherKeys()
    {
        foreach (var (key, _) in _node.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (_asked.Contains(name))
                continue;
            var nearest = Nearest.To(name, _asked);
            At(key, $"the key '{name}' is not known here" +
                (nearest is null ? $"; expected {string.Join(", ", _asked.Order(StringComparer.Ordinal))}" : $"; did you mean '{nearest}'?"));
        }
    }

    internal void At(YamlNode node, string message) =>
        _faults.Add(new Fault(Path, (int)node.Start.Line, (int)node.Start.Column, message));

    private IEnumerable<YamlNode> Elements(string key) => Find(key) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        var node => Wrong<IEnumerable<YamlNode>>(node, key, "a list", []),
    };

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        var node = _node.Children.FirstOrDefault(child => (child.Key as YamlScalarNode)?.Value == key).Value;
        // An empty value, `key:`, reads as a plain empty scalar: the same as absent.
        return node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } ? null : node;
    }

    private T Missing<T>(string key, string expected, T standIn)
    {
        At(_node, $"the key '{key}' is missing; expected {expected}");
        return standIn;
    }

    private T Wrong<T>(YamlNode node, string key, string expected, T standIn)
    {
        At(node, $"'{key}' must be {expected}");
        return standIn;
    }
}

/// <summary>A text in a list, with its place for faults.</summary>
public sealed class YamlText
{
    private readonly YamlNode _node;
    private readonly YamlMap _owner;

    internal YamlText(string value, YamlNode node, YamlMap owner) => (Value, _node, _owner) = (value, node, owner);

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>Notes a fault here.</summary>
    public void Fault(string message) => _owner.At(_node, message);
}
