using System.Security.Cryptography;
using System.Text;
using LobResearch.Statistics.Robust;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using LobResearch.Study.Yaml;

namespace LobResearch.Analysis.Plans;

/// <summary>Reads an analysis plan and checks it against the study's codebooks.</summary>
public static class PlanReader
{
    /// <summary>What errors can be clustered by, and what can be a fixed effect.</summary>
    private static readonly string[] Places = ["school", "class_group"];

    /// <summary>Reads a plan of the study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="nameOrPath">A file, or the name of one in the study's <c>plans/</c>.</param>
    /// <exception cref="InputFault">No such plan, or all faults of its file.</exception>
    public static AnalysisPlan Read(StudyDefinition study, string nameOrPath)
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
    public static AnalysisPlan ReadText(StudyDefinition study, string text, string name)
    {
        var faults = new FaultList();
        var plan = YamlFile.Parse(text, name, faults) is { } top ? Read(top, study, name, text) : null;
        faults.ThrowIfAny();
        return plan!;
    }

    private static AnalysisPlan Read(YamlMap top, StudyDefinition study, string path, string text)
    {
        var id = top.Text("plan");
        var title = top.Label("title");
        var form = FormOf(top, study);
        var outcomes = Items(top, "outcomes", form);
        if (outcomes.Count == 0)
            top.Fault("outcomes", "'outcomes' lists at least one item");
        var (exposure, reference) = Exposure(top, form);
        var covariates = Items(top, "covariates", form);
        var fixedEffects = Known(top, "fixed_effects", Places);
        var waves = Known(top, "waves", study.Waves.Select(wave => wave.Id).ToList());
        if (waves.Count == 0)
            top.Fault("waves", "'waves' lists at least one wave of the study");
        var estimator = top.Text("estimator");
        if (estimator.Length > 0 && estimator != "ols")
            top.Fault("estimator", $"there is no estimator '{estimator}'; expected ols");
        var covariance = Covariance(top);
        var clusters = Known(top, "clusters", Places);
        if (clusters.Count == 0)
            top.Fault("clusters", "'clusters' lists what errors go together within: school, class_group. Plain standard errors are too small where pupils share a school");
        var confidence = top.OptionalDecimal("confidence") ?? 0.95m;
        if (confidence is not (> 0 and < 1))
            top.Fault("confidence", "'confidence' lies between 0 and 1, such as 0.95");
        var charts = top.Maps("charts").Select(map => Chart(map, outcomes, form, exposure)).ToList();
        top.RefuseOtherKeys();
        return new AnalysisPlan(
            id, title, form?.Id ?? "", outcomes, exposure, reference, covariates, fixedEffects, waves, estimator, covariance, clusters,
            (double)confidence, charts, path, text, SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))));
    }

    private static Form? FormOf(YamlMap top, StudyDefinition study)
    {
        var id = top.Text("form");
        var form = study.NewestForm(id);
        if (form is null && id.Length > 0)
            top.Fault("form", $"the study has no form '{id}'; it has {string.Join(", ", study.Forms.Select(known => known.Id).Distinct())}");
        return form;
    }

    private static List<string> Items(YamlMap top, string key, Form? form)
    {
        var items = new List<string>();
        foreach (var text in top.Texts(key))
        {
            items.Add(text.Value);
            if (form is not null && FaultOf(form, text.Value) is { } fault)
                text.Fault(fault);
        }

        return items;
    }

    internal static string? FaultOf(Form form, string id)
    {
        var item = form.Items.FirstOrDefault(candidate => candidate.Id == id);
        if (item is null)
        {
            var nearest = Nearest.To(id, form.Items.Select(known => known.Id));
            return $"form {form.Id} has no item '{id}'" + (nearest is null ? $"; it has {string.Join(", ", form.Items.Select(known => known.Id))}" : $"; did you mean '{nearest}'?");
        }

        return item.Kind is ItemKind.Text or ItemKind.Date or ItemKind.MultipleChoice ? $"item '{id}' is neither a number nor one of a list of answers, so no model takes it" : null;
    }

    private static (string Item, string? Reference) Exposure(YamlMap top, Form? form)
    {
        if (top.Map("exposure") is not { } map)
            return ("", null);
        var id = map.Text("item");
        var reference = map.OptionalText("reference");
        if (form is not null && id.Length > 0)
        {
            if (FaultOf(form, id) is { } fault)
                map.Fault("item", fault);
            else if (form.Items.First(item => item.Id == id) is { Kind: ItemKind.SingleChoice, Answers: { } answers })
            {
                if (reference is null || answers.Options.All(option => option.Name != reference))
                    map.Fault("reference", $"'reference' is the answer that others are compared with: one of {string.Join(", ", answers.Options.Select(option => option.Name))}");
            }
            else if (reference is not null)
                map.Fault("reference", "a numeric exposure has no reference; remove it");
        }

        map.RefuseOtherKeys();
        return (id, reference);
    }

    private static List<string> Known(YamlMap top, string key, IReadOnlyList<string> known)
    {
        var values = new List<string>();
        foreach (var text in top.Texts(key))
        {
            values.Add(text.Value);
            if (!known.Contains(text.Value, StringComparer.Ordinal))
                text.Fault($"'{text.Value}' is none of {string.Join(", ", known)}");
        }

        return values;
    }

    private static CovarianceType Covariance(YamlMap top)
    {
        var text = top.OptionalText("covariance") ?? nameof(CovarianceType.CR2);
        if (Enum.TryParse<CovarianceType>(text, out var type) && Enum.IsDefined(type))
            return type;
        top.Fault("covariance", $"there is no covariance '{text}'; expected one of {string.Join(", ", Enum.GetNames<CovarianceType>())}");
        return CovarianceType.CR2;
    }

    private static PlannedChart Chart(YamlMap map, List<string> outcomes, Form? form, string exposure)
    {
        var outcome = map.Text("outcome");
        if (outcome.Length > 0 && !outcomes.Contains(outcome))
            map.Fault("outcome", $"'{outcome}' is none of the plan's outcomes ({string.Join(", ", outcomes)})");
        var level = map.OptionalText("level");
        var answers = form?.Items.FirstOrDefault(item => item.Id == exposure)?.Answers;
        if (answers is not null && answers.Options.All(option => option.Name != level))
            map.Fault(level is null ? null : "level", $"'level' is one of {string.Join(", ", answers.Options.Select(option => option.Name))}");
        var name = map.Text("name");
        if (name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')))
            map.Fault("name", "a chart's name becomes a file name: ASCII letters, digits, _ and - only");
        var chart = new PlannedChart(name, outcome, level, map.Label("axis"));
        map.RefuseOtherKeys();
        return chart;
    }
}
