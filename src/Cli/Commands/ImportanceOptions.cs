using System.CommandLine;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Learning;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary>Options that ask which covariates the nuisance functions need.</summary>
internal sealed class ImportanceOptions
{
    private readonly Option<bool> _importance = new("--importance") { Description = "How much worse outcome and exposure are predicted with each covariate shuffled." };

    private readonly Option<string[]> _theme = new("--theme") { Description = "name=a,b: covariates shuffled together for --importance; may be repeated." };

    public void AddTo(Command command)
    {
        command.Add(_importance);
        command.Add(_theme);
    }

    /// <summary>Refuses what can't be asked of these data, before anything is learned.</summary>
    public void Check(ParseResult parsed, CausalData data)
    {
        var themes = Themes(parsed);
        if (parsed.GetValue(_importance))
            CausalImportance.Refuse(data, themes);
        else if (themes is not null)
            throw new InputFault("--theme belongs to --importance.");
    }

    public CausalFit Add(ParseResult parsed, CausalFit fit, CausalOptions options) =>
        parsed.GetValue(_importance) ? fit with { Importance = CausalImportance.Of(fit.Data, options, Themes(parsed)) } : fit;

    private List<ImportanceTheme>? Themes(ParseResult parsed) => parsed.GetValue(_theme) is { Length: > 0 } themes ? [.. themes.Select(Theme)] : null;

    private static ImportanceTheme Theme(string text)
    {
        var sides = text.Split('=', 2);
        return sides.Length == 2 && sides[0].Length > 0
            ? new ImportanceTheme(sides[0], CausalRoleOptions.List(sides[1], "--theme"))
            : throw new InputFault($"--theme '{text}': expected name=covariate, or several covariates with commas between.");
    }
}
