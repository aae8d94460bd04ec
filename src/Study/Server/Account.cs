using System.Runtime.InteropServices;

namespace LobResearch.Study.Server;

/// <summary>Under which account the server's programs run: they refuse root.</summary>
/// <param name="Name">The account; null for the one that runs this process.</param>
internal sealed partial record Account(string? Name)
{
    private const string OwnName = "lob";

    /// <summary>Whether this process is root.</summary>
    public static bool IsRoot => !OperatingSystem.IsWindows() && GetEffectiveUserId() == 0;

    /// <summary>The account to use: this one; for root <c>postgres</c>, or a system account <c>lob</c> that is made.</summary>
    /// <exception cref="EnvironmentFault">Root, and no other account can be had.</exception>
    public static async Task<Account> FindAsync(CancellationToken cancellationToken)
    {
        if (!IsRoot)
            return new Account((string?)null);
        foreach (var name in new[] { "postgres", OwnName })
        {
            if (await ExistsAsync(name, cancellationToken).ConfigureAwait(false))
                return new Account(name);
        }

        var made = await Program.TryRunAsync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OwnName], cancellationToken).ConfigureAwait(false);
        if (made is { ExitCode: 0 })
            return new Account(OwnName);
        throw new EnvironmentFault(
            "PostgreSQL refuses to run as root, and there is neither an account 'postgres' nor could 'lob' be made" +
            $"{(made is null ? " (useradd is missing)" : ": " + made.LastLine)}. Run lob as an ordinary user, or make the account.");
    }

    /// <summary>The command line that runs a program under this account.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Run(string program, IReadOnlyList<string> arguments)
    {
        if (Name is null)
            return (program, arguments);
        return File.Exists("/usr/sbin/runuser") || File.Exists("/sbin/runuser") || Program.OnPath("runuser") is not null
            ? ("runuser", ["-u", Name, "--", program, .. arguments])
            : ("setpriv", ["--reuid", Name, "--regid", Name, "--init-groups", program, .. arguments]);
    }

    /// <summary>Gives a file or folder to this account.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (Name is not null)
            await Program.RunAsync("chown", ["-R", $"{Name}:", path], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses a folder that the account can't reach, naming the one to open.</summary>
    public async Task RefuseUnreachableAsync(string folder, CancellationToken cancellationToken)
    {
        if (Name is null)
            return;
        for (var parent = folder; parent is not null; parent = Path.GetDirectoryName(parent))
        {
            var (program, arguments) = Run("test", ["-x", parent]);
            if ((await Program.TryRunAsync(program, arguments, cancellationToken).ConfigureAwait(false))?.ExitCode == 0)
                continue;
            // The highest closed folder is the one to open.
            var closed = parent;
            for (var above = Path.GetDirectoryName(parent); above is not null; above = Path.GetDirectoryName(above))
            {
                var (test, words) = Run("test", ["-x", above]);
                if ((await Program.TryRunAsync(test, words, cancellationToken).ConfigureAwait(false))?.ExitCode != 0)
                    closed = above;
            }

            throw new EnvironmentFault(
                $"The server runs as account '{Name}' and may not enter {closed}. Set LOB_HOME to a folder it may reach (such as /var/lib/lob), or run: chmod o+x '{closed}'");
        }
    }

    private static async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) =>
        (await Program.TryRunAsync("id", ["-u", name], cancellationToken).ConfigureAwait(false))?.ExitCode == 0;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();
}
