namespace LobResearch.Analysis;

/// <summary>The <c>data-schema</c> folder: what the data are, readable without reading C#.</summary>
public static class DataSchema
{
    private const string EnvironmentName = "LOB_DATA_SCHEMA";

    // `dotnet run file.cs` builds elsewhere, and names the file's folder so.
    private const string EntryPointFolder = "EntryPointFileDirectoryPath";

    /// <summary>The folder that <c>LOB_DATA_SCHEMA</c> names, else the one above the program, or above the file of a program that is run as a file; null when there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentName) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        return Above(AppContext.BaseDirectory) ?? Above(AppContext.GetData(EntryPointFolder) as string);
    }

    private static string? Above(string? start)
    {
        for (var folder = start is null ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "data-schema");
            if (Directory.Exists(Path.Combine(candidate, "migrations")))
                return candidate;
        }

        return null;
    }
}
