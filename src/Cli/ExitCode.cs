namespace LobResearch.Cli;

/// <summary>What every verb's exit code means.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, and something in the data needs a person.</summary>
    public const int Findings = 1;

    /// <summary>Wrong usage or bad input; nothing was changed.</summary>
    public const int BadInput = 2;

    /// <summary>The environment isn't there: database not reachable, program missing, folder not writable.</summary>
    public const int Environment = 3;

    /// <summary>Ended by the user (128 + SIGINT).</summary>
    public const int Cancelled = 130;
}
