using System.Diagnostics;
using System.Globalization;
using NUnit.Framework;

namespace LobResearch.TestKit;

/// <summary>A disk in memory that can be made full, and given room again. Mounting one takes root.</summary>
public sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>What is in use, in bytes.</summary>
    public long Used
    {
        get
        {
            var drive = new DriveInfo(Path);
            return drive.TotalSize - drive.TotalFreeSpace;
        }
    }

    /// <summary>Mounts a disk; ends the test as skipped, saying why, where that can't be done.</summary>
    /// <param name="path">An empty folder, made if missing.</param>
    /// <param name="bytes">Its size.</param>
    public static SmallDisk MountOrSkip(string path, long bytes)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("A disk in memory is mounted on Linux only.");
        Directory.CreateDirectory(path);
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes},mode=755"), "tmpfs", path) is { } refusal)
            Assert.Ignore("No small disk can be mounted here: " + refusal);
        return new SmallDisk(path);
    }

    /// <summary>Gives it another size, not below what is in use.</summary>
    public void Resize(long bytes)
    {
        if (Run("mount", "-o", string.Create(CultureInfo.InvariantCulture, $"remount,size={bytes}"), Path) is { } refusal)
            throw new IOException(refusal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Run("umount", Path) is { } refusal)
            throw new IOException(refusal);
    }

    // What the program said against it; null when it did it.
    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{program} ended with {process.ExitCode}: {said}";
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            return fault.Message;
        }
    }
}
