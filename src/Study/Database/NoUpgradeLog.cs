using DbUp.Engine.Output;

namespace LobResearch.Study.Database;

/// <summary>Migrations report through their result; the library's running commentary is not shown.</summary>
internal sealed class NoUpgradeLog : IUpgradeLog
{
    public void LogTrace(string format, params object[] args)
    {
    }

    public void LogDebug(string format, params object[] args)
    {
    }

    public void LogInformation(string format, params object[] args)
    {
    }

    public void LogWarning(string format, params object[] args)
    {
    }

    public void LogError(string format, params object[] args)
    {
    }

    public void LogError(Exception ex, string format, params object[] args)
    {
    }
}
