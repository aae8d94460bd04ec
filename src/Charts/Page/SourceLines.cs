using LobResearch.Charts.Theme;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Page;

/// <summary>The last lines of a page: where its numbers come from.</summary>
internal static class SourceLines
{
    /// <summary>Of a picture that draws a run: with its id, by which every number can be traced.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="programVersion">The version that made the run.</param>
    /// <param name="language">Language of the words.</param>
    public static string Of(StudyDefinition study, string run, string programVersion, Language language) =>
        $"{Of(study, language)}\nRun {run}, lob {programVersion}.";

    /// <summary>Of a picture that draws the data themselves.</summary>
    /// <param name="study">The study.</param>
    /// <param name="language">Language of the words.</param>
    public static string Of(StudyDefinition study, Language language) =>
        language == Language.Dutch ? $"Bron: {study.DataSource.In(language)}." : $"Source: {study.DataSource.In(language)}.";
}
