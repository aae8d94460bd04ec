using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LobResearch.Study.Yaml;

/// <summary>Opens a YAML file whose top is a map. Faults go to the list, with line and column.</summary>
public static class YamlFile
{
    private const long LongestFile = 4 * 1024 * 1024;

    /// <summary>Reads the file.</summary>
    /// <returns>Its top map; null when the file could not be read at all (the list says why).</returns>
    public static YamlMap? Open(string path, FaultList faults)
    {
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LongestFile })
                return Refuse(path, faults, 1, 1, $"the file is over {LongestFile / 1024 / 1024} MB, which no codebook, source or plan is");
            text = File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            return Refuse(path, faults, 1, 1, "the file is not UTF-8; save it as UTF-8");
        }
        catch (IOException fault)
        {
            return Refuse(path, faults, 1, 1, "the file cannot be read: " + fault.Message);
        }

        return Parse(text, path, faults);
    }

    /// <summary>Reads YAML text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Named in faults.</param>
    /// <param name="faults">Takes the faults.</param>
    public static YamlMap? Parse(string text, string path, FaultList faults)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException fault)
        {
            return Refuse(path, faults, (int)fault.Start.Line, (int)fault.Start.Column, SyntaxMessage(fault));
        }

        if (stream.Documents.Count == 0)
            return Refuse(path, faults, 1, 1, "the file is empty; expected keys and values");
        return stream.Documents[0].RootNode is YamlMappingNode map
            ? new YamlMap(map, path, faults)
            : Refuse(path, faults, 1, 1, "expected keys and values at the top of the file");
    }

    private static YamlMap? Refuse(string path, FaultList faults, int line, int column, string message)
    {
        faults.Add(new Fault(path, line, column, message));
        return null;
    }

    private static string SyntaxMessage(YamlException fault) =>
        fault.Message.Contains("Duplicate key", StringComparison.OrdinalIgnoreCase)
            ? "this key stands twice in one map; keep one of them"
            : "this is not well-formed YAML: " + fault.Message.Split('\n')[0].Trim() +
              ". Check indentation (spaces, no tabs), colons and quotes";
}
