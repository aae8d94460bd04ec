using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Sheets;

/// <summary>Consent that was given or refused on paper: by the person, or by a guardian.</summary>
internal static class ConsentSheet
{
    public static SheetDefinition Consent { get; } = new("consent", "Toestemming", "Eén rij per persoon en formulier. Ook een weigering hoort hier: kies 'nee'. Wie later van gedachten verandert, krijgt een nieuwe rij met de nieuwe datum.",
    [
        new("school", SheetCellKind.School, "", "Code van de school van deze persoon.", "A"),
        new("rol", SheetCellKind.Choice, "", "Over wiens gegevens het gaat. Kies uit de lijst.", "leerling") { Words = SheetWords.Participants },
        new("code", SheetCellKind.PersonCode, "", "De eigen code van die persoon, zoals op de vragenlijst. Schrijf hier nooit een naam.", "17AJ03"),
        new SheetColumn("doel", SheetCellKind.Purpose, "purpose", "Waarvoor toestemming is gevraagd. Leeg: het onderzoek zelf.", "").Optional(),
        new("gegeven door", SheetCellKind.Choice, "given_by", "Wie het formulier ondertekende. Onder de zestien jaar is dat een ouder of voogd.", "ouder of voogd")
        {
            Words = [new("persoon zelf", "self", "zelf"), new("ouder of voogd", "guardian", "ouder", "voogd", "verzorger")],
        },
        new("toestemming", SheetCellKind.Flag, "given", "ja, of nee als iemand weigert.", "ja") { Words = SheetWords.YesNo },
        new("datum", SheetCellKind.Date, "given_on", "De dag van ondertekening.", "12-10-2026"),
        new("tekstversie", SheetCellKind.Code, "text_version", "Versie van de toestemmingstekst, zoals onderaan het formulier staat.", "2026-1"),
    ])
    {
        Tables = [new("study.consent", "person_id", "purpose", "text_version", "given_by", "given", "given_on")],
        Key = ["person_id", "purpose", "text_version", "given_by", "given_on"],
        Person = new("rol", "school", "code"),
        TellsConsent = true,
        Contradictions =
        [
            new("datum", value => value("given_on") is DateOnly day && day > DateOnly.FromDateTime(DateTime.Today), "the day lies in the future. Correct it"),
        ],
        Agreements =
        [
            new(
                "toestemming",
                """
                select i.source_row from incoming i
                where exists (select 1 from study.refused_person r where r.person_id = i.person_id)
                  and exists (select 1 from study.questionnaire q join study.current_person p on p.person_id = q.person_id
                    join study.current_person mine on mine.same_as = p.same_as where mine.person_id = i.person_id)
                order by 1
                """,
                "consent was refused, and answers of this person are stored; no analysis reads them any more. Take them out with 'lob withdraw'")
            {
                Rule = RuleNames.RefusedWithAnswers,
            },
            new(
                "toestemming",
                """
                select i.source_row from incoming i
                where not i.given and exists (select 1 from text.quote q where q.speaker_id = i.person_id and q.publish)
                order by 1
                """,
                "consent was refused, and a quote of this person is marked to be published. Set 'publiceren' to nee on the sheet Citaten, or take the person out with 'lob withdraw'")
            {
                Rule = RuleNames.RefusedWithAnswers,
            },
        ],
    };

    public static SheetBook Book { get; } = new("consent", "Toestemming", "consent that was given or refused on paper", [Consent]);
}
