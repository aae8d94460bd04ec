using System.Globalization;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Storing;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Ingest.Checking;

/// <summary>Whether a row may enter: the person consented, and for a student under the age of consent a guardian did.</summary>
internal sealed class ConsentReader(ConsentRules rules, SourceMapping mapping, Form form, IRecordReader records, ColumnUse use, ConsentBook book)
{
    /// <summary>What the row tells.</summary>
    public RowConsent Read() => new(Told(use.Consent, mapping.Consent), Told(use.GuardianConsent, mapping.GuardianConsent));

    /// <summary>Why the row may not enter: a rule and what to do; null when it may.</summary>
    /// <param name="personIndex">The person's blind index.</param>
    /// <param name="told">What the row tells; what it doesn't is what earlier files told.</param>
    /// <param name="day">The day on which the person's age counts.</param>
    public (string Rule, int Column, string Message)? Against(byte[] personIndex, RowConsent told, DateOnly day)
    {
        var known = book.Of(personIndex);
        var self = Newest(told.Self, known.Self, day);
        var guardian = Newest(told.Guardian, known.Guardian, day);
        if (self is false || guardian is false)
        {
            return (RuleNames.NoConsent, self is false ? use.Consent : use.GuardianConsent,
                "consent was refused; the row was held back. If earlier answers of this person came in, take them out with 'lob withdraw'");
        }

        if (form.Role == Role.Student && IsUnderAge(day))
        {
            return guardian is true ? null : (RuleNames.NoGuardianConsent, use.GuardianConsent,
                $"a guardian's consent for {rules.Purpose} is needed for students under {rules.GuardianUnder} or of unknown age and isn't there; the row was held back. Bring it in with 'lob ingest consent' and give this file again");
        }

        return self is true || guardian is true ? null : (RuleNames.NoConsent, use.Consent,
            $"consent for {rules.Purpose} isn't there; the row was held back. Bring it in with 'lob ingest consent', or map its column under 'consent' in the source");
    }

    private static bool? Newest(bool? told, ConsentWord? known, DateOnly day) => ConsentWord.Newer(told is { } given ? new ConsentWord(given, day) : null, known)?.Given;

    private bool? Told(int column, ConsentMapping? stated)
    {
        if (column < 0)
            return null;
        var cell = records.Cell(column).Trim();
        return cell.IsEmpty ? null : stated!.Given.Contains(cell.ToString());
    }

    // Whose age can't be read may be a child.
    private bool IsUnderAge(DateOnly day)
    {
        if (use.Age < 0)
            return true;
        var cell = records.Cell(use.Age).Trim();
        if (mapping.Age!.DateFormat is not { } format)
            return !(int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var age) && age >= rules.GuardianUnder && age < 130);
        if (records.Kind(use.Age) == CellKind.Moment)
            format = "yyyy-MM-dd";
        return !(DateOnly.TryParseExact(cell, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var born) && born.AddYears(rules.GuardianUnder) <= day && born.Year > 1900);
    }
}
