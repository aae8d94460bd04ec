namespace LobResearch.Study;

/// <summary>
/// Named points at which a test can stop this process and kill it. In normal use a point costs one comparison.
/// </summary>
/// <remarks>
/// When <c>LOB_PAUSE_AT</c> names the point, its name is written to the pipe that <c>LOB_PAUSE_PIPE</c> names, and the
/// process waits there until it is killed.
/// </remarks>
public static class FaultPoints
{
    private static readonly string? PauseAt = Environment.GetEnvironmentVariable("LOB_PAUSE_AT");

    /// <summary>Announces the point and waits, if this is the one asked for.</summary>
    public static void Reach(string point)
    {
        if (PauseAt is null || PauseAt != point)
            return;
        var pipe = Environment.GetEnvironmentVariable("LOB_PAUSE_PIPE")
            ?? throw new EnvironmentFault("LOB_PAUSE_AT is set without LOB_PAUSE_PIPE, the pipe to announce the point on.");
        using (var announcement = new StreamWriter(new FileStream(pipe, FileMode.Open, FileAccess.Write)))
            announcement.WriteLine(point);
        Thread.Sleep(Timeout.Infinite);
    }
}
