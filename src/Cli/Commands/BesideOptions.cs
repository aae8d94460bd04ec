using System.CommandLine;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Beside;
using LobResearch.Statistics.Columns;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary>Options that lay plainer estimates beside a causal one.</summary>
internal sealed class BesideOptions
{
    public Option<bool> Beside { get; } = new("--beside") { Description = "Also the unadjusted, ANCOVA, change-score, within-cluster and overlap-weighted estimates of the same rows, with a balance table." };

    public Option<string?> Baseline { get; } = new("--baseline") { Description = "With --beside: column with the outcome before the exposure." };

    public void AddTo(Command command)
    {
        command.Add(Beside);
        command.Add(Baseline);
    }

    /// <summary>The roles, with the baseline required too, so that all estimates are of the same rows.</summary>
    public CausalRoles Require(ParseResult parsed, CausalRoles roles)
    {
        if (parsed.GetValue(Baseline) is not { } baseline)
            return roles;
        return parsed.GetValue(Beside)
            ? roles with { Design = roles.Design with { AlsoRequired = [.. roles.Design.AlsoRequired, baseline] } }
            : throw new InputFault("--baseline belongs to --beside.");
    }

    public CausalFit Add(ParseResult parsed, CausalFit fit, ColumnSet columns) => parsed.GetValue(Beside)
        ? fit with { Beside = Comparators.Estimate(fit.Data, columns, parsed.GetValue(Baseline), fit.Confidence) }
        : fit;
}
