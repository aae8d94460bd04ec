namespace LobResearch.Cli.Terminal;

/// <summary>Says on standard error what takes time, a line each: for verbs that take seconds.</summary>
internal sealed class ProgressLine : IProgress<string>
{
    public static ProgressLine Instance { get; } = new();

    public void Report(string value) => Console.Error.WriteLine("… " + value);
}
