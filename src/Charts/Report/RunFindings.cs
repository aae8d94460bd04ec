using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Advice;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Reference;

namespace LobResearch.Charts.Report;

/// <summary>A run as the report tells of it: what each effect comes to, without what is withheld.</summary>
/// <param name="study">The study.</param>
/// <param name="run">The run.</param>
/// <param name="withheld">Effects whose numbers the readers may not see.</param>
/// <param name="names">What schools are called.</param>
/// <param name="texts">The words.</param>
/// <param name="language">The language.</param>
internal sealed class RunFindings(StudyDefinition study, EffectRun run, WithheldCells withheld, SchoolNames names, ReportTexts texts, Language language)
{
    private const int Decimals = 2;
    private readonly Dictionary<string, string> _components = ReferenceFacts.Load().Components.ToDictionary(component => component.Code, component => language == Language.Dutch ? component.Name.Dutch : component.Name.EnglishOrDutch, StringComparer.Ordinal);

    /// <summary>The run.</summary>
    public EffectRun Run => run;

    /// <summary>participation or offer.</summary>
    public string Kind => Spelling.Of(run.Plan.Estimand);

    /// <summary>Whose effect, as a heading.</summary>
    public string Estimand => texts.Of($"estimand.{Kind}");

    /// <summary>The outcome's title, in quotation marks.</summary>
    public string Outcome => $"‘{In(Scale.Title)}’";

    /// <summary>The outcome's wave.</summary>
    public string Wave => WaveTitle(run.Plan.OutcomeWave);

    /// <summary>The wave before.</summary>
    public string Baseline => WaveTitle(run.Plan.BaselineWave);

    /// <summary>The outcome's scale.</summary>
    public Scale Scale => Form.Scales.First(scale => scale.Id == run.Plan.Outcome);

    /// <summary>The lowest and highest answer of the scale's items.</summary>
    public (int Lowest, int Highest) Range
    {
        get
        {
            var codes = Scale.Items.SelectMany(item => Form.Items.First(candidate => candidate.Id == item.ItemId).Answers?.Options ?? []).Select(option => option.Code).DefaultIfEmpty(0).ToList();
            return (codes.Min(), codes.Max());
        }
    }

    /// <summary>Confidence level in percent.</summary>
    public string Level => Numbers.Fixed(100 * run.Plan.Confidence, 0, language);

    /// <summary>What is adjusted for, as a list of words.</summary>
    public string Covariates => string.Join(", ", run.Plan.Covariates.Select(Named));

    /// <summary>The primary effects.</summary>
    public IReadOnlyList<ComponentEffect> Primary => [.. run.Report.Effects.Where(effect => effect is { Role: EffectRole.Primary, Subgroup: null })];

    /// <summary>The same by other ways.</summary>
    public IReadOnlyList<ComponentEffect> Others => [.. run.Report.Effects.Where(effect => effect is { Role: EffectRole.Sensitivity, Subgroup: null } && !double.IsNaN(effect.Modelled.Effect.Estimate))];

    /// <summary>What an effect comes to.</summary>
    public EffectFinding Of(ComponentEffect effect) => IsWithheld(effect) ? EffectFinding.Withheld : EffectSentence.Of(run, effect);

    /// <summary>Whether the readers may not see it.</summary>
    public bool IsWithheld(ComponentEffect effect) => withheld.Contains(EffectCells.Of(run, effect));

    /// <summary>A component with its code.</summary>
    public string Component(string code) => _components[code];

    /// <summary>The finding of a component as a sentence that follows its interval.</summary>
    public string Sentence(ComponentEffect effect)
    {
        var (finding, number) = (Of(effect), effect.Modelled.Effect);
        var (lowest, highest) = Range;
        var sentence = texts.Of(
            $"finding.{Kind}.{Spelling.Of(finding)}",
            ("component", _components[effect.Component]), ("outcome", Outcome), ("wave", Wave), ("level", Level),
            ("difference", Number(Math.Abs(number.Estimate))), ("estimate", Number(number.Estimate)), ("lower", Number(number.Lower)), ("upper", Number(number.Upper)),
            ("bound", Number(run.Plan.MinimalEffect)), ("persons", Numbers.Count(effect.Modelled.Persons, language)), ("schools", Numbers.Count(effect.Modelled.Schools, language)),
            ("scale", FormattableString.Invariant($"{(language == Language.Dutch ? "schaal" : "scale")} {lowest}–{highest}")), ("reason", Reason(effect, finding)));
        return finding is EffectFinding.Higher or EffectFinding.Lower or EffectFinding.Small or EffectFinding.Unclear && effect.Modelled.Cluster != "school"
            ? $"{sentence} {texts.Of("finding.one_school")}" : sentence;
    }

    /// <summary>What is in a table's last column.</summary>
    public string Says(EffectFinding finding) => texts.Of($"says.{Spelling.Of(finding)}");

    /// <summary>Why components can't be told apart; a sentence each.</summary>
    public IReadOnlyList<string> Separability() => [.. Primary.Where(effect => Of(effect) == EffectFinding.NotSeparable).Select(effect => Capitalised(Words(effect)) + ".")];

    /// <summary>What to think of the intervals with so few schools.</summary>
    public IReadOnlyList<string> Trust() => [.. Primary.Where(effect => effect.Modelled.Trust is not null && Of(effect) is not (EffectFinding.NotSeparable or EffectFinding.Withheld))
        .GroupBy(effect => language == Language.Dutch ? effect.Modelled.Trust!.Dutch : effect.Modelled.Trust!.English)
        .Select(group => texts.Of("sure.trust", ("components", Listed(group.Select(effect => effect.Component))), ("reason", group.Key)))];

    /// <summary>How the other ways of computing compare, by the side of zero on which each interval lies.</summary>
    public IReadOnlyList<string> Comparison() => [.. Judged.Select(effect =>
        {
            var others = Others.Where(other => other.Component == effect.Component && !IsWithheld(other) && double.IsFinite(other.Modelled.Effect.Lower) && other.Modelled.Trust is not { Trust: Statistics.Advice.Trust.Neither }).ToList();
            return (effect.Component, All: others.Count, Same: others.Count(other => Side(other) == Side(effect)));
        }).Where(row => row.All > 0).GroupBy(row => (row.All, row.Same)).Select(group =>
            texts.Of("sure.others", ("components", Listed(group.Select(row => row.Component))), ("all", group.Key.All), ("same", group.Key.Same)))];

    /// <summary>How strong an unmeasured cause would have to be.</summary>
    public IReadOnlyList<string> Robustness()
    {
        var values = run.Estimates.Zip(run.Report.Effects).Where(pair => Judged.Contains(pair.Second) && double.IsFinite(pair.First.Robustness)).ToList();
        var open = values.Where(pair => !(pair.First.RobustnessOfInterval > 0)).Select(pair => pair.Second.Component).ToList();
        return
        [
            .. values.Where(pair => pair.First.RobustnessOfInterval > 0).Select(pair => texts.Of(
                "sure.robustness", ("component", _components[pair.Second.Component]), ("value", Numbers.Fixed(100 * pair.First.Robustness, 1, language)), ("interval", Numbers.Fixed(100 * pair.First.RobustnessOfInterval, 1, language)))),
            .. open.Count == 0 ? Array.Empty<string>() : [texts.Of("sure.robustness_open", ("components", Listed(open)))],
        ];
    }

    /// <summary>A number of points.</summary>
    public string Number(double value) => double.IsFinite(value) ? Numbers.Fixed(value, Decimals, language) : "–";

    /// <summary>A wave's title.</summary>
    /// <remarks>"T2, spring" would read badly within a sentence: "T2 (spring)".</remarks>
    public string WaveTitle(string id)
    {
        var title = In(study.Waves.First(wave => wave.Id == id).Title);
        return title.IndexOf(", ", StringComparison.Ordinal) is > 0 and var comma ? $"{title[..comma]} ({title[(comma + 2)..]})" : title;
    }

    private List<ComponentEffect> Judged => [.. Primary.Where(effect => Of(effect) is EffectFinding.Higher or EffectFinding.Lower or EffectFinding.Small or EffectFinding.Unclear)];

    private string Listed(IEnumerable<string> codes) => string.Join(", ", codes.Select(code => _components[code]));

    private Form Form => study.NewestForm(run.Plan.FormId)!;

    private static int Side(ComponentEffect effect) => effect.Modelled.Effect.Lower > 0 ? 1 : effect.Modelled.Effect.Upper < 0 ? -1 : 0;

    private string Reason(ComponentEffect effect, EffectFinding finding) => finding switch
    {
        EffectFinding.NotSeparable => Words(effect),
        EffectFinding.NoInterval when effect.Modelled.Trust is { } trust => language == Language.Dutch ? trust.Dutch : trust.English,
        EffectFinding.NoInterval => effect.Modelled.Effect.Reason ?? "–",
        _ => "",
    };

    private string Words(ComponentEffect effect)
    {
        var row = run.Report.Separability[run.Plan.ExposureColumn(effect.Component)];
        return SeparabilityWords.Of(
            row with { RestsOn = names.Of(row.RestsOn, language) }, effect.Component, column => run.Plan.Exposures.First(component => run.Plan.ExposureColumn(component) == column), run.Plan.Estimand,
            language == Language.Dutch ? AdviceLanguage.Dutch : AdviceLanguage.English);
    }

    private string Named(string covariate) =>
        Form.Scales.FirstOrDefault(scale => scale.Id == covariate) is { } scale ? In(scale.Title) : Form.Items.FirstOrDefault(item => item.Id == covariate) is { } item ? $"‘{In(item.Label)}’" : covariate;

    private string In(Label label) => language == Language.Dutch ? label.Dutch : label.EnglishOrDutch;

    private static string Capitalised(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
