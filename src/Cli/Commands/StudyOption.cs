using System.CommandLine;

namespace LobResearch.Cli.Commands;

/// <summary>Which study a verb works on.</summary>
internal static class StudyOption
{
    public static Option<string> Create() => new("--study")
    {
        Description = "The study: the name of an example, or a folder that holds study.yaml.",
        DefaultValueFactory = _ => LobStudy.DefaultName,
    };
}
