using System.Text;
using LobResearch.Study;

namespace LobResearch.Cli.Exports;

/// <summary>A new folder that only its owner may enter. It appears under its name when everything is in it, or not at all.</summary>
internal sealed class ExportFolder : IDisposable
{
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _target;
    private readonly List<string> _names = [];
    private bool _complete;

    private ExportFolder(string target, string unfinished) => (_target, Unfinished) = (target, unfinished);

    /// <summary>Where files are written until all are there.</summary>
    public string Unfinished { get; }

    /// <summary>Begins a folder.</summary>
    /// <exception cref="InputFault">There is something under its name already.</exception>
    /// <exception cref="EnvironmentFault">It can't be made.</exception>
    public static ExportFolder Begin(string path)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new InputFault($"--out {path} is there already and isn't an empty folder. An export never goes among other files: name a new folder.");
        var unfinished = target + ".unfinished-" + Guid.NewGuid().ToString("N")[..8];
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(unfinished);
            else
                Directory.CreateDirectory(unfinished, OwnerReads | UnixFileMode.UserExecute);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentFault($"The folder {target} can't be made: {fault.Message}");
        }

        return new ExportFolder(target, unfinished);
    }

    /// <summary>Writes a text in UTF-8, with mode 600.</summary>
    public void Write(string name, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerReads;
        using var stream = new FileStream(Add(name), options);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The path of a file that something else writes.</summary>
    public string Add(string name)
    {
        _names.Add(name);
        return Path.Combine(Unfinished, name);
    }

    /// <summary>Gives the folder its name.</summary>
    /// <returns>The files' paths.</returns>
    public IReadOnlyList<string> Complete()
    {
        if (Directory.Exists(_target))
            Directory.Delete(_target);
        Directory.Move(Unfinished, _target);
        _complete = true;
        return _names.ConvertAll(name => Path.Combine(_target, name));
    }

    /// <summary>What isn't complete is removed.</summary>
    public void Dispose()
    {
        if (!_complete && Directory.Exists(Unfinished))
            Directory.Delete(Unfinished, recursive: true);
    }
}
