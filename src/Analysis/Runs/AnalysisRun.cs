using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;

namespace LobResearch.Analysis.Runs;

/// <summary>An analysis that was run: its estimates and what identifies them.</summary>
/// <param name="Id">12 hex digits; the same plan on the same data by the same program has the same id.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Estimates">In the plan's order.</param>
/// <param name="Batches">The batches whose rows were read.</param>
/// <param name="ProgramVersion">Which program.</param>
/// <param name="IsNew">False when the very same run was stored before.</param>
public sealed record AnalysisRun(
    string Id, AnalysisPlan Plan, IReadOnlyList<EffectEstimate> Estimates, IReadOnlyList<long> Batches, string ProgramVersion, bool IsNew)
{
    /// <summary>The estimates as a table.</summary>
    public override string ToString() => EstimateTable.Format(Estimates);
}
