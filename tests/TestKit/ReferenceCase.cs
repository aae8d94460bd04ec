using System.Text.Json;

namespace LobResearch.TestKit;

/// <summary>A published data set with the results that established software computes from it.</summary>
public sealed class ReferenceCase
{
    private readonly string _folder;
    private readonly JsonElement _expected;

    private ReferenceCase(string folder, JsonElement expected) => (_folder, _expected) = (folder, expected);

    /// <summary>Opens a case of <c>tests/ReferenceData</c>.</summary>
    public static ReferenceCase Load(string name, string results = "expected.json")
    {
        var folder = Repository.At("tests", "ReferenceData", name);
        return new ReferenceCase(folder, JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, results))).RootElement);
    }

    /// <summary>The results of an analysis.</summary>
    public JsonElement Results(string analysis) => _expected.GetProperty("analyses").EnumerateArray()
        .First(candidate => candidate.GetProperty("id").GetString() == analysis).GetProperty("results");

    /// <summary>The names of all analyses.</summary>
    public IEnumerable<string> Analyses => _expected.GetProperty("analyses").EnumerateArray().Select(analysis => analysis.GetProperty("id").GetString()!);

    /// <summary>Reads a plain CSV (no quotes inside) as columns of text; null for an empty field.</summary>
    public IReadOnlyDictionary<string, string?[]> ReadCsv(string file = "data.csv")
    {
        var path = _folder.EndsWith("04_star", StringComparison.Ordinal) ? Repository.At("data-schema", "examples", "star", "star.csv") : Path.Combine(_folder, file);
        var lines = File.ReadAllLines(path);
        var names = lines[0].Split(',').Select(Unquoted).ToArray();
        var rows = lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        return names.Select((name, index) => (name, index)).ToDictionary(
            column => column.name!,
            column => rows.Select(row => Unquoted(row[column.index])).ToArray(),
            StringComparer.Ordinal);
    }

    private static string? Unquoted(string cell) => cell.Trim('"') is { Length: > 0 } text ? text : null;
}
