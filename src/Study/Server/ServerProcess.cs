using System.Diagnostics;
using System.Globalization;

namespace LobResearch.Study.Server;

/// <summary>The server's main process, as the data folder names it.</summary>
internal sealed record ServerProcess(int Id)
{
    /// <summary>The process that <c>postmaster.pid</c> names, if it lives and is a server of this data folder.</summary>
    /// <remarks>After a crash the file stays, and its number may by now belong to any program.</remarks>
    public static async Task<ServerProcess?> FindAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (ReadId(cluster) is not { } id)
            return null;
        var commandLine = await CommandLineAsync(id, cancellationToken).ConfigureAwait(false);
        return commandLine is not null && commandLine.Contains("postgres", StringComparison.Ordinal) && commandLine.Contains(cluster.Data, StringComparison.Ordinal)
            ? new ServerProcess(id)
            : null;
    }

    /// <summary>Removes a <c>postmaster.pid</c> whose number belongs to another program: the server itself would take it for a running one.</summary>
    public static void RemoveStaleFile(Cluster cluster)
    {
        if (ReadId(cluster) is { } id && Lives(id))
            File.Delete(PidFile(cluster));
    }

    private static string PidFile(Cluster cluster) => Path.Combine(cluster.Data, "postmaster.pid");

    private static int? ReadId(Cluster cluster)
    {
        try
        {
            return int.TryParse(File.ReadLines(PidFile(cluster)).FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool Lives(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task<string?> CommandLineAsync(int id, CancellationToken cancellationToken)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/cmdline");
        if (Directory.Exists("/proc/self"))
        {
            try
            {
                return (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Replace('\0', ' ');
            }
            catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        }

        var listed = await Program.TryRunAsync("ps", ["-o", "command=", "-p", id.ToString(CultureInfo.InvariantCulture)], cancellationToken).ConfigureAwait(false);
        return listed is { ExitCode: 0 } ? listed.Output : null;
    }
}
