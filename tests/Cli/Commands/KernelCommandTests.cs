using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob kernel</c>: how Jupyter comes to know of it, and what it refuses to be.</summary>
public sealed class KernelCommandTests
{
    private TemporaryFolder _folder = null!;

    private Dictionary<string, string> OwnJupyter => new() { ["JUPYTER_DATA_DIR"] = _folder.At("jupyter"), ["JUPYTER_PATH"] = "" };

    [SetUp]
    public void Begin() => _folder = new TemporaryFolder();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task Install_List_Uninstall_ForThisAccount()
    {
        var installed = await RunAsync("install");
        Assert.That(installed.ExitCode, Is.Zero, installed.Error);
        Assert.That(File.Exists(_folder.At("jupyter", "kernels", "lob-csharp", "kernel.json")), Is.True);
        Assert.That((await RunAsync("list")).Output, Does.Contain(_folder.At("jupyter", "kernels", "lob-csharp") + ": " + Path.Combine(AppContext.BaseDirectory, "lob.dll")));
        Assert.That((await RunAsync("uninstall")).ExitCode, Is.Zero);
        Assert.That(Directory.Exists(_folder.At("jupyter", "kernels", "lob-csharp")), Is.False);
    }

    [Test]
    public async Task Install_UnderAPrefix_WritesWhereJupyterLooks()
    {
        Assert.That((await RunAsync("install", "--prefix", _folder.At("venv"))).ExitCode, Is.Zero);
        Assert.That(File.Exists(_folder.At("venv", "share", "jupyter", "kernels", "lob-csharp", "kernel.json")), Is.True);
    }

    [Test]
    public async Task List_ProgramHasMoved_SaysSo()
    {
        _folder.Write("jupyter/kernels/lob-csharp/kernel.json", """{"argv": ["dotnet", "/gone/lob.dll", "kernel", "run", "{connection_file}"]}""");
        Assert.That((await RunAsync("list")).Output, Does.Contain("/gone/lob.dll is no longer there"));
    }

    [TestCase("two places", "install", "--user", "--prefix", "/tmp/x")]
    [TestCase("--prefix is empty", "install", "--prefix", "")]
    [TestCase("isn't installed there", "uninstall")]
    [TestCase("no such connection file", "run", "/nowhere/kernel.json")]
    public async Task BadInput_IsOneClearLine(string says, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Faults, Has.Count.EqualTo(1));
        Assert.That(result.Faults[0], Does.Contain(says));
    }

    [Test]
    public async Task Run_AddressThatOthersReach_IsRefused()
    {
        var file = _folder.Write("kernel.json", """{"shell_port":1,"control_port":2,"stdin_port":3,"iopub_port":4,"hb_port":5,"ip":"0.0.0.0","key":"a","transport":"tcp","signature_scheme":"hmac-sha256"}""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var result = await RunAsync("run", file);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Faults.Single(), Does.Contain("loopback"));
    }

    private Task<LobResult> RunAsync(params string[] arguments) => LobProcess.RunAsync(_folder.Path, OwnJupyter, ["kernel", .. arguments]);
}
