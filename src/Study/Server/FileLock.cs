using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LobResearch.Study.Server;

/// <summary>A lock on a file, held by this open file: the kernel frees it when the process ends in whatever way.</summary>
/// <remarks>
/// flock(2) on a file opened by open(2): .NET's own opening takes a flock by itself and fails while another process holds
/// one. Close-on-exec, so programs started meanwhile don't inherit the lock.
/// </remarks>
internal sealed partial class FileLock : IDisposable
{
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Unlock = 8;
    private const int ReadWrite = 2;
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private readonly SafeFileHandle _file;

    private FileLock(SafeFileHandle file) => _file = file;

    /// <summary>Opens the lock's file without locking it.</summary>
    /// <exception cref="IOException">The file can't be made or opened.</exception>
    public static FileLock Open(string path)
    {
        MakeIfMissing(path);
        var file = OpenFile(path, ReadWrite | (OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux));
        return file.IsInvalid
            ? throw new IOException($"{path} can't be opened: {Marshal.GetLastPInvokeErrorMessage()}. Check who owns it.")
            : new FileLock(file);
    }

    /// <summary>Waits until no other process holds it.</summary>
    public Task TakeExclusiveAsync(string what, CancellationToken cancellationToken) => TakeAsync(Exclusive, what, cancellationToken);

    /// <summary>Waits until no other process holds it exclusively.</summary>
    public Task TakeSharedAsync(string what, CancellationToken cancellationToken) => TakeAsync(Shared, what, cancellationToken);

    /// <summary>Takes it exclusively if no other process holds it in any way. On failure a shared lock may be lost.</summary>
    public bool TryTakeExclusive() => Flock(Exclusive | NonBlocking);

    /// <summary>Gives the lock back and keeps the file open.</summary>
    public void Release() => Flock(Unlock);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void MakeIfMissing(string path)
    {
        if (File.Exists(path))
            return;
        try
        {
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made it meanwhile.
        }
    }

    private async Task TakeAsync(int kind, string what, CancellationToken cancellationToken)
    {
        // Polling, not a blocking call: a blocked system call can't be cancelled.
        var deadline = DateTime.UtcNow + Patience;
        while (!Flock(kind | NonBlocking))
        {
            if (DateTime.UtcNow > deadline)
                throw new EnvironmentFault($"Waited {Patience.TotalMinutes:0} minutes for another lob process that is {what}. End it if it hangs, and run the command again.");
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool Flock(int operation) => Flock(_file, operation) == 0;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
