using LobResearch.Study.Database;
using LobResearch.Study.Server;
using LobResearch.Study.Withdrawals;

namespace LobResearch.Study.Backup;

/// <summary>Puts a backup in the place of the embedded server's data, without those who withdrew since.</summary>
/// <remarks>
/// The backup is unpacked beside the present data and started there as a server of its own; withdrawals are replayed in it
/// and it is scrubbed; only then two renamings put it in place (<see cref="RestoreSwap"/>). Killed at any moment, either the
/// old or the new data are in place, and never ones that hold somebody who withdrew.
/// </remarks>
public static class EmbeddedRestore
{
    /// <summary>Restores.</summary>
    /// <param name="home">Where the server's data live; its withdrawal logs are read.</param>
    /// <param name="path">What <see cref="EmbeddedBackup"/> wrote.</param>
    /// <param name="options">Further withdrawals, and what may be lost.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Cancels it; until the swap nothing is changed.</param>
    /// <exception cref="InputFault">The file isn't a whole backup, or present data would be lost.</exception>
    /// <exception cref="EnvironmentFault">Somebody uses the server, or there is none of the backup's version.</exception>
    public static async Task<RestoreReport> RunAsync(
        LobHome home, string path, RestoreOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        progress?.Report("checking the backup");
        var manifest = await BackupFile.CheckAsync(path, cancellationToken).ConfigureAwait(false);
        RefuseOtherPlatform(path, manifest);
        var studies = manifest.Databases.Where(database => database.Study is not null).Select(database => database.Study!).ToList();
        var withdrawals = await options.ReadAsync(home, studies, cancellationToken).ConfigureAwait(false);

        await using var server = await EmbeddedServer.OccupyAsync(home, progress, cancellationToken).ConfigureAwait(false);
        var binaries = await PostgresBinaries.FindAsync(home, manifest.PostgresMajor, progress, cancellationToken, $"The data in {path}").ConfigureAwait(false);
        var replaces = server.Cluster.DataMajor is not null;
        if (replaces)
            await ReadPresentAsync(server, path, manifest, withdrawals, options, progress, cancellationToken).ConfigureAwait(false);

        progress?.Report("unpacking beside the present data");
        var restored = server.On(server.Cluster.Restored, binaries);
        List<ReplayedWithdrawals> replayed;
        try
        {
            replayed = await PrepareAsync(server, restored, path, withdrawals, progress, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await restored.StopAsync(CancellationToken.None, atOnce: true).ConfigureAwait(false);
            RestoreSwap.Clear(server.Cluster);
            throw;
        }

        RestoreSwap.Complete(server.Cluster);
        // Starting it removes the replaced data: they hold rows of people who withdrew.
        await server.On(server.Cluster, binaries).StartAsync(progress, CancellationToken.None).ConfigureAwait(false);
        return new RestoreReport(Path.GetFullPath(path), Embedded: true, manifest.MadeAt, manifest.Databases, replayed, replaces);
    }

    private static void RefuseOtherPlatform(string path, BackupManifest manifest)
    {
        if (manifest.Platform != EmbeddedBackup.Platform)
            throw new EnvironmentFault($"{path} was made on {manifest.Platform}, this is {EmbeddedBackup.Platform}, and data files fit one platform only. Restore it on {manifest.Platform}, and move the studies from there with pg_dump.");
    }

    private static async Task ReadPresentAsync(
        EmbeddedServer server, string path, BackupManifest manifest, Dictionary<string, List<Withdrawal>> withdrawals, RestoreOptions options,
        IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("reading the withdrawals that the present data know of");
        try
        {
            await server.StartAsync(progress, cancellationToken).ConfigureAwait(false);
            foreach (var name in await server.DatabasesAsync(cancellationToken).ConfigureAwait(false))
            {
                await using var source = EmbeddedBackup.SourceOf(server, name);
                var present = await BackedUpDatabase.ReadAsync(source, cancellationToken).ConfigureAwait(false);
                if (present.Study is null)
                    continue;
                if (withdrawals.TryGetValue(present.Study, out var known))
                {
                    await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                    known.InsertRange(0, await WithdrawalReplay.KnownAsync(connection, cancellationToken).ConfigureAwait(false));
                }
                else if (!options.DiscardPresent)
                {
                    throw new InputFault($"The study '{present.Study}' ({present.Questionnaires} questionnaires) is here now and is not in {path} of {manifest.MadeAt:yyyy-MM-dd HH:mm} UTC: restoring would remove it. Back up the present data first, then add --discard-present.");
                }
            }

            await server.StopAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (options.DiscardPresent && fault is EnvironmentFault or Npgsql.NpgsqlException)
        {
            progress?.Report("the present data can't be read and are given up: withdrawals come from the logs alone");
            await server.StopAsync(cancellationToken, atOnce: true).ConfigureAwait(false);
        }
        catch (EnvironmentFault fault) when (!options.DiscardPresent)
        {
            throw new EnvironmentFault($"The present data can't be read, so the withdrawals they know of would be lost: {fault.Message} If they are beyond repair, copy {server.Cluster.Data} away if you need it, and add --discard-present: withdrawals then come from the logs alone.");
        }
    }

    private static async Task<List<ReplayedWithdrawals>> PrepareAsync(
        EmbeddedServer server, EmbeddedServer restored, string path, Dictionary<string, List<Withdrawal>> withdrawals, IProgress<string>? progress,
        CancellationToken cancellationToken)
    {
        RestoreSwap.Clear(server.Cluster);
        Directory.CreateDirectory(restored.Cluster.Folder);
        await BackupFile.UnpackAsync(path, restored.Cluster.Data, cancellationToken).ConfigureAwait(false);
        FaultPoints.Reach("restore-unpacked");
        await server.Account.OwnAsync(restored.Cluster.Data, cancellationToken).ConfigureAwait(false);
        await restored.Cluster.AdoptPasswordAsync(server.Cluster, restored.Binaries, server.Account, cancellationToken).ConfigureAwait(false);

        progress?.Report("replaying withdrawals");
        await restored.StartAsync(progress, cancellationToken).ConfigureAwait(false);
        var replayed = new List<ReplayedWithdrawals>();
        foreach (var name in await restored.DatabasesAsync(cancellationToken).ConfigureAwait(false))
        {
            await using var source = EmbeddedBackup.SourceOf(restored, name);
            if ((await BackedUpDatabase.ReadAsync(source, cancellationToken).ConfigureAwait(false)).Study is not { } study)
                continue;
            // A backup can be older than the tables that a withdrawal needs; the next verb would migrate it anyway.
            await Migrations.ApplyAsync(source, restored.ConnectionStringFor(name), cancellationToken).ConfigureAwait(false);
            replayed.Add(await WithdrawalReplay.RunAsync(source, study, withdrawals.GetValueOrDefault(study) ?? [], cancellationToken).ConfigureAwait(false));
        }

        FaultPoints.Reach("restore-replayed");
        await restored.StopAsync(cancellationToken).ConfigureAwait(false);
        // The server flushed what it wrote; what was unpacked and not touched since may not be on disk yet.
        var (program, arguments) = server.Account.Run(restored.Binaries.Path("initdb"), ["--sync-only", "-D", restored.Cluster.Data]);
        await Server.Program.RunAsync(program, arguments, cancellationToken).ConfigureAwait(false);
        return replayed;
    }
}
