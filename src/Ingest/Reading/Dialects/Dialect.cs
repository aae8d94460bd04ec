using System.Text.RegularExpressions;

namespace LobResearch.Ingest.Reading.Dialects;

/// <summary>What a survey tool's exports have in common: columns of its own, and which of them identify a person.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Identifying">Headings of columns that identify a person.</param>
/// <param name="Own">Headings of columns that the tool adds and that identify nobody.</param>
public sealed partial record Dialect(string Name, IReadOnlySet<string> Identifying, IReadOnlySet<string> Own)
{
    /// <summary>A plain table.</summary>
    public static Dialect Plain { get; } = Of("plain table", [], []);

    /// <summary>Qualtrics.</summary>
    public static Dialect Qualtrics { get; } = Of(
        "Qualtrics",
        ["IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude"],
        ["StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished", "RecordedDate", "ResponseId", "DistributionChannel", "UserLanguage"]);

    /// <summary>LimeSurvey.</summary>
    public static Dialect LimeSurvey { get; } = Of(
        "LimeSurvey",
        ["ipaddr", "refurl", "firstname", "lastname", "email", "token"],
        ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "interviewtime"]);

    /// <summary>Microsoft Forms, in Dutch and English.</summary>
    public static Dialect MicrosoftForms { get; } = Of(
        "Microsoft Forms",
        ["Email", "Name", "E-mail", "Naam"],
        ["ID", "Start time", "Completion time", "Last modified time", "Begintijd", "Tijd van voltooien", "Tijd van laatste wijziging", "Total points", "Quiz feedback"]);

    /// <summary>Google Forms.</summary>
    public static Dialect GoogleForms { get; } = Of(
        "Google Forms",
        ["Email Address", "E-mailadres", "Username", "Gebruikersnaam"],
        ["Timestamp", "Tijdstempel", "Score"]);

    /// <summary>REDCap.</summary>
    public static Dialect RedCap { get; } = Of(
        "REDCap",
        [],
        ["redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_survey_identifier", "redcap_data_access_group"]);

    /// <summary>Whether a heading is one that identifies a person, by this tool's names or by what such headings look like anywhere.</summary>
    public bool IsIdentifying(string heading) => Identifying.Contains(heading) || IdentifyingHeading().IsMatch(heading);

    private static Dialect Of(string name, string[] identifying, string[] own) =>
        new(name, identifying.ToHashSet(StringComparer.OrdinalIgnoreCase), own.ToHashSet(StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex(
        @"^(e[-_ ]?mail([-_ ]?(address|adres))?|mailadres|(voor|achter|first|last|sur|family|given|full|volledige)[-_ ]?na(am|me)|naam|name|ip([-_ ]?(address|adres|addr))?|telefoon([-_ ]?nummer)?|tel|mobiel|phone([-_ ]?number)?|mobile|(leerling|student)[-_ ]?(nummer|nr|number|id)|bsn|adres|address|postcode|woonadres|geboortedatum|date of birth|latitude|longitude|breedtegraad|lengtegraad)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IdentifyingHeading();
}
