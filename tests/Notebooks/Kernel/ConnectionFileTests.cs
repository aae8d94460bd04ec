using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using LobResearch.Notebooks.Kernel;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>What a connection file may say.</summary>
public sealed class ConnectionFileTests
{
    private readonly List<string> _log = [];

    [SetUp]
    public void Begin() => _log.Clear();

    [Test]
    public void Parse_JupytersOwnFile_GivesPortsAndKey()
    {
        var connection = ConnectionFile.Parse(Valid().ToJsonString(), "kernel.json");
        Assert.That(connection.Address, Is.EqualTo(IPAddress.Loopback));
        Assert.That(
            new[] { connection.ShellPort, connection.ControlPort, connection.InputPort, connection.PublishPort, connection.HeartbeatPort },
            Is.EqualTo(new[] { 50001, 50002, 50003, 50004, 50005 }));
        Assert.That(connection.Key, Is.EqualTo("a-key"u8.ToArray()));
    }

    [TestCase("localhost", AddressFamily.InterNetwork)]
    [TestCase("127.0.0.2", AddressFamily.InterNetwork)]
    [TestCase("::1", AddressFamily.InterNetworkV6)]
    public void Parse_Loopback_IsTaken(string ip, AddressFamily family) =>
        Assert.That(ConnectionFile.Parse(With("ip", ip), "kernel.json").Address.AddressFamily, Is.EqualTo(family));

    [TestCase("ip", "0.0.0.0", "loopback")]
    [TestCase("ip", "*", "loopback")]
    [TestCase("ip", "192.168.1.7", "loopback")]
    [TestCase("ip", "::", "loopback")]
    [TestCase("transport", "ipc", "'tcp'")]
    [TestCase("transport", "inproc", "'tcp'")]
    [TestCase("signature_scheme", "hmac-md5", "'hmac-sha256'")]
    [TestCase("key", "", "anyone")]
    public void Parse_WhatOpensTheKernelToOthers_IsRefused(string field, string value, string says) =>
        Assert.That(() => ConnectionFile.Parse(With(field, value), "kernel.json"), Throws.TypeOf<InputFault>().With.Message.Contains(says).And.Message.StartsWith("kernel.json: "));

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("{}")]
    public void Parse_NoConnectionFile_SaysSo(string json) =>
        Assert.That(() => ConnectionFile.Parse(json, "kernel.json"), Throws.TypeOf<InputFault>().With.Message.Contains("from Jupyter"));

    [TestCase("0")]
    [TestCase("65536")]
    [TestCase("1.5")]
    [TestCase("\"80\"")]
    public void Parse_NoPort_SaysWhich(string port)
    {
        var file = Valid();
        file["iopub_port"] = JsonNode.Parse(port);
        Assert.That(() => ConnectionFile.Parse(file.ToJsonString(), "kernel.json"), Throws.TypeOf<InputFault>().With.Message.Contains("iopub_port"));
    }

    [Test]
    public void Read_NoFile_SaysWhatToDo() =>
        Assert.That(() => ConnectionFile.Read("/nowhere/kernel.json", _log.Add), Throws.TypeOf<InputFault>().With.Message.Contains("start the kernel from Jupyter"));

    [Test]
    public void Read_OthersMayRead_ClosesTheFileAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = Written(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        ConnectionFile.Read(path, _log.Add);
        Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(_log, Is.EqualTo(new[] { "other accounts could read the connection file; it is readable by its owner only from now on." }));
    }

    [Test]
    public void Read_OthersMayWrite_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Written(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.That(() => ConnectionFile.Read(path, _log.Add), Throws.TypeOf<InputFault>().With.Message.Contains("can't be trusted"));
    }

    [Test]
    public void Read_OwnersOnly_SaysNothing()
    {
        using var folder = new TemporaryFolder();
        ConnectionFile.Read(Written(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite), _log.Add);
        Assert.That(_log, Is.Empty);
    }

    private static JsonObject Valid() => new()
    {
        ["shell_port"] = 50001,
        ["control_port"] = 50002,
        ["stdin_port"] = 50003,
        ["iopub_port"] = 50004,
        ["hb_port"] = 50005,
        ["ip"] = "127.0.0.1",
        ["key"] = "a-key",
        ["transport"] = "tcp",
        ["signature_scheme"] = "hmac-sha256",
        ["kernel_name"] = "lob-csharp",
    };

    private static string With(string field, string value)
    {
        var file = Valid();
        file[field] = value;
        return file.ToJsonString();
    }

    private static string Written(TemporaryFolder folder, UnixFileMode mode)
    {
        var path = Path.Combine(folder.Path, "kernel.json");
        File.WriteAllText(path, Valid().ToJsonString());
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
