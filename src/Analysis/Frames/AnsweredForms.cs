using Dapper;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Frames;

/// <summary>Which forms were filled in, and when: for those who ask for a picture without naming either.</summary>
public static class AnsweredForms
{
    /// <summary>Forms by their questionnaires, most first.</summary>
    /// <param name="study">The study.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<IReadOnlyList<string>> ReadAsync(LobStudy study, CancellationToken cancellationToken = default)
    {
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        return (await connection.QueryAsync<string>(
            """
            select f.code from study.shown_questionnaire q join study.form_version v on v.id = q.form_version_id join study.form f on f.id = v.form_id
            group by f.code order by count(*) desc, f.code
            """).ConfigureAwait(false)).ToList();
    }

    /// <summary>The waves at which a form was filled in, in the study's order.</summary>
    /// <param name="study">The study.</param>
    /// <param name="form">The form's id.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<IReadOnlyList<string>> WavesAsync(LobStudy study, string form, CancellationToken cancellationToken = default)
    {
        await using var connection = await study.Database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        var answered = (await connection.QueryAsync<string>(
            """
            select distinct w.code from study.shown_questionnaire q join study.form_version v on v.id = q.form_version_id join study.form f on f.id = v.form_id
              join study.wave w on w.id = q.wave_id where f.code = @form
            """,
            new { form }).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        return study.Definition.Waves.Select(wave => wave.Id).Where(answered.Contains).ToList();
    }
}
