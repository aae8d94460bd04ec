using System.Text.Encodings.Web;
using System.Text.Json;

namespace LobResearch.Cli.Terminal;

/// <summary>How the command line writes JSON.</summary>
internal static class JsonOutput
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON has neither NaN nor infinity: an undefined number is null.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
