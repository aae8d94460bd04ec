using System.Globalization;

namespace LobResearch.Study.Server;

/// <summary>Whether the disk under the embedded server's data is full. A server without room fails in many words; what to do is always the same.</summary>
public static class DiskRoom
{
    // PostgreSQL writes its log in files of this size, and stops when there is no room for the next one.
    private const long LogFile = 16L << 20;

    /// <summary>A sentence that says that the disk is full and what to do; null while there is room, or when it can't be told.</summary>
    public static string? Lack(LobHome home)
    {
        try
        {
            var left = new DriveInfo(home.Folder).AvailableFreeSpace;
            return left < LogFile
                ? string.Create(CultureInfo.InvariantCulture, $"The disk is full: {left / 1048576.0:0.0} MB left for {home.Folder}. Make room and run the command again.")
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
