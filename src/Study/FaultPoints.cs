namespace LobResearch.Study;

/// <summary>
/// Named points at which a test can stop this process: to kill it there, or to break something around it. In normal use
/// a point costs two comparisons.
/// </summary>
/// <remarks>
/// When <c>LOB_PAUSE_AT</c> names the point, its name is written to the pipe that <c>LOB_PAUSE_PIPE</c> names when it is
/// first reached, and the process waits there until it is killed; with <c>LOB_RESUME_PIPE</c> until somebody opens that
/// pipe for writing. <c>LOB_POINT_LOG</c> names a file that gets a line for each point reached: its name and the system's
/// monotonic clock in milliseconds.
/// </remarks>
public static class FaultPoints
{
    private static readonly string? PauseAt = Environment.GetEnvironmentVariable("LOB_PAUSE_AT");
    private static readonly string? PointLog = Environment.GetEnvironmentVariable("LOB_POINT_LOG");
    private static bool _paused;

    /// <summary>Notes the point, and announces it and waits if this is the one asked for.</summary>
    public static void Reach(string point)
    {
        if (PointLog is not null)
            File.AppendAllText(PointLog, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{point} {Environment.TickCount64}\n"));
        if (PauseAt is null || PauseAt != point || _paused)
            return;
        _paused = true;
        var pipe = Environment.GetEnvironmentVariable("LOB_PAUSE_PIPE")
            ?? throw new EnvironmentFault("LOB_PAUSE_AT is set without LOB_PAUSE_PIPE, the pipe to announce the point on.");
        using (var announcement = new StreamWriter(new FileStream(pipe, FileMode.Open, FileAccess.Write)))
            announcement.WriteLine(point);
        var resume = Environment.GetEnvironmentVariable("LOB_RESUME_PIPE");
        // Opening a pipe for reading waits for the one who opens it for writing.
        if (resume is null)
            Thread.Sleep(Timeout.Infinite);
        else
            new FileStream(resume, FileMode.Open, FileAccess.Read).Dispose();
    }
}
