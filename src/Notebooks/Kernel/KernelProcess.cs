using LobResearch.Notebooks.Engine;
using NetMQ;

namespace LobResearch.Notebooks.Kernel;

/// <summary>A process that is a kernel and nothing else.</summary>
internal static class KernelProcess
{
    /// <summary>Names the process whose death ends the kernel; Jupyter sets it.</summary>
    private const string ParentVariable = "JPY_PARENT_PID";

    /// <summary>Is a kernel until a front end ends it, its parent dies or it gets SIGTERM.</summary>
    /// <param name="connectionFile">The file that Jupyter names.</param>
    /// <param name="startEngine">Makes the engine.</param>
    /// <exception cref="Study.InputFault">The connection file would open the kernel to others, or isn't one.</exception>
    /// <exception cref="Study.EnvironmentFault">A port is taken.</exception>
    public static async Task RunAsync(string connectionFile, Func<Task<INotebookEngine>> startEngine)
    {
        // Kept before cells take standard error over.
        var error = Console.Error;
        void Log(string line) => error.WriteLine("lob kernel: " + line);

        var connection = ConnectionFile.Read(connectionFile, Log);
        await KernelHost.RunAsync(connection, startEngine, Environment.GetEnvironmentVariable(ParentVariable), Log).ConfigureAwait(false);
        // Waits until the last messages have left, as long as the sockets' linger lets it.
        NetMQConfig.Cleanup(block: true);
    }
}
