using System.Globalization;
using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Ingest.Sheets;

/// <summary>Learning circles, working groups and focus groups: members, sessions, evaluations, work methods, plans and quotes.</summary>
internal static class CircleSheets
{
    private static readonly SheetColumn Circle = new("groep", SheetCellKind.Code, "circle_code", "De korte naam van het blad Groepen.", "kring-A") { ListFromSheet = "Groepen" };
    private static readonly SheetColumn Session = new("bijeenkomst", SheetCellKind.WholeNumber, "session_number", "Nummer van de bijeenkomst, zoals op het blad Bijeenkomsten.", "3") { Minimum = 1, Maximum = 99 };
    private static readonly SheetColumn WorkMethod = new("werkvorm", SheetCellKind.Choice, "work_method", "Welke werkvorm. Kies uit de lijst.", "tekenen")
    {
        Words = [.. new[] { "post-its op flappen", "casussen", "tekenen", "collages", "afbeeldingen selecteren", "omgekeerd brainstormen", "organisatie-opstellingen", "anders" }.Select(name => new SheetWord(name, name))],
    };

    private static readonly IReadOnlyList<SheetColumn> Who =
    [
        new("rol", SheetCellKind.Choice, "", "Wie het invult. Kies uit de lijst.", "ouder") { Words = SheetWords.Members },
        new("school", SheetCellKind.School, "", "Code van de school van deze persoon.", "A"),
        new("code", SheetCellKind.PersonCode, "", "De eigen code van de persoon. Schrijf hier nooit een naam.", "17AJ03"),
    ];

    private static readonly SheetPerson Person = new("rol", "school", "code");
    private static readonly SheetReference ToCircle = new("groep", ["circle_code"], "study.learning_circle", ["code"], "group", "Add it on the sheet Groepen, or correct its name here");
    private static readonly SheetReference ToSession = new(
        "bijeenkomst", ["circle_code", "session_number"], "study.circle_session", ["circle_code", "number"], "session of that group", "Add it on the sheet Bijeenkomsten, or correct its number here");

    public static SheetDefinition Circles { get; } = new("leerkring-groups", "Groepen", "Eén rij per leerkring, werkgroep of focusgroep.",
    [
        new("groep", SheetCellKind.Code, "code", "Korte naam van de groep. Gebruik dezelfde naam op de andere bladen.", "kring-A"),
        new("soort", SheetCellKind.Choice, "kind", "Wat voor groep. Kies uit de lijst.", "leerkring")
        {
            Words = [new("leerkring", "learning_circle"), new("werkgroep", "working_group"), new("focusgroep", "focus_group")],
        },
        new SheetColumn("school", SheetCellKind.School, "school_id", "Code van de school.", "A").Optional(),
        new SheetColumn("eerste dag", SheetCellKind.Date, "starts", "Als u het weet.", "12-10-2026").Optional(),
        new SheetColumn("laatste dag", SheetCellKind.Date, "ends", "Als u het weet.", "20-5-2027").Optional(),
    ])
    {
        Tables = [new("study.learning_circle", "code", "kind", "school_id", "starts", "ends")],
        Key = ["code"],
        Contradictions = [EndsBeforeStart("laatste dag", "starts", "ends")],
    };

    public static SheetDefinition Members { get; } = new("leerkring-members", "Leden", "Eén rij per lid.",
    [
        Circle,
        Who[0] with { Field = "role", Explanation = "De rol in de groep. Kies uit de lijst." },
        Who[1],
        Who[2],
        new("kring", SheetCellKind.Choice, "ring", "binnen: doet mee aan de bijeenkomsten; buiten: team of leerlingenraad eromheen. Leeg telt als binnen.", "binnen")
        {
            Words = [new("binnen", "inner"), new("buiten", "wider")],
            IsRequired = false,
            WhenEmpty = "inner",
        },
        new SheetColumn("lid vanaf", SheetCellKind.Date, "joined", "Als u het weet.", "12-10-2026").Optional(),
        new SheetColumn("lid tot", SheetCellKind.Date, "left", "Alleen als iemand eerder stopte.", "").Optional(),
    ])
    {
        Tables = [new("study.circle_member", "person_id", "circle_code", "role", "ring", "joined", "left")],
        Key = ["person_id", "circle_code"],
        Person = Person,
        References = [ToCircle],
        Contradictions = [EndsBeforeStart("lid tot", "joined", "left")],
    };

    public static SheetDefinition Sessions { get; } = new("leerkring-sessions", "Bijeenkomsten", "Eén rij per bijeenkomst.",
    [
        Circle,
        Session with { Field = "number", Explanation = "Nummer van de bijeenkomst binnen de groep." },
        new SheetColumn("datum", SheetCellKind.Date, "held_on", "De dag, als u het weet.", "12-10-2026").Optional(),
        new SheetColumn("stadium", SheetCellKind.WholeNumber, "stage", "1 kennismaking, 2 situatieanalyse, 3 doel schetsen, 4 selecteren interventies, 5 uitwerken interventies, 6 uitvoeren interventies.", "2") { Minimum = 1, Maximum = 6 }.Optional(),
        new("plaats", SheetCellKind.Choice, "place", "binnen: in de leerkring; buiten: werk tussen de bijeenkomsten. Leeg telt als onbekend.", "binnen")
        {
            Words = [new("binnen", "inside"), new("buiten", "outside"), new("onbekend", "unknown", "?")],
            IsRequired = false,
            WhenEmpty = "unknown",
        },
        new SheetColumn("minuten", SheetCellKind.WholeNumber, "minutes", "Hoe lang het duurde, als u het weet.", "120") { Minimum = 1, Maximum = 1440 }.Optional(),
    ])
    {
        Tables = [new("study.circle_session", "circle_code", "number", "held_on", "stage", "place", "minutes")],
        Key = ["circle_code", "number"],
        References = [ToCircle],
    };

    public static SheetDefinition SessionEvaluations { get; } = new("leerkring-session-evaluations", "Evaluatie bijeenkomst", "Eén rij per persoon en bijeenkomst. 1 = helemaal niet, 4 = helemaal wel; leeg = niet ingevuld.",
    [
        Circle,
        Session,
        .. Who,
        Rating("sfeer", "atmosphere", "De sfeer was open en positief."),
        Rating("gelijkwaardigheid", "equality", "We waren gelijkwaardig."),
        Rating("afstemming", "alignment", "We stemden op elkaar af."),
        Rating("gehoord", "heard", "Ik werd gehoord."),
        Rating("voortgang", "progress", "We kwamen verder."),
        Rating("rolduidelijkheid", "role_clarity", "Het was duidelijk wat van mij werd verwacht."),
    ])
    {
        Tables = [new("study.session_evaluation", "person_id", "circle_code", "session_number", "atmosphere", "equality", "alignment", "heard", "progress", "role_clarity")],
        Key = ["person_id", "circle_code", "session_number"],
        Person = Person,
        References = [ToSession],
    };

    public static SheetDefinition Evaluations { get; } = new("leerkring-evaluations", "Eindevaluatie", "Eén rij per persoon, aan het einde. 1 = helemaal niet, 4 = helemaal wel; leeg = niet ingevuld.",
    [
        Circle,
        .. Who,
        .. Five("proces", "process", "het leerproces"),
        .. Five("opbrengst", "yields", "de opbrengsten"),
        .. Five("toekomst", "future_value", "de waarde van kennis en werkwijze voor de toekomst van de school"),
        new SheetColumn("wat was goed", SheetCellKind.Text, "best", "Open vraag. Schrijf geen namen.", "").Optional(),
        new SheetColumn("wat kan beter", SheetCellKind.Text, "better", "Open vraag. Schrijf geen namen.", "").Optional(),
    ])
    {
        Tables =
        [
            new("study.circle_evaluation", "person_id", "circle_code", "process", "yields", "future_value"),
            new("text.circle_evaluation_answer", "person_id", "circle_code", "best", "better", SheetFields.ContentHash),
        ],
        Key = ["person_id", "circle_code"],
        Person = Person,
        References = [ToCircle],
    };

    public static SheetDefinition MethodRatings { get; } = new("leerkring-method-ratings", "Werkvormen", "Eén rij per persoon, bijeenkomst en werkvorm: wat vond deze persoon ervan?",
    [
        Circle, Session, .. Who, WorkMethod, Rating("oordeel", "rating", "Deze werkvorm werkte goed."),
    ])
    {
        Tables = [new("study.method_rating", "person_id", "circle_code", "session_number", "work_method", "rating")],
        Key = ["person_id", "circle_code", "session_number", "work_method"],
        Person = Person,
        References = [ToSession],
    };

    public static SheetDefinition MethodVerdicts { get; } = new("leerkring-method-verdicts", "Groepsoordeel", "Eén rij per bijeenkomst en werkvorm: wat vond de groep als geheel?",
    [
        Circle, Session, WorkMethod,
        new("groepsoordeel", SheetCellKind.Choice, "verdict", "Leeg telt als onbekend.", "werkte goed")
        {
            Words = [new("werkte goed", "worked_well"), new("verdeeld", "divided"), new("sloeg niet aan", "did_not_catch_on"), new("onbekend", "unknown", "?")],
            IsRequired = false,
            WhenEmpty = "unknown",
        },
    ])
    {
        Tables = [new("study.method_verdict", "circle_code", "session_number", "work_method", "verdict")],
        Key = ["circle_code", "session_number", "work_method"],
        References = [ToSession],
    };

    public static SheetDefinition Decisions { get; } = new("leerkring-decisions", "Plannen en besluiten", "Eén rij per plan of besluit.",
    [
        Circle,
        new("nummer", SheetCellKind.WholeNumber, "number", "Nummer binnen de groep.", "1") { Minimum = 1, Maximum = 999 },
        new("soort", SheetCellKind.Choice, "kind", "plan of besluit", "plan") { Words = [new("plan", "plan"), new("besluit", "decision")] },
        new SheetColumn("datum", SheetCellKind.Date, "decided_on", "De dag, als u het weet.", "12-10-2026").Optional(),
        new SheetColumn("componenten", SheetCellKind.Choices, "components", "C, I, O, S, R; meer dan één mag, met een komma ertussen.", "O") { Words = SheetWords.Components }.Optional(),
        new("uitgevoerd", SheetCellKind.Choice, "carried_out", "Is het gedaan? Leeg telt als onbekend.", "ja")
        {
            Words = [new("ja", "yes"), new("deels", "partly"), new("nee", "no"), new("onbekend", "unknown", "?")],
            IsRequired = false,
            WhenEmpty = "unknown",
        },
        new("tekst", SheetCellKind.Text, "body", "Het plan of besluit in woorden. Schrijf geen namen.", "In elk rapportgesprek komt de thuisopdracht terug."),
    ])
    {
        Tables =
        [
            new("study.circle_decision", "circle_code", "number", "kind", "decided_on", "components", "carried_out"),
            new("text.circle_decision_wording", "circle_code", "number", "body", SheetFields.ContentHash),
        ],
        Key = ["circle_code", "number"],
        References = [ToCircle],
    };

    public static SheetDefinition Quotes { get; } = new("leerkring-quotes", "Citaten", "Eén rij per citaat. Publiceren mag pas als iemand het heeft nagelezen en er toestemming is.",
    [
        new("citaat", SheetCellKind.Code, "code", "Korte naam van het citaat.", "c01"),
        Circle with { Explanation = "De groep, als het daar is gezegd.", IsRequired = false },
        Who[0] with { Field = "speaker_role", Explanation = "Rol van wie het zei. Kies uit de lijst." },
        Who[1] with { Explanation = "Code van de school van deze persoon; alleen nodig bij een code.", IsRequired = false },
        Who[2] with { Explanation = "De eigen code van wie het zei. Leeg als die niet wordt bewaard; dan kan het citaat niet mee worden verwijderd als iemand zich terugtrekt.", IsRequired = false },
        new("bron", SheetCellKind.Label, "source", "Waar het vandaan komt.", "verslag bijeenkomst 3"),
        new("tekst", SheetCellKind.Text, "body", "De woorden. Haal namen eruit.", ""),
        new("toestemming", SheetCellKind.Choice, "consent_to_publish", "Is er toestemming om het te publiceren? Leeg telt als onbekend.", "nee") { Words = SheetWords.YesNoUnknown, IsRequired = false, WhenEmpty = "unknown" },
        new SheetColumn("nagelezen door", SheetCellKind.Code, "redacted_by", "Initialen van wie het heeft nagelezen en herkenbare gegevens heeft weggehaald.", "MV").Optional(),
        new("publiceren", SheetCellKind.Flag, "publish", "Mag het worden gepubliceerd? Leeg telt als nee.", "nee") { Words = SheetWords.YesNo, IsRequired = false, WhenEmpty = "false" },
    ])
    {
        Tables = [new("text.quote", "code", "circle_code", "speaker_role", "speaker_id", "source", "body", "consent_to_publish", "redacted_by", "publish", SheetFields.ContentHash)],
        Key = ["code"],
        Person = new("rol", "school", "code", "speaker_id"),
        References = [ToCircle],
        Contradictions =
        [
            new(
                "publiceren", value => Equals(value("publish"), true) && (!Equals(value("consent_to_publish"), "yes") || value("redacted_by") is null),
                "a quote may be published only with consent and when somebody has redacted it. Fill in 'toestemming' and 'nagelezen door', or set 'publiceren' to nee"),
        ],
        Agreements =
        [
            new(
                "publiceren",
                """
                select i.source_row from incoming i where i.publish and exists (select 1 from study.refusal r where r.person_id = i.speaker_id) order by 1
                """,
                "this person refused consent, by the sheet Toestemming or a questionnaire, and is to be quoted. Set 'publiceren' to nee, or bring the newer consent in first"),
        ],
    };

    public static SheetDefinition QuoteCodes { get; } = new("leerkring-quote-codes", "Citaatcodes", "Eén rij per citaat, code en codeur.",
    [
        new("citaat", SheetCellKind.Code, "quote_code", "De korte naam van het blad Citaten.", "c01") { ListFromSheet = "Citaten" },
        new("code", SheetCellKind.Code, "code", "De code uit het codeboek.", "gelijkwaardigheid"),
        new("codeur", SheetCellKind.Code, "coder", "Initialen van wie codeerde.", "MV"),
    ])
    {
        Tables = [new("text.quote_code", "quote_code", "code", "coder")],
        Key = ["quote_code", "code", "coder"],
        References = [new("citaat", ["quote_code"], "text.quote", ["code"], "quote", "Add it on the sheet Citaten, or correct its name here")],
    };

    public static SheetBook Book { get; } = new(
        "leerkring", "Leerkring, werkgroep of focusgroep", "groups: members, sessions, evaluations, work methods, plans and quotes",
        [Circles, Members, Sessions, SessionEvaluations, Evaluations, MethodRatings, MethodVerdicts, Decisions, Quotes, QuoteCodes]);

    private static SheetColumn Rating(string heading, string field, string statement) =>
        new(heading, SheetCellKind.WholeNumber, field, statement + " 1 tot en met 4; leeg als het niet is ingevuld.", "3") { Minimum = 1, Maximum = 4, IsRequired = false };

    private static IEnumerable<SheetColumn> Five(string heading, string field, string about) => Enumerable.Range(1, 5).Select(number =>
        Rating(string.Create(CultureInfo.InvariantCulture, $"{heading} {number}"), field, string.Create(CultureInfo.InvariantCulture, $"Stelling {number} over {about}.")) with { Element = number });

    private static SheetContradiction EndsBeforeStart(string heading, string starts, string ends) => new(
        heading, value => value(starts) is DateOnly first && value(ends) is DateOnly last && last < first, "the last day is before the first. Correct one of the two");
}
