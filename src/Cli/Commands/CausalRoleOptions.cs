using System.CommandLine;
using LobResearch.Statistics.Causal;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary>The verbs that estimate by double machine learning.</summary>
internal enum CausalUse
{
    /// <summary><c>lob fit dml</c>.</summary>
    PartiallyLinear,

    /// <summary><c>lob fit irm</c>.</summary>
    Interactive,

    /// <summary><c>lob dose</c>.</summary>
    Dose,
}

/// <summary>Options that say which column plays which part.</summary>
/// <param name="use">Which verb they are of.</param>
internal sealed class CausalRoleOptions(CausalUse use)
{
    public Option<string> Data { get; } = new("--data") { Description = "A CSV file with headings; empty cells are missing.", Required = true };

    public Option<string> Outcome { get; } = new("--outcome") { Description = "Column with the outcome.", Required = true };

    public Option<string> Exposure { get; } = new("--exposure")
    {
        Description = use switch
        {
            CausalUse.Dose => "Column with the dose: numbers of 0 or more, some of them 0.",
            CausalUse.Interactive => "Column with the exposure, 0 and 1.",
            _ => "Column with the exposure; several with commas.",
        },
        Required = true,
    };

    public Option<string> Covariates { get; } = new("--covariates") { Description = "The covariates as in a formula, such as \"age + factor(wave)\".", DefaultValueFactory = _ => "1" };

    public Option<string?> Cluster { get; } = new("--cluster") { Description = "Column within whose values errors go together, and that folds keep whole; two crossed ones with a comma." };

    public Option<string?> FoldsColumn { get; } = new("--folds-column") { Description = "Column whose values are the folds." };

    public Option<string?> Nuisance { get; } = new("--nuisance")
    {
        Description = use switch
        {
            CausalUse.Dose => "Columns with out-of-fold predictions: l=col, m:1=col,m:2=col … per category by its label, and b:1=col … per function of the curve.",
            CausalUse.Interactive => "Columns with out-of-fold predictions: g0=col,g1=col,m=col (att needs no g1).",
            _ => "Columns with out-of-fold predictions: l=col,m=col (iv-type: g=col,m=col); with several exposures l:d=col,m:d=col per exposure d.",
        },
    };

    public Option<string?> Groups { get; } = new("--groups") { Description = "Column whose values get an effect each.", Hidden = use == CausalUse.Dose };

    public Option<string[]> References { get; } = new("--reference") { Description = "column=level that others are compared with; may be repeated." };

    public Option<string[]> Levels { get; } = new("--levels") { Description = "column=a,b,c: the order of its levels; may be repeated." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Data, Outcome, Exposure, Covariates, Cluster, FoldsColumn, Nuisance, Groups, References, Levels })
            command.Add(option);
    }

    public CausalRoles Read(ParseResult parsed) => new(parsed.GetValue(Outcome)!, List(parsed.GetValue(Exposure)!, "--exposure"))
    {
        Covariates = parsed.GetValue(Covariates)!,
        Clusters = parsed.GetValue(Cluster) is { } cluster ? List(cluster, "--cluster") : [],
        FoldColumn = parsed.GetValue(FoldsColumn),
        Nuisance = Pairs(parsed.GetValue(Nuisance)),
        Groups = parsed.GetValue(Groups),
        Design = FitCommand.Design(parsed.GetValue(References) ?? [], parsed.GetValue(Levels) ?? []),
    };

    internal static string[] List(string text, string option)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        return Array.TrueForAll(names, name => name.Length > 0) ? names : throw new InputFault($"{option} '{text}': expected a column, or several with commas between.");
    }

    private static Dictionary<string, string> Pairs(string? text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var sides = part.Split('=', 2);
            if (sides.Length != 2 || sides[0].Length == 0 || sides[1].Length == 0)
                throw new InputFault($"--nuisance '{part}': expected name=column, such as m=m_hat.");
            if (!pairs.TryAdd(sides[0], sides[1]))
                throw new InputFault($"--nuisance names {sides[0]} twice; keep one.");
        }

        return pairs;
    }
}
