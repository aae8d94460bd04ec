using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;

namespace LobResearch.Analysis.Runs;

/// <summary>A plan of effects that was run.</summary>
/// <param name="Id">12 hex digits; the same plan on the same data by the same program has the same id.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Label"><c>confirmatory</c>: as fixed before the outcome came in; <c>exploratory</c>: anything else.</param>
/// <param name="LabelReason">Why.</param>
/// <param name="Report">What came out.</param>
/// <param name="Estimates">The effects as they are stored.</param>
/// <param name="Batches">The batches whose rows were read.</param>
/// <param name="Kind">real or simulated: every picture and table says so.</param>
/// <param name="ProgramVersion">Which program.</param>
/// <param name="IsNew">False when the very same run was stored before.</param>
public sealed record EffectRun(
    string Id, EffectPlan Plan, string Label, string LabelReason, EffectReport Report, IReadOnlyList<EffectEstimate> Estimates, IReadOnlyList<long> Batches, string Kind, string ProgramVersion, bool IsNew)
{
    /// <summary>The run in a few lines: what can be told apart, and the primary effects.</summary>
    /// <param name="truth">From a component to its true effect, of generated data; null for real ones.</param>
    public string Summary(Func<string, double?>? truth = null) => EffectRunText.Summary(this, truth);

    /// <summary>The run as a page of text.</summary>
    public override string ToString() => EffectRunText.Of(this);
}
