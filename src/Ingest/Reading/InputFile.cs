using LobResearch.Study;

namespace LobResearch.Ingest.Reading;

/// <summary>What a file must be before anything is read from it.</summary>
internal static class InputFile
{
    /// <summary>Refuses a file that isn't there, and one whose name could steer a terminal or forge a line in a report.</summary>
    /// <exception cref="InputFault">It is refused.</exception>
    public static void Require(string path)
    {
        if (path.Any(char.IsControl))
            throw new InputFault($"{VisibleText.Of(path)}: the file's name holds a control character. Give it a plain name.");
        if (Directory.Exists(path))
            throw new InputFault($"{path}: this is a folder. Name a file in it.");
        if (!File.Exists(path))
            throw new InputFault($"{path}: there is no such file. Check the name and the folder.");
    }
}
