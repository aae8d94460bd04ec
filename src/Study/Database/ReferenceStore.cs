using Dapper;
using LobResearch.Study.Reference;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>Loads the domain's fixed facts; what was there before is replaced.</summary>
internal static class ReferenceStore
{
    /// <summary>Loads the facts in one transaction, if the database has them from other files or not at all.</summary>
    public static async Task LoadIfChangedAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var hash = ReferenceFacts.ContentHash();
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("lock table reference.loaded in exclusive mode").ConfigureAwait(false);
        var loaded = await connection.QuerySingleOrDefaultAsync<byte[]>("select content_hash from reference.loaded").ConfigureAwait(false);
        if (loaded is not null && loaded.AsSpan().SequenceEqual(hash))
            return;
        await ReplaceAsync(connection, ReferenceFacts.Load()).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into reference.loaded (content_hash) values (@hash) on conflict (only_row) do update set content_hash = excluded.content_hash",
            new { hash }).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReplaceAsync(NpgsqlConnection connection, ReferenceFacts facts)
    {
        await connection.ExecuteAsync(
            """
            delete from reference.intervention_component; delete from reference.intervention;
            delete from reference.practice_cell; delete from reference.practice;
            delete from reference.precondition_part; delete from reference.component;
            delete from reference.process_stage; delete from reference.work_method;
            delete from reference.circle_role; delete from reference.method_verdict; delete from reference.circle_finding; delete from reference.quote;
            """).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            insert into reference.component (code, step, name_nl, name_en, definition_nl, definition_en, after, source)
            values (@Code, @step, @nameNl, @nameEn, @definitionNl, @definitionEn, @After, @Source)
            """,
            facts.Components.Select(c => new
            {
                c.Code,
                step = (short?)c.Step,
                nameNl = c.Name.Dutch,
                nameEn = c.Name.EnglishOrDutch,
                definitionNl = c.Definition.Dutch,
                definitionEn = c.Definition.EnglishOrDutch,
                c.After,
                c.Source,
            })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into reference.precondition_part (code, ordinal, name_nl, name_en) values (@Code, @ordinal, @nl, @en)",
            facts.PreconditionParts.Select((part, index) => new { part.Code, ordinal = (short)(index + 1), nl = part.Name.Dutch, en = part.Name.EnglishOrDutch })).ConfigureAwait(false);
        await InsertInterventionsAsync(connection, facts).ConfigureAwait(false);
        await InsertPracticesAsync(connection, facts).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into reference.process_stage (number, name_nl, name_en, place, source) values (@number, @nl, @en, @Place, @Source)",
            facts.Stages.Select(s => new { number = (short)s.Number, nl = s.Name.Dutch, en = s.Name.EnglishOrDutch, s.Place, s.Source })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into reference.work_method (ordinal, name_nl) values (@ordinal, @name)",
            facts.WorkMethods.Select((name, index) => new { ordinal = (short)(index + 1), name })).ConfigureAwait(false);
        await InsertCirclesAsync(connection, facts).ConfigureAwait(false);
    }

    private static async Task InsertCirclesAsync(NpgsqlConnection connection, ReferenceFacts facts)
    {
        await connection.ExecuteAsync(
            "insert into reference.circle_role (code, ordinal, name_nl, name_en, part, source) values (@Code, @ordinal, @nl, @en, @Part, @Source)",
            facts.CircleRoles.Select((r, index) => new { r.Code, ordinal = (short)(index + 1), nl = r.Name.Dutch, en = r.Name.EnglishOrDutch, r.Part, r.Source })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into reference.method_verdict (verdict, ordinal, amount, detail_nl, detail_en, source) values (@Verdict, @ordinal, @Amount, @nl, @en, @Source)",
            facts.MethodVerdicts.Select((v, index) => new { v.Verdict, ordinal = (short)(index + 1), v.Amount, nl = v.Detail?.Dutch, en = v.Detail?.EnglishOrDutch, v.Source })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into reference.circle_finding (kind, code, ordinal, name_nl, name_en, source) values (@Kind, @Code, @ordinal, @nl, @en, @Source)",
            facts.CircleFindings.Select((f, index) => new { f.Kind, f.Code, ordinal = (short)(index + 1), nl = f.Name.Dutch, en = f.Name.EnglishOrDutch, f.Source })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            insert into reference.quote (code, speaker_role, about_nl, about_en, body, consent_to_publish, source)
            values (@Code, @SpeakerRole, @nl, @en, @Body, @ConsentToPublish, @Source)
            """,
            facts.Quotes.Select(q => new { q.Code, q.SpeakerRole, nl = q.About.Dutch, en = q.About.EnglishOrDutch, q.Body, q.ConsentToPublish, q.Source })).ConfigureAwait(false);
    }

    private static async Task InsertInterventionsAsync(NpgsqlConnection connection, ReferenceFacts facts)
    {
        await connection.ExecuteAsync(
            """
            insert into reference.intervention (code, ordinal, school, sector, group_kind, heading, target, activity, timing, source)
            values (@Code, @ordinal, @School, @Sector, @GroupKind, @Heading, @Target, @Activity, @Timing, @Source)
            """,
            facts.Interventions.Select((i, index) => new
            {
                i.Code,
                ordinal = (short)(index + 1),
                i.School,
                i.Sector,
                i.GroupKind,
                i.Heading,
                i.Target,
                i.Activity,
                i.Timing,
                i.Source,
            })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into reference.intervention_component (intervention_code, component_code) values (@Code, @component)",
            facts.Interventions.SelectMany(i => i.Components.Select(component => new { i.Code, component }))).ConfigureAwait(false);
    }

    private static async Task InsertPracticesAsync(NpgsqlConnection connection, ReferenceFacts facts)
    {
        await connection.ExecuteAsync(
            """
            insert into reference.practice (code, ordinal, component_code, name_nl, name_en, schools_asked, schools_yes, structural, source)
            values (@Code, @ordinal, @Component, @nl, @en, @asked, @yes, @Structural, @Source)
            """,
            facts.Practices.Select((p, index) => new
            {
                p.Code,
                ordinal = (short)(index + 1),
                p.Component,
                nl = p.Name.Dutch,
                en = p.Name.EnglishOrDutch,
                asked = (short)p.SchoolsAsked,
                yes = (short?)p.SchoolsYes,
                p.Structural,
                p.Source,
            })).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into reference.practice_cell (practice_code, school_number, present) values (@Code, @school, @present)",
            facts.Practices.SelectMany(p => p.Cells.Select((present, index) => new { p.Code, school = (short)(index + 1), present }))).ConfigureAwait(false);
    }
}
