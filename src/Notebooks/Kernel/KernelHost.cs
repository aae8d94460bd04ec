using System.Runtime.InteropServices;
using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Kernel;

/// <summary>A kernel from its start to its end.</summary>
internal static class KernelHost
{
    // Jupyter waits five seconds before it kills.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Listens, answers, and ends when a front end asks for it, the parent dies or the token says so.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="startEngine">Makes the engine; runs while the sockets answer already.</param>
    /// <param name="parentId">Process whose death ends the kernel; null for none.</param>
    /// <param name="log">Takes lines for whoever looks after the kernel; never content.</param>
    /// <param name="cancellationToken">Ends the kernel.</param>
    /// <exception cref="Study.EnvironmentFault">A port is taken.</exception>
    public static async Task RunAsync(
        ConnectionFile connection, Func<Task<INotebookEngine>> startEngine, string? parentId, Action<string> log, CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ShellRequests? shell = null;
        ControlRequests? control = null;
        using var sockets = new KernelSockets(connection, Receive, log);
        var engine = Task.Run(startEngine, CancellationToken.None);
        shell = new ShellRequests(sockets, engine, sockets.ReceivePendingAsync, log);
        control = new ControlRequests(sockets, shell.Interrupt, () => _ = ending.CancelAsync(), log);
        // An interrupt from a terminal or an older front end stops the cell, not the kernel.
        using var interrupted = On(PosixSignal.SIGINT, shell.Interrupt);
        using var terminated = On(PosixSignal.SIGTERM, () => _ = ending.CancelAsync());
        sockets.Start();
        sockets.PublishStatus(KernelAnswers.NoParent, "starting");
        var answering = Task.Run(() => shell.RunAsync(ending.Token), CancellationToken.None);
        await UntilEndAsync(parentId, ending.Token).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await EndAsync(shell, answering, engine, log).ConfigureAwait(false);

        void Receive(KernelRequest request)
        {
            if (request.Channel == KernelChannel.Control || request.Type == "shutdown_request")
                control!.Answer(request);
            else
                shell!.Add(request);
        }
    }

    private static PosixSignalRegistration On(PosixSignal signal, Action action) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        action();
    });

    private static async Task UntilEndAsync(string? parentId, CancellationToken ending)
    {
        try
        {
            await ParentWatch.UntilGoneAsync(parentId, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Asked to end: what a kernel waits for.
        }
    }

    private static async Task EndAsync(ShellRequests shell, Task answering, Task<INotebookEngine> engine, Action<string> log)
    {
        shell.End();
        shell.Interrupt();
        try
        {
            await answering.WaitAsync(Patience).ConfigureAwait(false);
            var started = await engine.WaitAsync(Patience).ConfigureAwait(false);
            await started.DisposeAsync().AsTask().WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            log("a cell did not stop; the kernel ends nevertheless.");
        }
        catch (Exception fault)
        {
            log($"the engine did not end as it should: {fault.GetType().Name}.");
        }
    }
}
