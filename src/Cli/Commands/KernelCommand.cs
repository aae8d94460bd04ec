using System.CommandLine;
using LobResearch.Notebooks.Engine;
using LobResearch.Notebooks.Kernel;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob kernel</c>: Jupyter's way to C# notebooks.</summary>
internal static class KernelCommand
{
    private const string RunVerb = "run";

    public static Command Create() => new("kernel", "Let Jupyter run C# notebooks.") { Install(), Uninstall(), List(), Run() };

    /// <summary>Whether a verb deals with signals itself: a kernel that is interrupted stops its cell and lives on.</summary>
    public static bool DealsWithSignals(ParseResult parsed) =>
        parsed.CommandResult.Command is { Name: RunVerb } command && command.Parents.Any(parent => parent.Name == "kernel");

    private static Command Install()
    {
        var (user, prefix) = Places();
        var command = new Command("install", "Make the kernel known to Jupyter: for this account, or under a prefix for all who use it.") { user, prefix };
        command.SetAction(async (parsed, _) =>
        {
            var folder = KernelSpecification.Install(FolderOf(parsed.GetValue(user), parsed.GetValue(prefix)), ThisProgram());
            await Console.Out.WriteLineAsync($"{folder}: Jupyter now offers '{KernelSpecification.DisplayName}'. After this program has moved, install it again.").ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Uninstall()
    {
        var (user, prefix) = Places();
        var command = new Command("uninstall", "Take the kernel out of Jupyter.") { user, prefix };
        command.SetAction(async (parsed, _) =>
        {
            var folder = KernelSpecification.Uninstall(FolderOf(parsed.GetValue(user), parsed.GetValue(prefix)));
            await Console.Out.WriteLineAsync($"{folder}: taken away. Notebooks stay as they are.").ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Show where the kernel is installed, and which program it starts.");
        command.SetAction(async (_, _) =>
        {
            var installed = KernelSpecification.Folders()
                .Select(folder => (Folder: KernelSpecification.FolderIn(folder), Command: KernelSpecification.CommandIn(folder)))
                .Where(place => place.Command is not null).ToList();
            foreach (var (folder, program) in installed)
                await Console.Out.WriteLineAsync($"{folder}: {Described(program!)}").ConfigureAwait(false);
            if (installed.Count == 0)
                await Console.Out.WriteLineAsync("The kernel isn't installed for this account. 'lob kernel install' does it.").ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Run()
    {
        var file = new Argument<string>("connection-file") { Description = "The file in which Jupyter wrote where to listen and with which key." };
        var command = new Command(RunVerb, "Be the kernel of one notebook. Jupyter starts this; nobody else needs to.") { file };
        command.SetAction(async (parsed, _) =>
        {
            await KernelProcess.RunAsync(parsed.GetValue(file)!, () => Task.FromResult<INotebookEngine>(new CSharpEngine())).ConfigureAwait(false);
            // A thread that a cell left behind doesn't keep the process.
            Environment.Exit(ExitCode.Done);
            return ExitCode.Done;
        });
        return command;
    }

    private static (Option<bool> User, Option<string?> Prefix) Places() => (
        new Option<bool>("--user") { Description = "In this account's own Jupyter folder; so it is without any option." },
        new Option<string?>("--prefix") { Description = "Under DIR/share/jupyter, such as a virtual environment or /usr/local.", HelpName = "DIR" });

    private static string FolderOf(bool user, string? prefix) => (user, prefix) switch
    {
        (true, not null) => throw new InputFault("--user and --prefix name two places. Give one of them."),
        (_, "") => throw new InputFault("--prefix is empty. Give the folder under which share/jupyter stands, such as /usr/local."),
        (_, null) => KernelSpecification.UserFolder(),
        _ => KernelSpecification.PrefixFolder(prefix),
    };

    private static string[] ThisProgram()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, Path.Combine(AppContext.BaseDirectory, "lob.dll")] : [process];
    }

    private static string Described(IReadOnlyList<string> program)
    {
        var lob = program.FirstOrDefault(part => part.EndsWith("lob.dll", StringComparison.Ordinal)) ?? string.Concat(program.Take(1));
        return VisibleText.Of(File.Exists(lob) ? lob : $"{lob} is no longer there; run 'lob kernel install' again");
    }
}
