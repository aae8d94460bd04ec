using System.Globalization;

namespace LobResearch.Study.Server;

/// <summary>How the embedded server is doing.</summary>
/// <param name="ProcessId">Its process; null when it isn't running.</param>
/// <param name="Major">PostgreSQL's major version of its data; null when there are none yet.</param>
/// <param name="Binaries">Folder of its programs.</param>
/// <param name="Data">Its data folder.</param>
/// <param name="Pinned">Whether it stays up until <c>lob db stop</c>.</param>
public sealed record ServerStatus(int? ProcessId, int? Major, string? Binaries, string Data, bool Pinned)
{
    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        var state = ProcessId is { } id
            ? string.Create(CultureInfo.InvariantCulture, $"running (process {id}){(Pinned ? ", until 'lob db stop'" : "")}")
            : Major is null ? "not made yet; the first verb that needs it makes it" : "not running; the next verb that needs it starts it";
        return $"server    {state}\nversion   {(Major is { } major ? "PostgreSQL " + major.ToString(CultureInfo.InvariantCulture) : "-")}\nprograms  {Binaries ?? "-"}\ndata      {Data}";
    }
}
