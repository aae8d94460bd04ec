using System.Text.Encodings.Web;
using System.Text.Json;

namespace LobResearch.Cli.Terminal;

/// <summary>How the command line writes JSON.</summary>
internal static class JsonOutput
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
