namespace LobResearch.TestKit;

/// <summary>Finds files of the checkout from a test's output folder.</summary>
public static class Repository
{
    /// <summary>The checkout's folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path inside the checkout.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LobResearch.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run inside a checkout of LobResearch; none was found above " + AppContext.BaseDirectory);
    }
}
