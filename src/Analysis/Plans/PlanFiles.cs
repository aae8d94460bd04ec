using LobResearch.Study;
using LobResearch.Study.Design;

namespace LobResearch.Analysis.Plans;

/// <summary>Where a study's plans are.</summary>
public static class PlanFiles
{
    /// <summary>The names of the study's plans.</summary>
    public static IReadOnlyList<string> Names(StudyDefinition study)
    {
        var folder = Path.Combine(study.Folder, "plans");
        return Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToList()
            : [];
    }

    /// <summary>The file of a plan.</summary>
    /// <param name="study">The study.</param>
    /// <param name="nameOrPath">A file, or the name of one in the study's <c>plans/</c>.</param>
    /// <exception cref="InputFault">There is none.</exception>
    public static string Find(StudyDefinition study, string nameOrPath)
    {
        if (File.Exists(nameOrPath))
            return nameOrPath;
        var named = Path.Combine(study.Folder, "plans", nameOrPath + ".yaml");
        if (File.Exists(named))
            return named;
        var known = Names(study);
        throw new InputFault($"There is no plan '{nameOrPath}': expected a file, or one of the study's plans ({(known.Count == 0 ? "none" : string.Join(", ", known))}).");
    }
}
