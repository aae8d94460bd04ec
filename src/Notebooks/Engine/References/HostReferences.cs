using Microsoft.CodeAnalysis;

namespace LobResearch.Notebooks.Engine.References;

/// <summary>The libraries that the running program brings: what a cell can use without asking.</summary>
internal static class HostReferences
{
    /// <summary>Parts of the program that no cell has a use for: leaving them out makes compiling quicker.</summary>
    private static readonly string[] LeftOut =
        ["Microsoft.CodeAnalysis", "Microsoft.TestPlatform", "Microsoft.Testing", "Microsoft.VisualStudio", "NUnit", "nunit", "testhost",
         "Humanizer", "NetMQ", "AsyncIO", "NaCl", "Microsoft.ApplicationInsights", "Microsoft.DiaSymReader", "Microsoft.VisualBasic", "lob"];

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Paths = new(Find);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> All = new(() =>
        [.. Paths.Value.Values.Order(StringComparer.Ordinal).Select(path => Documented(path))]);

    /// <summary>References to them, with their documentation where it stands beside them.</summary>
    public static IReadOnlyList<MetadataReference> References => All.Value;

    /// <summary>Whether the program itself brings a library.</summary>
    /// <param name="name">The assembly's name.</param>
    public static bool Brings(string name) => Paths.Value.ContainsKey(name);

    /// <summary>A reference to a file, with its documentation where that stands beside it.</summary>
    public static MetadataReference Documented(string path)
    {
        var documentation = Path.ChangeExtension(path, ".xml");
        return MetadataReference.CreateFromFile(path, documentation:
            File.Exists(documentation) ? XmlDocumentationProvider.CreateFromFile(documentation) : null);
    }

    private static Dictionary<string, string> Find()
    {
        var trusted = (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator);
        var paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in trusted.Where(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (!Array.Exists(LeftOut, left => name == left || name.StartsWith(left + ".", StringComparison.Ordinal)) || name == "System.Private.CoreLib")
                paths.TryAdd(name, path);
        }
        return paths;
    }
}
