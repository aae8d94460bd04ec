using Spectre.Console;

namespace LobResearch.Cli.Terminal;

/// <summary>Shows the steps of long work: bars on a terminal, a line per step elsewhere.</summary>
internal sealed class Steps
{
    private readonly ProgressContext? _context;
    private readonly TextWriter _lines;

    private Steps(ProgressContext? context, TextWriter lines) => (_context, _lines) = (context, lines);

    /// <summary>Runs work that reports its steps. Everything shown goes to standard error.</summary>
    public static async Task RunAsync(Func<Steps, Task> work)
    {
        if (Console.IsErrorRedirected)
        {
            await work(new Steps(null, Console.Error)).ConfigureAwait(false);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => work(new Steps(context, Console.Error))).ConfigureAwait(false);
    }

    /// <summary>Begins a step.</summary>
    /// <param name="name">What is being done.</param>
    /// <param name="size">How much there is to do; null when that isn't known.</param>
    public Step Begin(string name, double? size = null)
    {
        if (_context is null)
        {
            _lines.WriteLine("… " + name);
            return new Step(null, size);
        }

        var task = _context.AddTask(Markup.Escape(name), maxValue: size ?? 1);
        task.IsIndeterminate = size is null;
        return new Step(task, size);
    }
}

/// <summary>One step of long work.</summary>
internal sealed class Step(ProgressTask? task, double? size)
{
    /// <summary>How much is done.</summary>
    public void Reached(double done)
    {
        if (task is not null && size is not null)
            task.Value = done;
    }

    /// <summary>Another word on what is being done.</summary>
    public void Says(string name)
    {
        if (task is not null)
            task.Description = Markup.Escape(name);
    }

    /// <summary>All done.</summary>
    public void Done()
    {
        if (task is null)
            return;
        task.IsIndeterminate = false;
        task.Value = task.MaxValue;
        task.StopTask();
    }
}

/// <summary>Says under a step's name what is being done.</summary>
/// <param name="step">The step.</param>
/// <param name="name">Its name.</param>
internal sealed class StepWords(Step step, string name) : IProgress<string>
{
    /// <inheritdoc/>
    public void Report(string value) => step.Says($"{name}: {value}");
}
