using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using LobResearch.Study.Yaml;

namespace LobResearch.Analysis.Scores;

/// <summary>What of a form is asked for, looked up in its codebook; what isn't there is refused in one line.</summary>
/// <param name="Form">The newest version of the form.</param>
/// <param name="Scales">The scales asked for, or all.</param>
/// <param name="Waves">The waves asked for, or all of the study, in time order.</param>
/// <param name="ByItem">The item that rows are grouped by; null for none or for school and wave.</param>
internal sealed record ScaleSelection(Form Form, IReadOnlyList<Scale> Scales, IReadOnlyList<Wave> Waves, Item? ByItem)
{
    public const string BySchool = "school";
    public const string ByWave = "wave";

    /// <summary>Looks up a form, its scales, waves and groups.</summary>
    /// <exception cref="InputFault">One of them isn't there; the message names those that are.</exception>
    public static ScaleSelection Of(StudyDefinition study, string formId, StudyScalesOptions options)
    {
        var form = study.NewestForm(formId) ?? throw Unknown($"Study {study.Id} has no form", formId, study.Forms.Where(own => own.Scales.Count > 0).Select(own => own.Id));
        if (form.Scales.Count == 0)
            throw new InputFault($"Form {form.Id} has no scales in its codebook; forms with scales are {Listed(study.Forms.Where(own => own.Scales.Count > 0).Select(own => own.Id))}.");
        if (options.Confidence is not (> 0 and < 1))
            throw new InputFault("A confidence level lies between 0 and 1, such as 0.95.");
        if (options.Agreement is not (null or BySchool))
            throw new InputFault($"There are no groups '{options.Agreement}' to agree within; expected school.");
        var scales = options.Scales.Count == 0 ? form.Scales : options.Scales.Distinct(StringComparer.Ordinal).Select(id => ScaleOf(form, id)).ToList();
        return new ScaleSelection(form, scales, WavesOf(study, options.Waves), ByOf(form, options.By));
    }

    /// <summary>The waves asked for, or all, in time order.</summary>
    public static IReadOnlyList<Wave> WavesOf(StudyDefinition study, IReadOnlyList<string> asked)
    {
        var known = study.Waves.OrderBy(wave => wave.Ordinal).ToList();
        if (asked.FirstOrDefault(id => known.TrueForAll(wave => wave.Id != id)) is { } unknown)
            throw Unknown($"Study {study.Id} has no wave", unknown, known.Select(wave => wave.Id));
        return asked.Count == 0 ? known : known.Where(wave => asked.Contains(wave.Id)).ToList();
    }

    /// <summary>Those of the waves that have come in.</summary>
    /// <param name="form">The form.</param>
    /// <param name="waves">The waves.</param>
    /// <param name="there">Waves with questionnaires of the form.</param>
    /// <param name="named">Whether the waves were asked for by name.</param>
    /// <exception cref="InputFault">One that was named hasn't, or none has.</exception>
    public static IReadOnlyList<Wave> ComeIn(Form form, IReadOnlyList<Wave> waves, IReadOnlyCollection<string> there, bool named)
    {
        if (there.Count == 0)
            throw new InputFault($"The database holds no questionnaires of form {form.Id} yet. Bring them in first: lob ingest survey FILE.");
        var lacking = waves.Where(wave => !there.Contains(wave.Id)).ToList();
        if (named && lacking.Count > 0)
            throw new InputFault($"The database holds no questionnaires of form {form.Id} at {lacking[0].Id} yet, only those of {string.Join(", ", there.Order(StringComparer.Ordinal))}. Bring the wave in first: lob ingest survey FILE.");
        return waves.Where(wave => there.Contains(wave.Id)).ToList();
    }

    private static Scale ScaleOf(Form form, string id)
    {
        if (form.Scales.FirstOrDefault(scale => scale.Id == id) is { } found)
            return found;
        if (form.Items.Any(item => item.Id == id))
        {
            var holds = form.Scales.Where(scale => scale.Items.Any(item => item.ItemId == id)).Select(scale => scale.Id).ToList();
            throw new InputFault($"'{id}' is an item, not a scale; {(holds.Count == 0 ? $"no scale of form {form.Id} holds it" : "it is part of " + Listed(holds))}.");
        }

        throw Unknown($"Form {form.Id} has no scale", id, form.Scales.Select(scale => scale.Id));
    }

    private static Item? ByOf(Form form, string? by)
    {
        if (by is null or BySchool or ByWave)
            return null;
        var item = form.Items.FirstOrDefault(item => item.Id == by);
        if (item is { SpecialCategory: true })
            throw new InputFault($"Item '{by}' is special-category data, which scales are not reported by. A plan may name it as a moderator.");
        return item is { Kind: ItemKind.SingleChoice, Identifying: false }
            ? item
            : throw Unknown(
                item is null ? "There are no groups" : $"Item '{by}' has no list of answers to group by; there are no groups", by,
                [BySchool, ByWave, .. form.Items.Where(own => own is { Kind: ItemKind.SingleChoice, SpecialCategory: false, Identifying: false } && !form.Scales.Any(scale => scale.Items.Any(member => member.ItemId == own.Id))).Select(own => own.Id)]);
    }

    private static InputFault Unknown(string what, string word, IEnumerable<string> known)
    {
        var all = known.Distinct(StringComparer.Ordinal).ToList();
        var nearest = Nearest.To(word, all);
        return new InputFault($"{what} '{word}'; expected {Listed(all)}{(nearest is null ? "." : $". Did you mean '{nearest}'?")}");
    }

    private static string Listed(IEnumerable<string> words)
    {
        var all = words.Distinct(StringComparer.Ordinal).ToList();
        return all.Count switch { 0 => "none, there are none", 1 => all[0], _ => $"{string.Join(", ", all.SkipLast(1))} or {all[^1]}" };
    }
}
