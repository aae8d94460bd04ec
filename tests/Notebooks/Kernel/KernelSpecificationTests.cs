using System.Text.Json;
using LobResearch.Notebooks.Kernel;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>The folder by which Jupyter knows the kernel.</summary>
public sealed class KernelSpecificationTests
{
    private static readonly string[] Lob = ["/usr/bin/dotnet", "/opt/lob research/lob.dll"];

    [Test]
    public void Install_Twice_LeavesOneFileThatStartsTheKernel()
    {
        using var folder = new TemporaryFolder();
        KernelSpecification.Install(folder.Path, ["old"]);
        var installed = KernelSpecification.Install(folder.Path, Lob);
        Assert.That(Directory.GetFiles(installed).Select(Path.GetFileName), Is.EqualTo(new[] { "kernel.json" }));
        var root = JsonDocument.Parse(File.ReadAllText(Path.Combine(installed, "kernel.json"))).RootElement;
        Assert.That(
            root.GetProperty("argv").EnumerateArray().Select(argument => argument.GetString()),
            Is.EqualTo(new[] { "/usr/bin/dotnet", "/opt/lob research/lob.dll", "kernel", "run", "{connection_file}" }));
        Assert.That(root.GetProperty("display_name").GetString(), Is.EqualTo("C# (LobResearch)"));
        Assert.That(root.GetProperty("language").GetString(), Is.EqualTo("C#"));
        Assert.That(root.GetProperty("interrupt_mode").GetString(), Is.EqualTo("message"));
        Assert.That(KernelSpecification.CommandIn(folder.Path), Has.Count.EqualTo(5));
    }

    [Test]
    public void Uninstall_TakesTheFolderAway_AndSaysWhenThereIsNone()
    {
        using var folder = new TemporaryFolder();
        var installed = KernelSpecification.Install(folder.Path, Lob);
        Assert.That(KernelSpecification.Uninstall(folder.Path), Is.EqualTo(installed));
        Assert.That(Directory.Exists(installed), Is.False);
        Assert.That(KernelSpecification.CommandIn(folder.Path), Is.Null);
        Assert.That(() => KernelSpecification.Uninstall(folder.Path), Throws.TypeOf<InputFault>().With.Message.Contains("isn't installed"));
    }

    [Test]
    public void Uninstall_OtherFilesThere_StayThere()
    {
        using var folder = new TemporaryFolder();
        var logo = Path.Combine(KernelSpecification.Install(folder.Path, Lob), "logo-64x64.png");
        File.WriteAllText(logo, "");
        KernelSpecification.Uninstall(folder.Path);
        Assert.That(File.Exists(logo), Is.True);
    }

    [Test]
    public void PrefixFolder_IsWhereJupyterLooks() => Assert.That(KernelSpecification.PrefixFolder("/usr/local"), Is.EqualTo("/usr/local/share/jupyter"));
}
