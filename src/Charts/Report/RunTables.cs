using LobResearch.Analysis.Effects;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Report;

/// <summary>The tables of a run, without what is withheld.</summary>
internal sealed class RunTables(RunFindings findings, ReportTexts texts, Language language)
{
    /// <summary>The primary effects.</summary>
    public ReportTable Effects() => new(
        $"effects-{findings.Kind}", texts.Of("table.effects", Described),
        [Column("component"), Column("estimate"), texts.Of("column.interval", ("level", findings.Level)), Column("p"), Column("persons"), Column("schools"), Column("says")],
        [.. findings.Primary.Select(effect => Row(effect, [new ReportCell(findings.Component(effect.Component))], P(effect), [new ReportCell(findings.Says(findings.Of(effect)))]))]);

    /// <summary>The same computed in other ways.</summary>
    public ReportTable Others() => new(
        $"other-ways-{findings.Kind}", texts.Of("table.others", Described),
        [Column("component"), Column("method"), Column("estimate"), texts.Of("column.interval", ("level", findings.Level)), Column("persons"), Column("schools")],
        [.. findings.Others.Select(effect => Row(effect, [new ReportCell(findings.Component(effect.Component)), new ReportCell(EstimatorWords.Of(effect.Modelled.Estimator, language))], null, []))]);

    /// <summary>How many parents are left at each step.</summary>
    public ReportTable Flow(Released<FlowContent> flow)
    {
        var components = findings.Run.Plan.Exposures;
        return new ReportTable(
            $"flow-{findings.Kind}", texts.Of($"table.flow_{findings.Kind}", Described),
            [Column("stage"), Column("all"), .. components.Select(code => texts.Of("column.exposed", ("component", findings.Component(code))))],
            [.. flow.Content.Stages.Select(stage => (IReadOnlyList<ReportCell>)[new ReportCell(Stage(stage)), Count(flow.Content.Parents(stage)), .. stage.Exposed.Select(exposure => Count(flow.Content.Exposed(stage, exposure)))])]);
    }

    private (string, object?)[] Described => [("estimand", findings.Estimand), ("outcome", findings.Outcome), ("wave", findings.Wave)];

    private IReadOnlyList<ReportCell> Row(ComponentEffect effect, ReportCell[] first, ReportCell? p, ReportCell[] last)
    {
        var number = effect.Modelled.Effect;
        if (findings.IsWithheld(effect))
        {
            var hidden = new ReportCell(WithheldWords.Short(language));
            return [.. first, hidden, hidden, .. p is null ? Array.Empty<ReportCell>() : [hidden], hidden, hidden, .. last];
        }

        // An interval that can't be relied on is not written down beside those that can.
        var isShown = double.IsFinite(number.Lower) && effect.Modelled.Trust is not { Trust: Statistics.Advice.Trust.Neither };
        return
        [
            .. first, Points(number.Estimate), new ReportCell(isShown ? $"{findings.Number(number.Lower)} {(language == Language.Dutch ? "tot" : "to")} {findings.Number(number.Upper)}" : "–"),
            .. p is null ? Array.Empty<ReportCell>() : [isShown ? p : new ReportCell("–")], Count(effect.Modelled.Persons), Count(effect.Modelled.Schools), .. last,
        ];
    }

    private ReportCell P(ComponentEffect effect) => double.IsNaN(effect.AdjustedP) ? new ReportCell("–")
        : effect.AdjustedP < 0.001 ? new ReportCell(language == Language.Dutch ? "< 0,001" : "< 0.001", effect.AdjustedP)
        : new ReportCell(Numbers.Fixed(effect.AdjustedP, 3, language), effect.AdjustedP);

    private ReportCell Points(double value) => double.IsFinite(value) ? new ReportCell(findings.Number(value), value) : new ReportCell("–");

    private ReportCell Count(int? value) => value is { } count ? new ReportCell(Numbers.Count(count, language), count) : new ReportCell(WithheldWords.Short(language));

    private string Stage(FlowStage stage)
    {
        var words = stage.Stage.Split(':')[0];
        return words switch
        {
            "in an attendance register between both waves" => texts.Of("stage.registered"),
            "invited to something" => texts.Of("stage.invited"),
            "answered both" => texts.Of("stage.both"),
            "analysed" => texts.Of("stage.analysed"),
            "analysed, parents at waves" => texts.Of("stage.analysed_waves"),
            _ when words.StartsWith("answered ", StringComparison.Ordinal) => texts.Of("stage.answered", ("wave", string.Join(" + ", words["answered ".Length..].Split(" and ").Select(findings.WaveTitle)))),
            _ => words,
        };
    }

    private string Column(string name) => texts.Of($"column.{name}");
}
