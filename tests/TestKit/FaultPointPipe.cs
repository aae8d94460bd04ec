using System.Diagnostics;

namespace LobResearch.TestKit;

/// <summary>A named pipe on which a process announces that it waits at a point.</summary>
public sealed class FaultPointPipe
{
    private readonly string _path;
    private readonly string _resume;

    /// <summary>Makes the pipe.</summary>
    public FaultPointPipe(TemporaryFolder folder)
    {
        _path = folder.At($"pipe-{Guid.NewGuid():N}");
        _resume = _path + "-resume";
        using var make = Process.Start("mkfifo", [_path, _resume]);
        make.WaitForExit();
    }

    /// <summary>The variables that make a process stop at the point.</summary>
    public Dictionary<string, string> StopAt(string point) => new() { ["LOB_PAUSE_AT"] = point, ["LOB_PAUSE_PIPE"] = _path };

    /// <summary>The variables that make a process wait at the point until <see cref="Resume"/>.</summary>
    public Dictionary<string, string> WaitAt(string point) => new(StopAt(point)) { ["LOB_RESUME_PIPE"] = _resume };

    /// <summary>Lets the process that waits go on.</summary>
    public void Resume() => new FileStream(_resume, FileMode.Open, FileAccess.Write).Dispose();

    /// <summary>Waits until the process has announced the point.</summary>
    public async Task<string> ReachedAsync()
    {
        var reading = Task.Run(() =>
        {
            using var reader = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read));
            return reader.ReadLine() ?? "";
        });
        var first = await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMinutes(2))).ConfigureAwait(false);
        if (first == reading)
            return await reading.ConfigureAwait(false);
        // Opening for writing lets the reader go.
        await using (new FileStream(_path, FileMode.Open, FileAccess.Write))
        {
        }

        throw new TimeoutException("The process did not reach the point within two minutes.");
    }
}
