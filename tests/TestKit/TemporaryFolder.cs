namespace LobResearch.TestKit;

/// <summary>A folder outside the checkout, gone when disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes the folder, mode 711: a server that runs under another account may pass through.</summary>
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("lob-test-").FullName;
        File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>A path inside it.</summary>
    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file in it.</summary>
    public string Write(string name, string text)
    {
        var path = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
