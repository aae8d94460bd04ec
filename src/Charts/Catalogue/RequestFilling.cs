using Dapper;
using LobResearch.Analysis;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Study;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Charts.Catalogue;

/// <summary>Fills in what a chart needs and wasn't told.</summary>
internal static class RequestFilling
{
    /// <summary>What the chart is asked to draw.</summary>
    /// <exception cref="InputFault">An option that the chart doesn't take, something unknown, or nothing there to choose from.</exception>
    public static async Task<ChartRequest> OfAsync(LobStudy study, DisclosureGate gate, ChartKind kind, ChartOptions options, CancellationToken cancellationToken)
    {
        RefuseWhatIsNotTaken(kind, options, gate);
        if (options.School is { } school && study.Definition.Schools.All(known => known.Code != school))
            throw new InputFault($"There is no school '{school}' in this study: expected one of {string.Join(", ", study.Definition.Schools.Select(known => known.Code))}.");
        var run = kind.Needs.HasFlag(ChartNeeds.Run) ? await StoredEffects.ReadAsync(study, options.Run, cancellationToken).ConfigureAwait(false) : null;
        if (!kind.Needs.HasFlag(ChartNeeds.Form) && !kind.Needs.HasFlag(ChartNeeds.Wave))
            return new ChartRequest(options.Language, gate.Audience) { Run = run, School = options.School };
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        var form = await FormAsync(connection, study, options.Form).ConfigureAwait(false);
        var wave = kind.Needs.HasFlag(ChartNeeds.Wave) ? await WaveAsync(connection, study, form, options.Wave).ConfigureAwait(false) : null;
        return new ChartRequest(options.Language, gate.Audience) { Run = run, Form = form, Wave = wave, School = options.School };
    }

    private static void RefuseWhatIsNotTaken(ChartKind kind, ChartOptions options, DisclosureGate gate)
    {
        var given = new[] { (ChartNeeds.Run, "--run", options.Run), (ChartNeeds.Form, "--form", options.Form), (ChartNeeds.Wave, "--wave", options.Wave), (ChartNeeds.School, "--school", gate.Audience == Audience.School ? null : options.School) };
        var extra = given.Where(option => option.Item3 is not null && !kind.Needs.HasFlag(option.Item1)).Select(option => option.Item2).ToList();
        if (extra.Count > 0)
            throw new InputFault($"The chart {kind.Name} takes no {string.Join(" and no ", extra)}: leave it out. 'lob chart list' says what each chart takes.");
    }

    private static async Task<string> FormAsync(NpgsqlConnection connection, LobStudy study, string? asked)
    {
        var forms = study.Definition.Forms.Select(form => form.Id).Distinct(StringComparer.Ordinal).ToList();
        if (asked is not null)
            return forms.Contains(asked) ? asked : throw new InputFault($"There is no form '{asked}': expected one of {string.Join(", ", forms)}.");
        return await connection.QueryFirstOrDefaultAsync<string>(
            """
            select f.code from study.shown_questionnaire q join study.form_version v on v.id = q.form_version_id join study.form f on f.id = v.form_id
            where f.code = any(@forms) group by f.code order by count(*) desc, f.code limit 1
            """,
            new { forms = forms.ToArray() }).ConfigureAwait(false) ?? throw new InputFault("The study holds no questionnaires yet, so there is nothing to draw. Bring them in first: lob ingest survey FILE --source NAME.");
    }

    private static async Task<string> WaveAsync(NpgsqlConnection connection, LobStudy study, string form, string? asked)
    {
        var waves = study.Definition.Waves.Select(wave => wave.Id).ToList();
        if (asked is not null && !waves.Contains(asked))
            throw new InputFault($"There is no wave '{asked}': expected one of {string.Join(", ", waves)}.");
        var answered = (await connection.QueryAsync<string>(
            """
            select distinct w.code from study.shown_questionnaire q join study.form_version v on v.id = q.form_version_id join study.form f on f.id = v.form_id
              join study.wave w on w.id = q.wave_id where f.code = @form
            """,
            new { form }).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        if (answered.Count == 0)
            throw new InputFault($"Nobody has filled in form {form} yet, so there is nothing to draw. Bring its answers in first: lob ingest survey FILE --source NAME.");
        if (asked is not null && !answered.Contains(asked))
            throw new InputFault($"Nobody filled in form {form} at {asked}: there are answers at {string.Join(", ", waves.Where(answered.Contains))}.");
        return asked ?? waves.Last(answered.Contains);
    }
}
