using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LobResearch.Study;

namespace LobResearch.Notebooks.Kernel;

/// <summary>The folder by which Jupyter knows the kernel: <c>kernels/lob-csharp/kernel.json</c>.</summary>
internal static class KernelSpecification
{
    /// <summary>The kernel's name, as notebooks and <c>--kernel</c> give it.</summary>
    public const string Name = "lob-csharp";

    /// <summary>The kernel's name for people.</summary>
    public const string DisplayName = "C# (LobResearch)";

    private const string FileName = "kernel.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the folder; an older one is replaced.</summary>
    /// <param name="dataFolder">A Jupyter data folder, such as <see cref="UserFolder"/>.</param>
    /// <param name="command">Program and first arguments of <c>lob</c>.</param>
    /// <returns>The kernel's folder.</returns>
    public static string Install(string dataFolder, IReadOnlyList<string> command)
    {
        var folder = FolderIn(dataFolder);
        Directory.CreateDirectory(folder);
        // A front end that looks meanwhile sees the old file or the new one.
        var fresh = Path.Combine(folder, FileName + ".new");
        File.WriteAllText(fresh, Content(command), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(fresh, Path.Combine(folder, FileName), overwrite: true);
        return folder;
    }

    /// <summary>Takes the folder away.</summary>
    /// <param name="dataFolder">The Jupyter data folder.</param>
    /// <exception cref="InputFault">The kernel isn't installed there.</exception>
    public static string Uninstall(string dataFolder)
    {
        var folder = FolderIn(dataFolder);
        if (!File.Exists(Path.Combine(folder, FileName)))
            throw new InputFault($"{folder}: the kernel isn't installed there. 'lob kernel list' shows where it is.");
        File.Delete(Path.Combine(folder, FileName));
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
        return folder;
    }

    /// <summary>The program that an installed kernel starts; null when the kernel isn't installed there.</summary>
    /// <param name="dataFolder">The Jupyter data folder.</param>
    public static IReadOnlyList<string>? CommandIn(string dataFolder)
    {
        var file = Path.Combine(FolderIn(dataFolder), FileName);
        if (!File.Exists(file))
            return null;
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return document.RootElement.TryGetProperty("argv", out var arguments) && arguments.ValueKind == JsonValueKind.Array
            ? arguments.EnumerateArray().Select(argument => argument.ToString()).ToList()
            : [];
    }

    /// <summary>The kernel's folder in a Jupyter data folder.</summary>
    public static string FolderIn(string dataFolder) => Path.Combine(dataFolder, "kernels", Name);

    /// <summary>The Jupyter data folder under a prefix, such as a virtual environment or <c>/usr/local</c>.</summary>
    public static string PrefixFolder(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter");

    /// <summary>The user's own Jupyter data folder.</summary>
    /// <remarks>Jupyter Core's documentation, "Jupyter's common directories and file locations".</remarks>
    public static string UserFolder()
    {
        if (Set("JUPYTER_DATA_DIR") is { } stated)
            return stated;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS())
            return Path.Combine(home, "Library", "Jupyter");
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        return Path.Combine(Set("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter");
    }

    /// <summary>Every Jupyter data folder in which front ends look for kernels.</summary>
    public static IReadOnlyList<string> Folders() =>
    [
        .. new[] { UserFolder() }
            .Concat(Set("JUPYTER_PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Concat(Set("VIRTUAL_ENV") is { } environment ? [PrefixFolder(environment)] : [])
            .Concat(Set("CONDA_PREFIX") is { } conda ? [PrefixFolder(conda)] : [])
            .Concat(OperatingSystem.IsWindows() ? [] : ["/usr/local/share/jupyter", "/usr/share/jupyter"])
            .Distinct(StringComparer.Ordinal),
    ];

    private static string Content(IReadOnlyList<string> command) => new JsonObject
    {
        ["argv"] = new JsonArray([.. command.Concat(["kernel", "run", "{connection_file}"]).Select(argument => (JsonNode)argument)]),
        ["display_name"] = DisplayName,
        ["language"] = KernelInformation.Language,
        ["interrupt_mode"] = "message",
        ["metadata"] = new JsonObject { ["debugger"] = false },
    }.ToJsonString(Json) + "\n";

    private static string? Set(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
