using System.Diagnostics;
using LobResearch.Study;

namespace LobResearch.Charts.Report;

/// <summary>Prints a page as PDF by a Chromium that is on the machine.</summary>
internal static class PdfPrinter
{
    private const string EnvironmentName = "LOB_CHROMIUM";
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Prints.</summary>
    /// <param name="page">The page's file.</param>
    /// <param name="pdf">The file to write.</param>
    /// <param name="cancellationToken">Ends the browser.</param>
    /// <returns>Why there is no PDF; null when there is one.</returns>
    public static async Task<string?> PrintAsync(string page, string pdf, CancellationToken cancellationToken)
    {
        if (Find() is not { } browser)
            return $"no Chromium was found ({EnvironmentName}, then {string.Join(", ", Names)} on the PATH). Install it, or print the page from a browser";
        // A profile of its own: nothing of the user's is read, and a browser that is open doesn't take the work over.
        var profile = Directory.CreateTempSubdirectory("lob-print-");
        var fresh = pdf + ".new";
        try
        {
            var start = new ProcessStartInfo(browser) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
            string[] arguments =
            [
                "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-dev-shm-usage", "--no-pdf-header-footer",
                $"--user-data-dir={profile.FullName}", $"--print-to-pdf={fresh}", new Uri(page).AbsoluteUri,
            ];
            foreach (var argument in Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? arguments.Prepend("--no-sandbox") : arguments)
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start) ?? throw new EnvironmentFault($"{browser} can't be started.");
            return await EndedAsync(process, cancellationToken).ConfigureAwait(false) is { } fault ? $"{browser} {fault}" : Taken(fresh, pdf, browser);
        }
        finally
        {
            File.Delete(fresh);
            Remove(profile);
        }
    }

    private static async Task<string?> EndedAsync(Process process, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        // Both streams are emptied, or a browser that says much would wait for ever.
        var (errors, words) = (process.StandardError.ReadToEndAsync(patience.Token), process.StandardOutput.ReadToEndAsync(patience.Token));
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            await Task.WhenAll(errors, words).ConfigureAwait(false);
            return process.ExitCode == 0 ? null : $"ended with exit code {process.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"didn't finish within {Patience.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture)} seconds";
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static string? Taken(string fresh, string pdf, string browser)
    {
        if (!File.Exists(fresh))
            return $"{browser} wrote nothing";
        File.Move(fresh, pdf, overwrite: true);
        return null;
    }

    // A helper process of the browser may still write for a moment.
    private static void Remove(DirectoryInfo profile)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                profile.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < 20)
            {
                Thread.Sleep(50);
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentName) is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))).FirstOrDefault(File.Exists);
    }
}
