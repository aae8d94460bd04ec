namespace LobResearch.Study.Server;

/// <summary>The folder in which <c>lob</c> keeps what outlives a run: the embedded server's data, and keys.</summary>
/// <param name="Folder">Absolute path.</param>
public sealed record LobHome(string Folder)
{
    private const UnixFileMode EnterOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary><c>$LOB_HOME</c>; by default the user's data folder, for root <c>/var/lib/lob</c>.</summary>
    public static LobHome FromEnvironment()
    {
        var configured = Environment.GetEnvironmentVariable("LOB_HOME");
        if (!string.IsNullOrWhiteSpace(configured))
            return new LobHome(Path.GetFullPath(configured));
        if (Account.IsRoot)
            return new LobHome("/var/lib/lob");
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length == 0)
            throw new EnvironmentFault("There is no home folder to keep data in: HOME is not set. Set LOB_HOME to a folder of yours.");
        return new LobHome(Path.Combine(data, "lob"));
    }

    /// <summary>Makes the folder. Root's is one that the server's account may pass through; what lies in it has modes of its own.</summary>
    /// <exception cref="EnvironmentFault">It can't be made.</exception>
    internal void Create()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            if (Account.IsRoot)
                File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | EnterOnly);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentFault($"The folder {Folder} can't be made: {fault.Message} Set LOB_HOME to a folder that you may write to.");
        }
    }
}
