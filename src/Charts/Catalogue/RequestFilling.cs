using LobResearch.Analysis;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Study;

namespace LobResearch.Charts.Catalogue;

/// <summary>Fills in what a chart needs and wasn't told.</summary>
internal static class RequestFilling
{
    /// <summary>What the chart is asked to draw.</summary>
    /// <param name="study">The study.</param>
    /// <param name="gate">For whom.</param>
    /// <param name="kind">The chart.</param>
    /// <param name="options">What is asked of it.</param>
    /// <param name="read">The run, where it was read already.</param>
    /// <param name="readings">What the charts drawn together have read.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InputFault">An option that the chart doesn't take, something unknown, or nothing there to choose from.</exception>
    public static async Task<ChartRequest> OfAsync(LobStudy study, DisclosureGate gate, ChartKind kind, ChartOptions options, EffectRun? read, ChartReadings readings, CancellationToken cancellationToken)
    {
        RefuseWhatIsNotTaken(kind, options, gate);
        if (options.School is { } school && study.Definition.Schools.All(known => known.Code != school))
            throw new InputFault($"There is no school '{school}' in this study: expected one of {string.Join(", ", study.Definition.Schools.Select(known => known.Code))}.");
        var run = read is not null || !kind.Needs.HasFlag(ChartNeeds.Run) ? read : await StoredEffects.ReadAsync(study, options.Run, kind.Needs.HasFlag(ChartNeeds.Attendance) ? Estimand.Participation : null, cancellationToken).ConfigureAwait(false);
        if (!kind.Needs.HasFlag(ChartNeeds.Form) && !kind.Needs.HasFlag(ChartNeeds.Wave))
            return new ChartRequest(options.Language, gate.Audience, readings) { Run = run, School = options.School };
        var form = await FormAsync(study, options.Form, cancellationToken).ConfigureAwait(false);
        var wave = kind.Needs.HasFlag(ChartNeeds.Wave) ? await WaveAsync(study, form, options.Wave, cancellationToken).ConfigureAwait(false) : null;
        return new ChartRequest(options.Language, gate.Audience, readings) { Run = run, Form = form, Wave = wave, School = options.School };
    }

    private static void RefuseWhatIsNotTaken(ChartKind kind, ChartOptions options, DisclosureGate gate)
    {
        var given = new[] { (ChartNeeds.Run, "--run", options.Run), (ChartNeeds.Form, "--form", options.Form), (ChartNeeds.Wave, "--wave", options.Wave), (ChartNeeds.School, "--school", gate.Audience == Audience.School ? null : options.School) };
        var extra = given.Where(option => option.Item3 is not null && !kind.Needs.HasFlag(option.Item1)).Select(option => option.Item2).ToList();
        if (extra.Count > 0)
            throw new InputFault($"The chart {kind.Name} takes no {string.Join(" and no ", extra)}: leave it out. 'lob chart list' says what each chart takes.");
    }

    private static async Task<string> FormAsync(LobStudy study, string? asked, CancellationToken cancellationToken)
    {
        var forms = study.Definition.Forms.Select(form => form.Id).Distinct(StringComparer.Ordinal).ToList();
        if (asked is not null)
            return forms.Contains(asked) ? asked : throw new InputFault($"There is no form '{asked}': expected one of {string.Join(", ", forms)}.");
        return (await AnsweredForms.ReadAsync(study, cancellationToken).ConfigureAwait(false)).FirstOrDefault(forms.Contains)
            ?? throw new InputFault("The study holds no questionnaires yet, so there is nothing to draw. Bring them in first: lob ingest survey FILE --source NAME.");
    }

    private static async Task<string> WaveAsync(LobStudy study, string form, string? asked, CancellationToken cancellationToken)
    {
        var waves = study.Definition.Waves.Select(wave => wave.Id).ToList();
        if (asked is not null && !waves.Contains(asked))
            throw new InputFault($"There is no wave '{asked}': expected one of {string.Join(", ", waves)}.");
        var answered = await AnsweredForms.WavesAsync(study, form, cancellationToken).ConfigureAwait(false);
        if (answered.Count == 0)
            throw new InputFault($"Nobody has filled in form {form} yet, so there is nothing to draw. Bring its answers in first: lob ingest survey FILE --source NAME.");
        if (asked is not null && !answered.Contains(asked))
            throw new InputFault($"Nobody filled in form {form} at {asked}: there are answers at {string.Join(", ", answered)}.");
        return asked ?? answered[^1];
    }
}
