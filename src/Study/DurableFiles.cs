using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LobResearch.Study;

/// <summary>Files that are still there, whole, after the machine lost power.</summary>
internal static partial class DurableFiles
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;

    /// <summary>Opens a file that nobody but its owner may read; made with that mode, not changed to it afterwards.</summary>
    public static FileStream OpenPrivate(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Makes new names and renamings in a folder last: a file's own flush doesn't cover its name.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var opened = OpenFolder(folder, OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux);
        if (opened.IsInvalid || Flush(opened) != 0)
            throw new IOException($"{folder} could not be written to disk: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);
}
