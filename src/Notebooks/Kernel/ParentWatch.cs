using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Notices that the program which started the kernel has died, so that no kernel stays behind alone.</summary>
internal static partial class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the process is gone that <c>JPY_PARENT_PID</c> names; never when it names none.</summary>
    /// <param name="parentId">The variable's value.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    public static async Task UntilGoneAsync(string? parentId, CancellationToken cancellationToken)
    {
        // On Windows the variable holds a handle, and Jupyter ends its kernels itself there.
        if (OperatingSystem.IsWindows() || !int.TryParse(parentId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id <= 1)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            return;
        }

        // A parent that nobody buried still has a number; its children have another parent by then.
        var isOwnParent = ParentOfThis() == id;
        var started = StartOf(id);
        while (started is not null && StartOf(id) == started && (!isOwnParent || ParentOfThis() == id))
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
    }

    // Its start tells a process from a later one with the same number.
    private static DateTime? StartOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentOfThis();
}
