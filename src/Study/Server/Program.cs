using System.ComponentModel;
using System.Diagnostics;

namespace LobResearch.Study.Server;

/// <summary>Runs another program to its end.</summary>
internal static class Program
{
    /// <summary>What a program left behind.</summary>
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>The last thing it said, for messages.</summary>
        public string LastLine => (Error.Trim().Length > 0 ? Error : Output).Trim().Split('\n')[^1].Trim();
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <exception cref="EnvironmentFault">It is missing or failed.</exception>
    public static async Task<Result> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, Action? started = null, string? input = null)
    {
        var result = await TryRunAsync(program, arguments, cancellationToken, started, input).ConfigureAwait(false)
            ?? throw new EnvironmentFault($"The program '{program}' is needed and could not be started. Install it.");
        return result.ExitCode == 0
            ? result
            : throw new EnvironmentFault($"'{Path.GetFileName(program)} {string.Join(' ', arguments)}' failed with exit code {result.ExitCode}: {result.LastLine}");
    }

    /// <summary>Runs a program; null when it can't be started.</summary>
    public static async Task<Result?> TryRunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, Action? started = null, string? input = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            // A current folder that the server's account may not enter would stop it.
            WorkingDirectory = OperatingSystem.IsWindows() ? null : "/",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            var output = process!.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            if (input is not null)
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
            started?.Invoke();
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new Result(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
    }

    /// <summary>Where a program lies on the PATH; null when it isn't there.</summary>
    public static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
