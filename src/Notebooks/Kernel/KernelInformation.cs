using System.Reflection;
using System.Text.Json.Nodes;

namespace LobResearch.Notebooks.Kernel;

/// <summary>What the kernel tells about itself. Name, extension, type and lexer of the language are those of .NET Interactive's
/// C# kernel, so that a notebook saved with either opens in the other.</summary>
internal static class KernelInformation
{
    /// <summary>The language's name in notebooks and in the kernel's folder.</summary>
    public const string Language = "C#";

    /// <summary>The language's version.</summary>
    public const string LanguageVersion = "14.0";

    private static readonly string Version = typeof(KernelInformation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Content of the answer to <c>kernel_info_request</c>.</summary>
    public static JsonObject Content()
    {
        var content = KernelAnswers.Ok();
        content["protocol_version"] = MessageFraming.ProtocolVersion;
        content["implementation"] = "lob-csharp";
        content["implementation_version"] = Version;
        content["language_info"] = new JsonObject
        {
            ["name"] = Language,
            ["version"] = LanguageVersion,
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        };
        content["banner"] = $"LobResearch {Version}, {Language} {LanguageVersion}";
        content["debugger"] = false;
        content["help_links"] = new JsonArray();
        return content;
    }
}
