namespace LobResearch.Study.Codebook;

/// <summary>The rules that a filled-in questionnaire is checked by at ingest.</summary>
public static class RuleNames
{
    /// <summary>A cell is no value of the item's kind.</summary>
    public const string InvalidValue = "invalid-value";

    /// <summary>A number is outside the item's range.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>A required item was shown and left blank.</summary>
    public const string RequiredBlank = "required-blank";

    /// <summary>An item was answered though its routing left it out.</summary>
    public const string OffRoute = "off-route";

    /// <summary>The same answer to every item of a battery.</summary>
    public const string StraightLining = "straight-lining";

    /// <summary>Filled in faster than anybody reads.</summary>
    public const string Speeding = "speeding";

    /// <summary>An open answer held what identifies a person; it was masked.</summary>
    public const string MaskedText = "masked-text";

    /// <summary>The person's code is empty.</summary>
    public const string NoPersonCode = "no-person-code";

    /// <summary>The cells that tell one questionnaire from another are empty.</summary>
    public const string NoResponseId = "no-response-id";

    /// <summary>The wave is none of the study's.</summary>
    public const string UnknownWave = "unknown-wave";

    /// <summary>The school is none of the study's.</summary>
    public const string UnknownSchool = "unknown-school";

    /// <summary>The moment of handing in can't be read.</summary>
    public const string BadDate = "bad-date";

    /// <summary>Handed in outside the wave's field period.</summary>
    public const string OutsideWave = "outside-wave";

    /// <summary>The survey tool marks the row as a preview, a test or spam.</summary>
    public const string TestResponse = "test-response";

    /// <summary>The same response occurs earlier in the file.</summary>
    public const string DuplicateResponse = "duplicate-response";

    /// <summary>The person has another questionnaire of the form in the wave.</summary>
    public const string DuplicatePerson = "duplicate-person";

    /// <summary>Consent was refused, or isn't there.</summary>
    public const string NoConsent = "no-consent";

    /// <summary>A guardian's consent is needed and isn't there.</summary>
    public const string NoGuardianConsent = "no-guardian-consent";

    /// <summary>Somebody whose answers are stored refused; the answers are left out of analyses.</summary>
    public const string RefusedWithAnswers = "refused-with-answers";

    /// <summary>Rows of earlier files that this one no longer holds.</summary>
    public const string VanishedRows = "vanished-rows";

    /// <summary>The last line has no line end, as in a file that was cut off.</summary>
    public const string NoFinalLineEnd = "no-final-line-end";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        InvalidValue, OutOfRange, RequiredBlank, OffRoute, StraightLining, Speeding, MaskedText, NoPersonCode, NoResponseId, UnknownWave,
        UnknownSchool, BadDate, OutsideWave, TestResponse, DuplicateResponse, DuplicatePerson, NoConsent, NoGuardianConsent, RefusedWithAnswers, VanishedRows, NoFinalLineEnd,
    ];
}
