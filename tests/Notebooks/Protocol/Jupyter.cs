using System.Diagnostics;
using LobResearch.TestKit;

namespace LobResearch.Notebooks.Tests.Protocol;

/// <summary>Jupyter from the machine's packages, in folders of the test's own, with the kernel of this build installed.</summary>
internal sealed class Jupyter : IDisposable
{
    private static readonly string[] Pythons = ["/usr/bin/python3", "python3"];

    private readonly TemporaryFolder _folder = new();
    private readonly string _python;

    private Jupyter(string python) => _python = python;

    /// <summary>Sets it up.</summary>
    /// <param name="modules">Python modules that must be there.</param>
    /// <returns>Null when they aren't.</returns>
    public static async Task<Jupyter?> FindAsync(params string[] modules)
    {
        foreach (var python in Pythons.Where(python => !Path.IsPathRooted(python) || File.Exists(python)))
        {
            var jupyter = new Jupyter(python);
            var (code, _, _) = await jupyter.RunAsync(python, ["-c", "import " + string.Join(", ", modules)]);
            if (code == 0)
                return await jupyter.WithKernelAsync();
            jupyter.Dispose();
        }

        return null;
    }

    /// <summary>A path in its folder.</summary>
    public string At(string name) => _folder.At(name);

    /// <summary>Writes a file into its folder.</summary>
    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Runs Python.</summary>
    public Task<(int Code, string Output, string Error)> PythonAsync(params string[] arguments) => RunAsync(_python, arguments);

    public void Dispose() => _folder.Dispose();

    private async Task<Jupyter> WithKernelAsync()
    {
        var (code, _, error) = await RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "lob.dll"), "kernel", "install", "--prefix", _folder.Path]);
        Assert.That(code, Is.Zero, error);
        return this;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["JUPYTER_PATH"] = _folder.At("share", "jupyter");
        foreach (var variable in new[] { "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "LOB_HOME" })
            start.Environment[variable] = _folder.At(variable);
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
