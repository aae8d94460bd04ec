using System.Text.RegularExpressions;
using LobResearch.Study.Codebook;
using LobResearch.Study.Yaml;

namespace LobResearch.Study.Design;

/// <summary>
/// A study's folder: <c>study.yaml</c>, <c>codebooks/</c>, <c>sources/</c> and <c>plans/</c>. A new wave, a new version
/// of a questionnaire or another study needs no more than files in such a folder.
/// </summary>
public static partial class StudyFolder
{
    /// <summary>Reads <c>study.yaml</c> and all codebooks.</summary>
    /// <exception cref="InputFault">All faults of all files, with line and column.</exception>
    public static StudyDefinition Load(string folder)
    {
        var path = Path.Combine(folder, "study.yaml");
        if (!File.Exists(path))
            throw new InputFault($"{folder}: there is no study.yaml in this folder. Name a study's folder, or one of the examples.");
        var faults = new FaultList();
        var forms = Forms(Path.Combine(folder, "codebooks"), faults);
        var study = YamlFile.Open(path, faults) is { } top ? Read(top, forms, folder) : null;
        faults.ThrowIfAny();
        return study!;
    }

    private static List<Form> Forms(string folder, FaultList faults)
    {
        var forms = new List<Form>();
        if (!Directory.Exists(folder))
            return forms;
        foreach (var path in Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            if (FormReader.Read(path, faults) is not { } form)
                continue;
            if (forms.Exists(known => known.Id == form.Id && known.Version == form.Version))
                faults.Add(new Fault(path, 1, 1, $"form {form.Id} version {form.Version} stands in two files; give one another version"));
            forms.Add(form);
        }

        return forms;
    }

    private static StudyDefinition Read(YamlMap top, List<Form> forms, string folder)
    {
        var id = top.Text("study");
        if (id.Length > 0 && !StudyId().IsMatch(id))
            top.Fault("study", "'study' has lower-case ASCII letters, digits and underscores and begins with a letter, at most 40");
        var title = top.Label("title");
        var kind = top.Choice<StudyKind>("kind");
        var source = top.Label("data_source");
        var waves = Waves(top);
        var schools = Schools(top);
        var consent = Consent(top);
        var retention = Retention(top);
        var codes = CodeSchemeReader.Read(top);
        top.RefuseOtherKeys();
        return new StudyDefinition(id, title, kind, waves, schools, forms, source, folder) { Consent = consent, Retention = retention, Codes = codes };
    }

    private static ConsentRules? Consent(YamlMap top)
    {
        if (top.OptionalMap("consent") is not { } map)
            return null;
        var rules = new ConsentRules(map.Text("purpose"), map.OptionalInt("guardian_under") ?? ConsentRules.AgeOfConsent) { OtherPurposes = map.Texts("other_purposes").Select(purpose => purpose.Value).ToList() };
        if (rules.OtherPurposes.Append(rules.Purpose).FirstOrDefault(purpose => purpose.Length > 0 && !ShortName().IsMatch(purpose)) is { } unfit)
            map.Fault("purpose", $"the purpose '{unfit}' has at most 40 letters, digits, spaces, points and hyphens and begins with a letter or digit");
        if (rules.OtherPurposes.Append(rules.Purpose).GroupBy(purpose => purpose, StringComparer.OrdinalIgnoreCase).Any(same => same.Count() > 1))
            map.Fault("other_purposes", "a purpose stands twice; keep one");
        if (rules.GuardianUnder is < ConsentRules.AgeOfConsent or > 21)
            map.Fault("guardian_under", $"'guardian_under' is an age from {ConsentRules.AgeOfConsent}, which the law asks, to 21");
        map.RefuseOtherKeys();
        return rules;
    }

    private static RetentionPlan Retention(YamlMap top)
    {
        if (top.OptionalMap("retention") is not { } map)
            return RetentionPlan.None;
        var plan = new RetentionPlan(map.OptionalDate("codes"), map.OptionalDate("open_answers"), map.OptionalDate("research_data"));
        if (plan.ResearchData is { } last && (plan.Codes > last || plan.OpenAnswers > last))
            map.Fault("research_data", "codes and open answers are deleted no later than the research data");
        map.RefuseOtherKeys();
        return plan;
    }

    private static List<Wave> Waves(YamlMap top)
    {
        var waves = new List<Wave>();
        foreach (var map in top.Maps("waves"))
        {
            var id = map.Text("id");
            if (waves.Exists(wave => wave.Id == id) && id.Length > 0)
                map.Fault("id", $"the wave '{id}' stands twice; give one another id");
            var starts = map.OptionalDate("starts");
            var ends = map.OptionalDate("ends");
            if (ends < starts)
                map.Fault("ends", "'ends' is before 'starts'");
            waves.Add(new Wave(id, waves.Count + 1, map.Label("title"), starts, ends));
            map.RefuseOtherKeys();
        }

        if (waves.Count == 0)
            top.Fault("waves", "a study has at least one wave; list them under 'waves'");
        return waves;
    }

    private static List<School> Schools(YamlMap top)
    {
        var schools = new List<School>();
        foreach (var map in top.Maps("schools"))
        {
            var code = map.Text("code");
            if (schools.Exists(school => school.Code == code) && code.Length > 0)
                map.Fault("code", $"the school '{code}' stands twice; keep one");
            schools.Add(new School(code, map.OptionalText("name"), map.OptionalText("sector")));
            map.RefuseOtherKeys();
        }

        return schools;
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex StudyId();

    [GeneratedRegex(@"^[\p{L}\d][\p{L}\d ._-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ShortName();
}
