using System.Runtime;

namespace LobResearch.Notebooks.Engine.Running;

/// <summary>Runs code that can be stopped though it doesn't look at a token: a loop without end, a sleep, a wait.</summary>
/// <remarks>
/// Code runs under <see cref="ControlledExecution"/>, which throws in its thread when it is to stop. What comes after an
/// await is brought under it too, by a context that puts continuations on the pool's threads: it keeps none waiting, so that
/// <c>.Result</c> doesn't lock up as it would with a context of one thread. Code on threads that the cell made itself
/// is left behind when it doesn't stop.
/// </remarks>
#pragma warning disable CA1001 // Code that is left behind still holds the token; a source without a timer has nothing to free.
internal sealed class StoppableRun(CancellationToken stop)
#pragma warning restore CA1001
{
    private const int StackBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1200);
    private readonly CancellationTokenSource _abort = new();

    /// <summary>Runs code to its end, or until it is stopped.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> code)
    {
        var started = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => RunFirst(code, started), StackBytes) { IsBackground = true, Name = "cell" };
        thread.Start();
        var run = started.Task.Unwrap();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(() => stopped.TrySetResult());
        if (await Task.WhenAny(run, stopped.Task) != run)
        {
            // Code that looks at the token ends by itself; the rest is made to.
            _ = Task.Run(_abort.Cancel, CancellationToken.None);
            thread.Interrupt();
            await Task.WhenAny(run, Task.Delay(Patience, CancellationToken.None));
            stop.ThrowIfCancellationRequested();
        }
        return await run;
    }

    private void RunFirst<T>(Func<Task<T>> code, TaskCompletionSource<Task<T>> started)
    {
        try
        {
            Task<T>? run = null;
            Controlled(() =>
            {
                SynchronizationContext.SetSynchronizationContext(new StoppableContext(this));
                run = code();
            });
            started.SetResult(run!);
        }
        catch (Exception fault)
        {
            started.SetException(fault);
        }
    }

    private void Controlled(Action code)
    {
#pragma warning disable SYSLIB0046 // Nothing else stops a loop without end; a notebook's process is a person's own.
        ControlledExecution.Run(code, _abort.Token);
#pragma warning restore SYSLIB0046
    }

    /// <summary>Brings what comes after an await under the same control.</summary>
    private sealed class StoppableContext(StoppableRun run) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) =>
            ThreadPool.QueueUserWorkItem(_ => Continue(d, state), null);

        public override SynchronizationContext CreateCopy() => this;

        private void Continue(SendOrPostCallback callback, object? state)
        {
            var before = Current;
            try
            {
                run.Controlled(() =>
                {
                    SetSynchronizationContext(this);
                    callback(state);
                });
            }
            catch (Exception fault) when (fault is OperationCanceledException or ThreadInterruptedException)
            {
                // Stopped: the run is over for everyone who waits for it.
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }
}
