using System.Text;
using System.Text.Json;
using LobResearch.Study.Server;

namespace LobResearch.Study.Withdrawals;

/// <summary>
/// The withdrawals of a study in a file beside the database, <c>$LOB_HOME/withdrawals/STUDY.jsonl</c>: a database that is
/// restored from a backup knows nothing of withdrawals that came later, this file does.
/// </summary>
/// <remarks>
/// One JSON object a line, only ever added to, mode 600. It holds random ids and keyed hashes, neither codes nor answers.
/// A process that is killed while it writes leaves at most an incomplete last line, which counts as not written.
/// </remarks>
public sealed class WithdrawalLog
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int MarkLength = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The log of a study; the file needn't be there yet.</summary>
    public WithdrawalLog(LobHome home, string studyId) => FilePath = Path.Combine(home.Folder, "withdrawals", studyId + ".jsonl");

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Adds withdrawals, all in one write; when it returns they are on disk.</summary>
    /// <remarks>Call it before the database's transaction commits: an entry too many removes nobody who is still there to be asked.</remarks>
    /// <exception cref="EnvironmentFault">Another process held the file for half a minute.</exception>
    public async Task AppendAsync(IReadOnlyCollection<Withdrawal> withdrawals, CancellationToken cancellationToken = default)
    {
        if (withdrawals.Count == 0)
            return;
        var folder = Path.GetDirectoryName(FilePath)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnersFolder);
        var text = new MemoryStream();
        foreach (var withdrawal in withdrawals)
        {
            RefuseWrongMark(withdrawal.Mark);
            await JsonSerializer.SerializeAsync(text, withdrawal, Format, cancellationToken).ConfigureAwait(false);
            text.WriteByte((byte)'\n');
        }

        await using var file = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await EndLastLineAsync(file, cancellationToken).ConfigureAwait(false);
        text.Position = 0;
        await text.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        DurableFiles.FlushFolder(folder);
    }

    /// <summary>All withdrawals of the log, oldest first; none when there is no log.</summary>
    /// <exception cref="InputFault">A line that isn't the last is not a withdrawal.</exception>
    public Task<IReadOnlyList<Withdrawal>> ReadAsync(CancellationToken cancellationToken = default) =>
        File.Exists(FilePath) ? ReadAsync(FilePath, cancellationToken) : Task.FromResult<IReadOnlyList<Withdrawal>>([]);

    /// <summary>The withdrawals in a file of this form.</summary>
    /// <exception cref="InputFault">The file isn't there, or a line that isn't the last is not a withdrawal.</exception>
    public static async Task<IReadOnlyList<Withdrawal>> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path))
            throw new InputFault($"There is no file {path}: expected a log of withdrawals, one JSON object a line.");
        var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        var lines = text.Split('\n');
        var withdrawals = new List<Withdrawal>();
        for (var index = 0; index < lines.Length; index++)
        {
            if (string.IsNullOrWhiteSpace(lines[index]))
                continue;
            if (Parse(lines[index]) is { } withdrawal)
            {
                withdrawals.Add(withdrawal);
            }
            else if (index < lines.Length - 1)
            {
                // Only a last line without its end can come from a write that was cut off. Anything else is a damaged
                // file, and a withdrawal that is read past would bring a person back.
                throw new InputFault([new Fault(path, index + 1, 1,
                    "this is not a withdrawal: expected {\"at\":…,\"role\":…,\"person\":…,\"mark\":…}. Repair or remove the line; nothing was changed.")]);
            }
        }

        return withdrawals;
    }

    private static Withdrawal? Parse(string line)
    {
        try
        {
            var parsed = JsonSerializer.Deserialize<Withdrawal>(line, Format);
            return parsed is { Role.Length: > 0, Mark.Length: MarkLength } && parsed.Person != Guid.Empty ? parsed : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            try
            {
                return DurableFiles.OpenPrivate(FilePath, FileMode.OpenOrCreate);
            }
            catch (IOException) when (File.Exists(FilePath))
            {
                if (DateTime.UtcNow > deadline)
                    throw new EnvironmentFault($"Waited {Patience.TotalSeconds:0} seconds for another process that writes {FilePath}. End it if it hangs, and run the command again.");
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // What follows the last end of line was cut off while it was written: the entry that comes now takes its place, unless
    // only the end of line is missing.
    private static async Task EndLastLineAsync(FileStream file, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (whole < bytes.Length && Parse(Encoding.UTF8.GetString(bytes.AsSpan(whole))) is not null)
        {
            file.WriteByte((byte)'\n');
            return;
        }

        file.SetLength(whole);
        file.Seek(whole, SeekOrigin.Begin);
    }

    private static void RefuseWrongMark(byte[] mark)
    {
        if (mark.Length != MarkLength)
            throw new ArgumentException($"A mark has {MarkLength} bytes; this one has {mark.Length}.", nameof(mark));
    }
}
