using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using LobResearch.Ingest.Reading;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Fuzzing;

/// <summary>Gives a reader its damaged files one after another and notes whatever is neither rows nor the reader's own fault.</summary>
internal sealed partial class FuzzRun(FuzzTarget target)
{
    // What a reader may allocate whatever the file: its buffers, an unpacked block of a .zsav, a library's code pages.
    private const long FixedAllocation = 64L * 1024 * 1024;

    // And for each byte of the file. Packed files hold more than their bytes; parts are stored unpacked in these runs.
    private const long AllocationPerByte = 4096;
    private const int MostDefects = 25;
    private const int SummaryEvery = 16;
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(5);
    private readonly List<string> _defects = [];
    private readonly HashSet<string> _kinds = new(StringComparer.Ordinal);
    private int _current;
    private long _begun;

    /// <summary>Reads the cases first … first + count − 1.</summary>
    public FuzzCount Run(int first, int count)
    {
        PeakMemory.Reset();
        using var folder = new TemporaryFolder();
        var path = folder.At("damaged.bin");
        var (read, refused, rows) = (0, 0, 0L);
        var (slowest, slowestCase, largest, largestCase) = (TimeSpan.Zero, first, 0L, first);
        // A reader that never comes back would stop the whole run without a word.
        using var watch = new Timer(_ => StopIfStuck(), null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30));
        for (var number = first; number < first + count && _defects.Count < MostDefects; number++)
        {
            var bytes = target.Case(number);
            File.WriteAllBytes(path, bytes);
            _current = number;
            var begun = Stopwatch.GetTimestamp();
            Volatile.Write(ref _begun, begun);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                rows += ReadAll(path, number % SummaryEvery == 0);
                read++;
            }
            catch (InputFault fault)
            {
                refused++;
                CheckMessage(number, path, fault.Message);
            }
            catch (Exception crash) when (crash is not OutOfMemoryException || bytes.Length > 0)
            {
                Note(number, crash.GetType().Name + Frame(crash), crash.ToString());
            }

            Volatile.Write(ref _begun, 0);
            var (time, allocated) = (Stopwatch.GetElapsedTime(begun), GC.GetAllocatedBytesForCurrentThread() - before);
            if (time > slowest)
                (slowest, slowestCase) = (time, number);
            if (allocated > largest)
                (largest, largestCase) = (allocated, number);
            if (allocated > FixedAllocation + AllocationPerByte * bytes.Length)
                Note(number, "allocation", $"{allocated / 1024 / 1024} MB for a file of {bytes.Length} bytes");
            if ((number + 1) % 10_000 == 0)
                TestContext.Progress.WriteLine($"{target.Name}: {number + 1}");
        }

        return new FuzzCount(target.Name, read + refused, read, refused, rows, slowest, slowestCase, largest, largestCase, PeakMemory.Bytes, _defects);
    }

    private long ReadAll(string path, bool summarise)
    {
        if (summarise)
            FileSummary.OfAsync(path, target.Format).GetAwaiter().GetResult();
        var fingerprint = FileFingerprint.OfAsync(path).GetAwaiter().GetResult();
        using var records = RecordFile.Open(path, fingerprint, target.Format);
        var (rows, seen) = (0L, records.Facts.Count);
        while (records.Read())
        {
            rows++;
            for (var column = 0; column < records.Columns.Count; column++)
            {
                if (records.Kind(column) == CellKind.Number)
                    seen += double.IsNaN(records.Number(column)) ? 1 : 0;
                seen += records.Cell(column).Length;
            }
        }

        GC.KeepAlive(seen);
        return rows;
    }

    private void CheckMessage(int number, string path, string message)
    {
        if (!message.StartsWith(path + ":", StringComparison.Ordinal))
            Note(number, "no file named", message);
        else if (!Place().IsMatch(message) && !WholeFile().IsMatch(message))
            Note(number, "no place named: " + Digits().Replace(message, "0"), message);
        if (message.Any(char.IsControl))
            Note(number, "control character in a message", message);
    }

    private void Note(int number, string kind, string what)
    {
        if (_kinds.Add(kind))
            _defects.Add(string.Create(CultureInfo.InvariantCulture, $"case {number}: {what}"));
    }

    private void StopIfStuck()
    {
        var begun = Volatile.Read(ref _begun);
        if (begun != 0 && Stopwatch.GetElapsedTime(begun) > Stuck)
            Environment.FailFast(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: case {_current} takes more than {Stuck.TotalMinutes} minutes."));
    }

    private static string Frame(Exception crash) => crash.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("LobResearch", StringComparison.Ordinal)) ?? "";

    [GeneratedRegex(@"at byte \d+|row \d+|line \d+|sheet ")]
    private static partial Regex Place();

    // Faults of which the place is the file itself.
    [GeneratedRegex(@": (the file is empty|the file holds only line ends|this is not a workbook that can be read|the workbook (is (refused|locked)|has no))")]
    private static partial Regex WholeFile();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}

/// <summary>What a run came to.</summary>
internal sealed record FuzzCount(
    string Target, int Cases, int Read, int Refused, long Rows, TimeSpan Slowest, int SlowestCase, long LargestAllocation, int LargestCase, long PeakMemory, IReadOnlyList<string> Defects)
{
    /// <summary>A row of docs/fuzz.md.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Target} | {Cases} | {Refused} | {Read} | {Slowest.TotalMilliseconds:0} ms (case {SlowestCase}) | {LargestAllocation / 1024.0 / 1024:0.0} MB (case {LargestCase}) | {PeakMemory / 1024 / 1024} MB |");
}
