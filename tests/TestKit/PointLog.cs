using System.Globalization;

namespace LobResearch.TestKit;

/// <summary>The named points that a process has reached, with the time of each.</summary>
public sealed class PointLog(TemporaryFolder folder)
{
    private readonly string _path = folder.At($"points-{Guid.NewGuid():N}");

    /// <summary>The variable that makes a process write here.</summary>
    public Dictionary<string, string> Environment => new() { ["LOB_POINT_LOG"] = _path };

    /// <summary>The points, in the order in which they were reached; the clock is <see cref="System.Environment.TickCount64"/>.</summary>
    public IReadOnlyList<(string Point, long Milliseconds)> Read()
    {
        if (!File.Exists(_path))
            return [];
        // A last line without its end is still being written.
        var lines = File.ReadAllText(_path).Split('\n')[..^1];
        return lines.Select(line => line.Split(' ')).Select(parts => (parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture))).ToList();
    }

    /// <summary>Waits until so many points are reached, or the process has ended.</summary>
    public async Task ReachedAsync(int points, LobProcess process)
    {
        while (!process.HasEnded && Read().Count < points)
            await Task.Delay(2).ConfigureAwait(false);
    }
}
