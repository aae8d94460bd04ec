using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LobResearch.Statistics.Learning;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Yaml;

namespace LobResearch.Analysis.Plans;

/// <summary>Reads a plan of effects and checks it against the study: its forms, its waves, and what may be adjusted for.</summary>
public static class EffectPlanReader
{
    private const double UsualConfidence = 0.95;
    private static readonly string[] Components = ["C", "I", "O", "S"];
    private static readonly string[] Adjustments = ["holm", "none"];
    private static readonly string[] Offers = ["constant", "staggered"];

    /// <summary>Whether a file is a plan of effects: it states an estimand.</summary>
    /// <exception cref="InputFault">No such plan, or it can't be read.</exception>
    public static bool IsOne(StudyDefinition study, string nameOrPath)
    {
        var faults = new FaultList();
        var top = YamlFile.Open(PlanFiles.Find(study, nameOrPath), faults);
        faults.ThrowIfAny();
        return top!.Has("estimand");
    }

    /// <summary>Reads a plan of the study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="nameOrPath">A file, or the name of one in the study's <c>plans/</c>.</param>
    /// <exception cref="InputFault">No such plan, or all faults of its file.</exception>
    public static EffectPlan Read(StudyDefinition study, string nameOrPath)
    {
        var path = PlanFiles.Find(study, nameOrPath);
        var faults = new FaultList();
        var plan = YamlFile.Open(path, faults) is { } top ? Read(top, study, path, File.ReadAllText(path)) : null;
        faults.ThrowIfAny();
        return plan!;
    }

    /// <summary>Reads a plan as a run or a lock has kept it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="text">The plan's text.</param>
    /// <param name="name">Named in faults.</param>
    /// <exception cref="InputFault">The study as it is now can't answer it; all faults.</exception>
    public static EffectPlan ReadText(StudyDefinition study, string text, string name)
    {
        var faults = new FaultList();
        var plan = YamlFile.Parse(text, name, faults) is { } top ? Read(top, study, name, text) : null;
        faults.ThrowIfAny();
        return plan!;
    }

    private static EffectPlan Read(YamlMap top, StudyDefinition study, string path, string text)
    {
        var id = top.Text("plan");
        var title = top.Label("title");
        var estimand = top.Choice<Estimand>("estimand");
        var (form, outcome, wave) = Outcome(top, study);
        var baseline = Baseline(top, study, wave);
        var panel = Panel(top, study, estimand, baseline, wave);
        var exposures = Exposures(top);
        var dose = DoseOf(top, estimand);
        var covariates = Covariates(top, study, form, outcome, baseline);
        var moderators = top.Maps("moderators").Select(map => ModeratorOf(map, form)).OfType<Moderator>().ToList();
        var primary = top.Choice<EffectEstimator>("primary");
        if (primary == EffectEstimator.Unadjusted && top.Has("primary"))
            top.Fault("primary", "a difference that nothing is adjusted for is no effect; take ancova, mixed or dml and state unadjusted under 'sensitivity'");
        var sensitivity = Estimators(top, primary);
        if (panel.Count > 0 && sensitivity.Append(primary).Contains(EffectEstimator.Dml))
            top.Fault(primary == EffectEstimator.Dml ? "primary" : "sensitivity", "double machine learning has no form for persons at several waves here; take ancova and mixed for a staggered offer");
        var adjustment = Known(top, "multiplicity", Adjustments, "holm");
        var minimal = top.OptionalDecimal("minimal_effect");
        if (minimal is null or <= 0)
            top.Fault(minimal is null ? null : "minimal_effect", "'minimal_effect' is the smallest difference of interest, in points of the scale, such as 0.10: without it \"no difference\" can't be told from \"we don't know\"");
        var confidence = top.OptionalDecimal("confidence") ?? (decimal)UsualConfidence;
        if (confidence is not (> 0.5m and < 1))
            top.Fault("confidence", "'confidence' lies between 0.5 and 1, such as 0.95");
        var learner = Known(top, "learner", Learners.Names, Learners.Usual);
        var seed = top.OptionalInt("seed") ?? 1;
        if (seed < 0)
            top.Fault("seed", "'seed' is a whole number of 0 or more, such as 20260901");
        if (top.OptionalText("missing") is { } missing && missing != "complete_cases")
            top.Fault("missing", $"there is no rule '{missing}' for missing data here; expected complete_cases: scores by their scales' own rule, persons with all that an estimator needs");
        if (top.OptionalText("clusters") is { } clusters && clusters != "school")
            top.Fault("clusters", "errors go together within schools: 'clusters' is school");
        top.RefuseOtherKeys();
        return new EffectPlan(
            id, title, form?.Id ?? "", estimand, outcome, wave, baseline, exposures, dose, covariates, moderators, primary, sensitivity, adjustment,
            (double)(minimal ?? 0), (double)confidence, learner, (ulong)Math.Max(0, seed), path, text, SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))))
        {
            Panel = panel,
        };
    }

    private static (Form? Form, string Scale, string Wave) Outcome(YamlMap top, StudyDefinition study)
    {
        if (top.Map("outcome") is not { } map)
            return (null, "", "");
        var formId = map.Text("form");
        var form = study.NewestForm(formId);
        if (form is null && formId.Length > 0)
            map.Fault("form", $"the study has no form '{formId}'; it has {string.Join(", ", study.Forms.Select(known => known.Id).Distinct())}");
        var scale = map.Text("scale");
        if (form is not null && scale.Length > 0 && form.Scales.All(known => known.Id != scale))
            map.Fault("scale", Unknown(form, "scale", scale, form.Scales.Select(known => known.Id)));
        var wave = map.Text("wave");
        RefuseUnknownWave(map, "wave", wave, study);
        map.RefuseOtherKeys();
        return (form, scale, wave);
    }

    private static string Baseline(YamlMap top, StudyDefinition study, string outcomeWave)
    {
        var baseline = top.Text("baseline");
        RefuseUnknownWave(top, "baseline", baseline, study);
        if (Ordinal(study, baseline) is { } before && Ordinal(study, outcomeWave) is { } after && before >= after)
            top.Fault("baseline", $"the baseline {baseline} doesn't lie before the outcome's wave {outcomeWave}");
        return baseline;
    }

    // offer: staggered, waves: [T0, T1, T2]
    private static List<string> Panel(YamlMap top, StudyDefinition study, Estimand estimand, string baseline, string outcomeWave)
    {
        var isStaggered = Known(top, "offer", Offers, Offers[0]) == Offers[1];
        if (!isStaggered)
        {
            if (top.Has("waves"))
                top.Fault("waves", "'waves' is of a staggered offer alone: state 'offer: staggered', or remove it");
            return [];
        }

        if (estimand != Estimand.Offer)
            top.Fault("offer", "only an offer is staggered over schools; ask for 'estimand: offer', or remove it");
        var waves = top.Texts("waves").Select(text => text.Value).ToList();
        if (waves.Count < 2 || waves[0] != baseline || waves[^1] != outcomeWave)
            top.Fault(top.Has("waves") ? "waves" : null, $"'waves' lists the waves of a staggered offer in order, from the baseline {baseline} to the outcome's wave {outcomeWave}");
        foreach (var wave in waves)
            RefuseUnknownWave(top, "waves", wave, study);
        var ordinals = waves.Select(wave => Ordinal(study, wave)).OfType<int>().ToList();
        if (ordinals.Zip(ordinals.Skip(1)).Any(pair => pair.First >= pair.Second))
            top.Fault("waves", $"'waves' are not in order: {string.Join(", ", waves)}");
        return waves;
    }

    private static List<string> Exposures(YamlMap top)
    {
        var exposures = new List<string>();
        foreach (var text in top.Texts("exposures"))
        {
            if (!Components.Contains(text.Value, StringComparer.Ordinal))
                text.Fault($"'{text.Value}' is no component that parents are exposed to: expected {string.Join(", ", Components)}");
            else if (exposures.Contains(text.Value))
                text.Fault($"the component {text.Value} stands twice; keep one");
            exposures.Add(text.Value);
        }

        if (exposures.Count == 0)
            top.Fault("exposures", "'exposures' lists at least one component: C, I, O, S");
        return exposures;
    }

    private static Dose DoseOf(YamlMap top, Estimand estimand)
    {
        if (!top.Has("dose"))
            return Dose.Any;
        if (estimand == Estimand.Offer)
            top.Fault("dose", "an offer has no dose; remove it, or ask for participation");
        return top.Choice<Dose>("dose");
    }

    // A cause of the exposure lies before it. What is measured later can be its consequence: adjusting for it takes part of the effect away.
    private static List<string> Covariates(YamlMap top, StudyDefinition study, Form? form, string outcome, string baseline)
    {
        var names = new List<string>();
        foreach (var text in top.Texts("covariates"))
        {
            var (name, wave) = text.Value.Split('@') is [var left, var right] ? (left, right) : (text.Value, baseline);
            names.Add(name);
            if (Ordinal(study, wave) is not { } measured)
                text.Fault($"the study has no wave '{wave}'; it has {string.Join(", ", study.Waves.Select(known => known.Id))}");
            else if (Ordinal(study, baseline) is { } before && measured > before)
                text.Fault($"'{name}' at {wave} is measured after the exposure began, so it may be a consequence of it; adjust for {name} at {baseline}, or leave it out");
            else if (measured < Ordinal(study, baseline))
                text.Fault($"covariates are read from the baseline {baseline}; leave '@{wave}' out");
            if (form is null)
                continue;
            if (name == outcome)
                text.Fault($"{name} at the baseline is adjusted for anyway; leave it out here");
            else if (form.Scales.All(scale => scale.Id != name) && PlanReader.FaultOf(form, name) is { } fault)
                text.Fault(fault);
        }

        foreach (var twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            top.Fault("covariates", $"'{twice.Key}' stands twice; keep one");
        return names;
    }

    // moderators: [{item: education, groups: {no_higher: [primary, lower, middle], higher: [college, university]}}]
    private static Moderator? ModeratorOf(YamlMap map, Form? form)
    {
        var id = map.Text("item");
        var item = form?.Items.FirstOrDefault(known => known.Id == id);
        if (form is not null && id.Length > 0 && item is not { Kind: ItemKind.SingleChoice })
            map.Fault("item", item is null ? Unknown(form, "item", id, form.Items.Select(known => known.Id)) : $"item '{id}' has no list of answers to make groups of");
        var groups = new List<(string, IReadOnlyList<string>)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (map.Map("groups") is { } owner)
        {
            foreach (var group in owner.Keys)
            {
                var answers = owner.Texts(group);
                foreach (var answer in answers)
                {
                    if (item?.Answers is { } known && known.Options.All(option => option.Name != answer.Value))
                        answer.Fault($"item '{id}' has no answer named '{answer.Value}'; it has {string.Join(", ", known.Options.Select(option => option.Name))}");
                    else if (!seen.Add(answer.Value))
                        answer.Fault($"the answer '{answer.Value}' belongs to two groups; keep one");
                }

                if (group.Length == 0 || !group.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '_'))
                    owner.Fault(group, "a group's name has ASCII letters, digits and underscores only");
                groups.Add((group, answers.Select(answer => answer.Value).ToList()));
            }
        }

        map.RefuseOtherKeys();
        if (groups.Count < 2)
        {
            map.Fault("groups", "'groups' names two groups or more, each with a list of the item's answers");
            return null;
        }

        return new Moderator(id, groups);
    }

    private static List<EffectEstimator> Estimators(YamlMap top, EffectEstimator primary)
    {
        var known = Enum.GetValues<EffectEstimator>();
        var estimators = new List<EffectEstimator>();
        foreach (var text in top.Texts("sensitivity"))
        {
            var found = known.Where(estimator => Spelling.Of(estimator) == text.Value).ToList();
            if (found.Count == 0)
                text.Fault($"there is no estimator '{text.Value}'; expected one of {string.Join(", ", known.Select(Spelling.Of))}");
            else if (found[0] == primary || estimators.Contains(found[0]))
                text.Fault($"the estimator '{text.Value}' stands twice; keep one");
            else
                estimators.Add(found[0]);
        }

        return estimators;
    }

    private static string Known(YamlMap top, string key, IReadOnlyList<string> known, string usual)
    {
        var text = top.OptionalText(key) ?? usual;
        if (!known.Contains(text, StringComparer.Ordinal))
            top.Fault(key, $"'{key}' is one of {string.Join(", ", known)}");
        return text;
    }

    private static void RefuseUnknownWave(YamlMap map, string key, string wave, StudyDefinition study)
    {
        if (wave.Length > 0 && Ordinal(study, wave) is null)
            map.Fault(key, $"the study has no wave '{wave}'; it has {string.Join(", ", study.Waves.Select(known => known.Id))}");
    }

    private static int? Ordinal(StudyDefinition study, string wave) => study.Waves.FirstOrDefault(known => known.Id == wave)?.Ordinal;

    private static string Unknown(Form form, string what, string id, IEnumerable<string> known) =>
        string.Create(CultureInfo.InvariantCulture, $"form {form.Id} has no {what} '{id}'") +
        (Nearest.To(id, known) is { } nearest ? $"; did you mean '{nearest}'?" : $"; it has {string.Join(", ", known)}");
}
