using System.Diagnostics;

namespace LobResearch.Study.Server;

/// <summary>
/// Puts restored data in the place of the present ones. They are prepared as a server of their own beside it; a mark on disk
/// says that they are complete; then two renamings. Whoever comes next after a kill finishes what the mark allows, or clears away what
/// has no mark. The caller holds <c>start.lock</c>, and no server runs on the present data.
/// </summary>
internal static class RestoreSwap
{
    /// <summary>Finishes or clears a restore that was killed; nothing when there is none.</summary>
    public static async Task RecoverAsync(Cluster cluster, Account account, CancellationToken cancellationToken)
    {
        var restored = cluster.Restored;
        if (!Directory.Exists(restored.Folder))
            return;
        if (await ServerProcess.FindAsync(restored, cancellationToken).ConfigureAwait(false) is not null && restored.Record is { } record)
        {
            var (program, arguments) = account.Run(Path.Combine(record.Binaries, "pg_ctl"), ["stop", "-D", restored.Data, "-m", "fast", "-w", "-t", "60"]);
            await Program.RunAsync(program, arguments, cancellationToken).ConfigureAwait(false);
        }

        if (File.Exists(Mark(cluster)))
            Rename(cluster);
        else
            Clear(cluster);
    }

    /// <summary>Swaps. From here on the restored data count.</summary>
    public static void Complete(Cluster cluster)
    {
        using (var mark = DurableFiles.OpenPrivate(Mark(cluster), FileMode.Create))
            mark.Flush(flushToDisk: true);
        DurableFiles.FlushFolder(cluster.Restored.Folder);
        DurableFiles.FlushFolder(cluster.Folder);
        FaultPoints.Reach("restore-decided");
        Rename(cluster);
    }

    /// <summary>Removes what was replaced, once a server has started on what is in its place.</summary>
    public static void Clear(Cluster cluster)
    {
        // The mark's folder last: as long as it is there, the next one clears away again.
        if (Directory.Exists(cluster.Replaced))
            Directory.Delete(cluster.Replaced, recursive: true);
        if (Directory.Exists(cluster.Restored.Folder))
            Directory.Delete(cluster.Restored.Folder, recursive: true);
        DurableFiles.FlushFolder(cluster.Folder);
    }

    private static string Mark(Cluster cluster) => Path.Combine(cluster.Restored.Folder, "complete");

    private static void Rename(Cluster cluster)
    {
        if (!Directory.Exists(cluster.Restored.Data))
            return;
        if (Directory.Exists(cluster.Data))
        {
            Debug.Assert(!Directory.Exists(cluster.Replaced), "data are replaced once per mark");
            Directory.Move(cluster.Data, cluster.Replaced);
        }

        FaultPoints.Reach("restore-between");
        Directory.Move(cluster.Restored.Data, cluster.Data);
        DurableFiles.FlushFolder(cluster.Folder);
        FaultPoints.Reach("restore-swapped");
    }
}
