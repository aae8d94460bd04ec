using System.Net;
using System.Text;
using System.Text.Json;
using LobResearch.Study;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Where a kernel listens and with which key its messages are signed, as Jupyter wrote it down for this one kernel.</summary>
/// <param name="Address">A loopback address; no other is accepted.</param>
/// <param name="ShellPort">TCP port of the requests.</param>
/// <param name="ControlPort">TCP port of interrupt and shutdown.</param>
/// <param name="InputPort">TCP port over which input would be asked for.</param>
/// <param name="PublishPort">TCP port of everything that all front ends see.</param>
/// <param name="HeartbeatPort">TCP port that echoes.</param>
/// <param name="Key">The shared secret of the signatures; never empty.</param>
internal sealed record ConnectionFile(
    IPAddress Address, int ShellPort, int ControlPort, int InputPort, int PublishPort, int HeartbeatPort, byte[] Key)
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Reads a connection file and refuses one that would open the kernel to others.</summary>
    /// <param name="path">The file that Jupyter names on the command line.</param>
    /// <param name="log">Takes a line when the file had to be closed to other accounts.</param>
    /// <exception cref="InputFault">The file isn't there or isn't a connection file, other accounts may write it, or it names an
    /// address that other machines reach, a transport other than TCP, no key, or another signature scheme.</exception>
    public static ConnectionFile Read(string path, Action<string> log)
    {
        if (!File.Exists(path))
            throw new InputFault($"{path}: there is no such connection file. Jupyter writes one for each kernel it starts; start the kernel from Jupyter.");
        KeepToOwner(path, log);
        return Parse(File.ReadAllText(path), path);
    }

    /// <summary>Reads the text of a connection file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">How messages call the file.</param>
    /// <exception cref="InputFault">As for <see cref="Read"/>.</exception>
    public static ConnectionFile Parse(string json, string name)
    {
        var root = RootOf(json, name);
        if (Text(root, "transport", name) is var transport and not "tcp")
            throw new InputFault($"{name}: the transport '{transport}' isn't one this kernel has. Expected 'tcp'; set c.KernelManager.transport to it in Jupyter's configuration.");
        if (Text(root, "signature_scheme", name) is var scheme and not "hmac-sha256")
            throw new InputFault($"{name}: the signature scheme '{scheme}' isn't one this kernel has. Expected 'hmac-sha256', which is Jupyter's own.");
        var key = Text(root, "key", name);
        if (key.Length == 0)
            throw new InputFault($"{name}: the key is empty, so that anyone on this machine could run code. Take c.Session.key out of Jupyter's configuration.");
        return new ConnectionFile(
            Loopback(Text(root, "ip", name), name),
            Port(root, "shell_port", name),
            Port(root, "control_port", name),
            Port(root, "stdin_port", name),
            Port(root, "iopub_port", name),
            Port(root, "hb_port", name),
            Encoding.UTF8.GetBytes(key));
    }

    // Some front ends write the file with the account's usual mode: it is closed then, since its key lets one run code.
    private static void KeepToOwner(string path, Action<string> log)
    {
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & OthersWrite) != 0)
            throw new InputFault($"{path}: other accounts may change this file, so its key can't be trusted. Do 'chmod 600' on it and on what writes it, and start the kernel again.");
        if ((mode & OthersRead) == 0)
            return;
        File.SetUnixFileMode(path, mode & ~OthersRead);
        log("other accounts could read the connection file; it is readable by its owner only from now on.");
    }

    private static JsonElement RootOf(string json, string name)
    {
        try
        {
            var root = JsonDocument.Parse(json).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new InputFault($"{name}: this isn't a Jupyter connection file. Expected one JSON object with ip, ports and key; start the kernel from Jupyter.");
        }
    }

    private static IPAddress Loopback(string ip, string name)
    {
        if (ip == "localhost")
            return IPAddress.Loopback;
        if (IPAddress.TryParse(ip, out var address) && IPAddress.IsLoopback(address))
            return address;
        throw new InputFault($"{name}: ip '{ip}' is not this machine's loopback, so other machines could reach the kernel. Expected 127.0.0.1; set c.KernelManager.ip to it in Jupyter's configuration.");
    }

    private static int Port(JsonElement root, string field, string name) =>
        root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new InputFault($"{name}: {field} is missing or no port. Expected a whole number from 1 to 65535; start the kernel from Jupyter.");

    private static string Text(JsonElement root, string field, string name) =>
        root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new InputFault($"{name}: {field} is missing or no text. Start the kernel from Jupyter, which writes it.");
}
