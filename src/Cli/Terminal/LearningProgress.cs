using System.Diagnostics;
using System.Globalization;
using LobResearch.Statistics.Causal;

namespace LobResearch.Cli.Terminal;

/// <summary>Says on standard error how far an estimate is, once it takes long: one line that changes on a terminal, a line now and then elsewhere.</summary>
internal sealed class LearningProgress : IProgress<CausalProgress>, IDisposable
{
    // Shorter work needs no word; a log needs no line per second.
    private static readonly TimeSpan First = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenOnTerminal = TimeSpan.FromSeconds(0.5);
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private TimeSpan _next = First;
    private int _width;

    /// <inheritdoc/>
    public void Report(CausalProgress value)
    {
        lock (_lock)
        {
            if (_since.Elapsed < _next)
                return;
            var line = string.Create(CultureInfo.InvariantCulture, $"… learning for {value.Task}: {value.Done} of {value.Of}");
            _next = _since.Elapsed + (Console.IsErrorRedirected ? Between : BetweenOnTerminal);
            if (Console.IsErrorRedirected)
            {
                Console.Error.WriteLine(line);
                return;
            }

            Console.Error.Write("\r" + line.PadRight(_width));
            _width = line.Length;
        }
    }

    /// <summary>Takes the changing line away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_width > 0)
                Console.Error.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }
}
