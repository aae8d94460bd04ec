using LobResearch.Ingest.Sheets;

namespace LobResearch.Ingest.Tests.Sheets;

/// <summary>Doses between two waves: counted from one questionnaire to the day before the next, and never guessed.</summary>
public sealed class DoseBetweenTests
{
    private const string Form =
        """
        form: parents
        version: 1
        title: {nl: Ouders}
        role: parent
        items:
          - {id: age, kind: whole_number, minimum: 0, maximum: 99, label: {nl: Leeftijd}}
        """;

    private const string Source =
        """
        source: export
        form: parents
        version: 1
        format: {separator: ",", decimal: ".", encoding: utf8}
        person: {column: code}
        response: [response]
        wave: {column: wave}
        school: {column: school}
        submitted: {column: on, format: "yyyy-MM-dd HH:mm"}
        items: {age: age}
        """;

    // p1 and p2 answer on 10 September and 20 May; p3 at T0 only, p4 at T1 only; p5 is of another school.
    private const string Rows =
        "code,response,wave,school,on,age\n" +
        "p1,1,T0,A,2026-09-10 12:00,40\np1,2,T1,A,2027-05-20 12:00,40\n" +
        "p2,3,T0,A,2026-09-10 12:00,41\np2,4,T1,A,2027-05-20 00:30,41\n" +
        "p3,5,T0,A,2026-09-10 12:00,42\np4,6,T1,A,2027-05-20 12:00,43\n" +
        "p5,7,T0,B,2026-09-10 12:00,44\np5,8,T1,B,2027-05-20 12:00,44\n";

    private static readonly object?[][] Activities =
    [
        ["voor", "A", "welkomstbijeenkomst", new DateTime(2026, 9, 9), "C", 60.0],
        ["dag", "A", "welkomstbijeenkomst", new DateTime(2026, 9, 10), "C", 60.0],
        ["diner", "A", "LOB-diner", new DateTime(2026, 11, 1), "I, S", 120.0],
        ["opdracht", "A", "thuisopdracht", new DateTime(2027, 3, 1), "O", null],
        ["laat", "A", "MOL-gesprek", new DateTime(2027, 5, 20), "O", 30.0],
    ];

    private static readonly object?[][] Attendance =
    [
        ["voor", null, "A", "ouder", "p1", "ja", "aanwezig", 60.0, "presentielijst"],
        ["dag", null, "A", "ouder", "p1", "ja", "afwezig", null, "presentielijst"],
        ["diner", null, "A", "ouder", "p1", "ja", "aanwezig", 110.0, "presentielijst"],
        ["opdracht", null, "A", "ouder", "p1", "ja", "aanwezig", null, "mentor"],
        ["laat", null, "A", "ouder", "p1", "ja", "aanwezig", 30.0, "presentielijst"],
        ["voor", null, "A", "ouder", "p2", "ja", "afwezig", null, "presentielijst"],
        ["dag", null, "A", "ouder", "p2", "ja", "afwezig", null, "presentielijst"],
        ["opdracht", null, "A", "ouder", "p2", "ja", "aanwezig", null, "eigen opgave"],
        ["diner", null, "A", "ouder", "p2", "nee", "onbekend", null, ""],
        ["diner", null, "A", "ouder", "p4", "ja", "aanwezig", 100.0, "presentielijst"],
        ["diner", null, "B", "ouder", "p5", "ja", "aanwezig", 90.0, "presentielijst"],
    ];

    private SmallStudy _study = null!;
    private Dictionary<string, string> _found = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _study = await SmallStudy.CreateAsync(Form, Source, yaml => yaml
            .Replace("  - {id: T0, title: {nl: T0}}", "  - {id: T0, title: {nl: T0}, starts: 2026-09-01, ends: 2026-10-31}", StringComparison.Ordinal)
            .Replace("  - {id: T1, title: {nl: T1}}", "  - {id: T1, title: {nl: T1}, starts: 2027-05-01, ends: 2027-06-30}", StringComparison.Ordinal)
            .Replace("  - {code: A}", "  - {code: A}\n  - {code: B}", StringComparison.Ordinal));
        await _study.IngestFileAsync(_study.Write("export.csv", Rows));
        await _study.IngestSheetAsync(SheetBooks.Attendance, ("Activiteiten", Activities), ("Aanwezigheid", Attendance));
        // Persons are told apart by what they answered to the one item.
        _found = (await _study.AskAsync(
            """
            q.age || component_code, offered, invited, invited_unknown, attended, presence_unknown, minutes, minutes_unknown, before_first)
            from study.dose_between('parents', 'T0', 'T1') d join (select distinct person_id, age from form.parents) q using (person_id)
            """)).ToDictionary(line => line[..3], line => line[4..], StringComparer.Ordinal);
    }

    [OneTimeTearDown]
    public async Task TearDownAsync() => await _study.DisposeAsync();

    // Person, component → offered | invited | invited unknown | attended | presence unknown | minutes | minutes unknown | attended before the baseline.
    [TestCase("40C", "1|1|0|0|0|0|0|1", TestName = "{m}(what was attended before the baseline is no dose, what was held on its day is)")]
    [TestCase("40I", "1|1|0|1|0|110|0|0", TestName = "{m}(an activity of two components counts for both: I)")]
    [TestCase("40S", "1|1|0|1|0|110|0|0", TestName = "{m}(an activity of two components counts for both: S)")]
    [TestCase("40O", "1|1|0|1|0|0|1|0", TestName = "{m}(attended for an unknown time; that of the outcome's day is too late)")]
    [TestCase("41I", "1|0|0|0|1|0|1|0", TestName = "{m}(presence unknown is neither present nor absent)")]
    [TestCase("41O", "1|0|1|0|1|0|1|0", TestName = "{m}(what a parent tells is no register's word)")]
    [TestCase("42O", "1|0|1|0|1|0|1|0", TestName = "{m}(in no register: nobody knows)")]
    [TestCase("42C", "1|0|1|0|1|0|1|0", TestName = "{m}(without the later questionnaire, until its wave begins)")]
    [TestCase("43I", "1|1|0|1|0|100|0|0", TestName = "{m}(without the earlier questionnaire, since its wave began)")]
    [TestCase("44I", "0|1|0|1|0|90|0|0", TestName = "{m}(another school's activity counts for who stands in its register, and is no offer)")]
    public void DoseBetween_EachCase_IsCountedAsStated(string key, string expected) => Assert.That(_found[key], Is.EqualTo(expected));

    [Test]
    public void DoseBetween_NothingHeldInTheSchool_HasNoRow() => Assert.That(_found.Keys.Where(key => key.StartsWith("44", StringComparison.Ordinal)), Is.EquivalentTo(new[] { "44I", "44S" }));
}
