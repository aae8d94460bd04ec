using System.Diagnostics;
using System.Globalization;

namespace LobResearch.Ingest.Tests.Fuzzing;

/// <summary>The most memory that this process has held since a moment.</summary>
internal static class PeakMemory
{
    /// <summary>Bytes.</summary>
    public static long Bytes
    {
        get
        {
            if (!OperatingSystem.IsLinux())
                return Process.GetCurrentProcess().PeakWorkingSet64;
            var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.AsSpan()[6..^2].Trim(), CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Counts from here on; where the system can't, from the start of the process.</summary>
    public static void Reset()
    {
        GC.Collect();
        // proc(5): 5 resets the peak resident set size.
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
    }
}
