using System.Diagnostics;

namespace LobResearch.TestKit;

/// <summary>Runs the lob command as a process of its own, as a user would.</summary>
public sealed class LobProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private LobProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="home">LOB_HOME.</param>
    /// <param name="environment">Further variables.</param>
    /// <param name="arguments">Its arguments.</param>
    public static LobProcess Start(string home, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "lob.dll"));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LOB_HOME"] = home;
        start.Environment.Remove("LOB_DATABASE");
        start.Environment.Remove("LOB_STUDY");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new LobProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<LobResult> RunAsync(string home, params string[] arguments) => RunAsync(home, null, arguments);

    /// <summary>Runs it to its end.</summary>
    public static async Task<LobResult> RunAsync(string home, IReadOnlyDictionary<string, string>? environment, params string[] arguments)
    {
        using var process = Start(home, environment, arguments);
        return await process.EndAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for its end, ten minutes at most: what takes longer hangs.</summary>
    public async Task<LobResult> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        return new LobResult(_process.ExitCode, await _output.ConfigureAwait(false), await _error.ConfigureAwait(false));
    }

    /// <summary>Ends it at once (SIGKILL), it alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: false);
        _process.Dispose();
    }
}

/// <summary>What a run of the command gave.</summary>
public sealed record LobResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines on standard error that aren't progress.</summary>
    public IReadOnlyList<string> Faults => Error.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('…')).ToList();
}
