using System.Globalization;
using System.Text.RegularExpressions;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Reading.Dialects;

/// <summary>What a survey tool's exports have in common: columns of its own, which of them identify a person, how it writes moments and several answers.</summary>
/// <param name="Id">The tool, as a source states it under <c>tool</c>.</param>
/// <param name="Name">The tool, for people.</param>
public sealed partial record Dialect(string Id, string Name)
{
    /// <summary>Headings of columns that identify a person.</summary>
    public IReadOnlySet<string> Identifying { get; private init; } = Set();

    /// <summary>Headings of columns that the tool adds and that identify nobody.</summary>
    public IReadOnlySet<string> Own { get; private init; } = Set();

    /// <summary>Headings of further such columns.</summary>
    internal Regex? OwnPattern { get; private init; }

    /// <summary>How it writes moments as text, as .NET formats.</summary>
    public IReadOnlyList<string> MomentFormats { get; private init; } = ["yyyy-MM-dd HH:mm:ss"];

    /// <summary>What stands between several answers in one cell.</summary>
    public IReadOnlyList<string> ListSeparators { get; private init; } = [";", ","];

    /// <summary>What an empty cell means in the column of one answer among several.</summary>
    public EmptyTick EmptyTick { get; private init; }

    /// <summary>Words for "never shown" in the cells of closed questions.</summary>
    public IReadOnlySet<string> NotShownWords { get; private init; } = Set();

    /// <summary>Names of the columns that hold one answer each: {0} the question, {1} the answer's name, {2} its code, {3} its words.</summary>
    public IReadOnlyList<string> OptionColumns { get; private init; } = [];

    /// <summary>Columns that tell one questionnaire of a person from another, beside the response's own id.</summary>
    public IReadOnlyList<string> KeyParts { get; private init; } = [];

    /// <summary>Column that marks previews, tests and spam; null for none.</summary>
    public string? StatusColumn { get; private init; }

    /// <summary>What stands there for an answer that nobody gave in earnest.</summary>
    public IReadOnlySet<string> TestStatuses { get; private init; } = Set();

    /// <summary>A plain table.</summary>
    public static Dialect Plain { get; } = new("plain", "plain table");

    /// <summary>Qualtrics.</summary>
    public static Dialect Qualtrics { get; } = new("qualtrics", "Qualtrics")
    {
        Identifying = Set("IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude"),
        Own = Set("StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId", "ResponseID", "DistributionChannel", "UserLanguage"),
        ListSeparators = [","],
        EmptyTick = EmptyTick.NoBesideATick,
        OptionColumns = ["{0}#{2}", "{0}_{2}"],
        StatusColumn = "Status",
        TestStatuses = Set("1", "2", "8", "9", "12", "17", "Survey Preview", "Survey Test", "Spam", "Possible Spam", "Survey Preview Spam", "Imported Spam", "Offline Survey Preview"),
    };

    /// <summary>LimeSurvey.</summary>
    public static Dialect LimeSurvey { get; } = new("limesurvey", "LimeSurvey")
    {
        Identifying = Set("ipaddr", "refurl", "firstname", "lastname", "email", "token", "IP address", "Referrer URL", "Access code", "First name", "Last name", "Email address"),
        Own = Set(
            "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "interviewtime", "Response ID", "Date submitted", "Last page", "Start language",
            "Seed", "Date started", "Date last action", "Total time"),
        OwnPattern = LimeSurveyTimes(),
        EmptyTick = EmptyTick.No,
        NotShownWords = Set("N/A", "{question_not_shown}"),
        OptionColumns = ["{0}[{1}]", "{0}[{2}]", "{0}_{1}", "{0} [{3}]"],
    };

    /// <summary>Microsoft Forms, in Dutch and English.</summary>
    public static Dialect MicrosoftForms { get; } = new("microsoft_forms", "Microsoft Forms")
    {
        Identifying = Set("Email", "Name", "E-mail", "Naam"),
        Own = Set(
            "ID", "Start time", "Completion time", "Last modified time", "Begintijd", "Tijd van voltooien", "Tijd van laatste wijziging", "Total points", "Quiz feedback",
            "Totaal aantal punten", "Feedback over quiz", "Grade posted time", "Language", "Taal"),
        OwnPattern = FormsQuiz(),
        MomentFormats = ["M/d/yy H:mm:ss", "M/d/yyyy H:mm:ss", "M/d/yyyy h:mm:ss tt", "M/d/yy H:mm", "M/d/yyyy H:mm", "yyyy-MM-dd HH:mm:ss", "d-M-yyyy H:mm:ss", "d-M-yyyy H:mm", "d-M-yy H:mm"],
        ListSeparators = [";"],
    };

    /// <summary>Google Forms, and the Google Sheet beside it.</summary>
    public static Dialect GoogleForms { get; } = new("google_forms", "Google Forms")
    {
        Identifying = Set("Email Address", "E-mailadres", "Username", "Gebruikersnaam", "Email", "E-mail"),
        Own = Set("Timestamp", "Tijdstempel", "Score"),
        // CET and CEST are read as the zone that the source states; summer time follows from the day.
        MomentFormats =
        [
            "yyyy/MM/dd h:mm:ss tt 'GMT'z", "yyyy/MM/dd h:mm:ss tt 'GMT'zzz", "yyyy/MM/dd h:mm:ss tt 'CET'", "yyyy/MM/dd h:mm:ss tt 'CEST'", "yyyy/MM/dd h:mm:ss tt", "yyyy/MM/dd H:mm:ss",
            "M/d/yyyy H:mm:ss", "d-M-yyyy H:mm:ss", "yyyy-MM-dd H:mm:ss",
        ],
        ListSeparators = [";", ", "],
    };

    /// <summary>REDCap.</summary>
    public static Dialect RedCap { get; } = new("redcap", "REDCap")
    {
        Identifying = Set("redcap_survey_identifier"),
        Own = Set(
            "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group", "record_id", "Event Name", "Repeat Instrument", "Repeat Instance",
            "Data Access Group", "Record ID", "Complete?"),
        KeyParts = ["redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "Event Name", "Repeat Instrument", "Repeat Instance"],
        OwnPattern = RedCapStatus(),
        MomentFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "dd-MM-yyyy HH:mm", "MM-dd-yyyy HH:mm"],
        OptionColumns = ["{0}___{2}", "{0}___{1}", "{0} (choice={3})"],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dialect> All { get; } = [Plain, Qualtrics, LimeSurvey, MicrosoftForms, GoogleForms, RedCap];

    /// <summary>Whether a column is one that the tool adds and that identifies nobody.</summary>
    public bool IsOwn(FileColumn column) => Own.Contains(column.Name) || (OwnPattern?.IsMatch(column.Name) ?? false);

    /// <summary>Whether a column identifies a person, by this tool's names or by what such headings and questions look like anywhere.</summary>
    public bool IsIdentifying(FileColumn column) =>
        Identifying.Contains(column.Name) || (column.Key is { } key && Identifying.Contains(key)) ||
        (!IsOwn(column) && (IdentifyingHeading().IsMatch(column.Name) || Asks(column, IdentifyingQuestion()) || Asks(column, NameQuestion())));

    /// <summary>Whether an identifying column holds people's names, which may occur in their open answers too.</summary>
    internal static bool IsName(FileColumn column) => NameHeading().IsMatch(column.Name) || Asks(column, NameQuestion());

    /// <summary>The columns that would hold each an answer of a question, in the order in which they are looked for.</summary>
    internal IEnumerable<string> OptionColumn(string question, AnswerOption answer) =>
        OptionColumns.SelectMany(pattern => new[] { answer.Label.Dutch, answer.Label.EnglishOrDutch }.Select(
            words => string.Format(CultureInfo.InvariantCulture, pattern, question, answer.Name, answer.Code, words))).Distinct(StringComparer.Ordinal);

    private static bool Asks(FileColumn column, Regex question) => question.IsMatch(column.Name) || (column.Label is { } label && question.IsMatch(label));

    private static HashSet<string> Set(params string[] words) => new(words, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^(group|question)Time.*$|^(Group|Question) time: ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LimeSurveyTimes();

    [GeneratedRegex("^(Points|Punten|Feedback) - ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FormsQuiz();

    [GeneratedRegex("^[a-z0-9_]+_(complete|timestamp)$", RegexOptions.CultureInvariant)]
    private static partial Regex RedCapStatus();

    // The whole heading is a word for it.
    [GeneratedRegex(
        @"^(e[-_ ]?mail([-_ ]?(address|adres))?|mailadres|(voor|achter|roep|first|last|sur|family|given|full|volledige|user|gebruikers)[-_ ]?na(am|me)|naam|name|ip([-_ ]?(address|adres|addr))?|telefoon([-_ ]?(nummer|nr))?|tel([-_ ]?nr)?|mobiel([-_ ]?nummer)?|phone([-_ ]?number)?|mobile([-_ ]?(phone|number))*|(leerling|student)[-_ ]?(nummer|nr|number|id)|bsn|burgerservicenummer|adres|address|postcode|zip([-_ ]?code)?|woonadres|straat|geboortedatum|date[-_ ]?of[-_ ]?birth|dob|(location)?latitude|(location)?longitude|breedtegraad|lengtegraad|gps)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IdentifyingHeading();

    // The question asks for it.
    [GeneratedRegex(
        @"\b(e-?mail ?adres|e-?mail address|telefoonnummer|mobiele? nummer|phone number|leerlingnummer|studentnummer|student number|burgerservicenummer|ip-?adres|ip address|postcode|huisadres|home address)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IdentifyingQuestion();

    // Of a column that identifies a person anyhow: leerlingnaam, Student name.
    [GeneratedRegex(
        @"(?<!(school|bestands|file|vak|project|bedrijfs)[-_ ]?)(na(am|me)$|\bname\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NameHeading();

    // The heading or question asks for a person's name. The bare word also goes with schools and the like, and with "bij naam".
    [GeneratedRegex(
        """
        (?<![\p{L}\d])(
          (voor|achter|roep|familie)[-_ ]?naam
        | (first|last|family|given)[-_ ]?name | surname
        | your[ ](full[ ])?name | name[ ]of[ ]((the|your)[ ])?(child|son|daughter|student|pupil|parent|mother|father|guardian|mentor|teacher)
        | (?<!(^|[^\p{L}])(in|bij|met|school|bestands|vak|profiel|bedrijfs|project)[-_ ]) naam
          (?![-_ ]?(van[ ])?((de|het|een|uw|je|jouw|jullie|onze|deze|die|dit|dat)[ ])?(\p{L}+e[ ])?
            \p{L}*(school|vestiging|locatie|klas|opleiding|studie|vak|profiel|beroep|bedrijf|organisatie|instelling|stichting|vereniging|activiteit|bijeenkomst|bestand|project|onderzoek|vragenlijst|plaats|gemeente|straat)(?!\p{L}))
        )(?![\p{L}\d])
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NameQuestion();
}

/// <summary>What an empty cell means in the column of one answer among several.</summary>
public enum EmptyTick
{
    /// <summary>Left blank: such tools write 0 for an answer that wasn't chosen.</summary>
    Blank,

    /// <summary>Not chosen.</summary>
    No,

    /// <summary>Not chosen if another answer of the question was; otherwise left blank.</summary>
    NoBesideATick,
}
