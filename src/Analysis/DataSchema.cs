namespace LobResearch.Analysis;

/// <summary>The <c>data-schema</c> folder: what the data are, readable without reading C#.</summary>
public static class DataSchema
{
    private const string EnvironmentName = "LOB_DATA_SCHEMA";

    /// <summary>The folder that <c>LOB_DATA_SCHEMA</c> names, else the one above the program; null when there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentName) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "data-schema");
            if (Directory.Exists(Path.Combine(candidate, "migrations")))
                return candidate;
        }

        return null;
    }
}
