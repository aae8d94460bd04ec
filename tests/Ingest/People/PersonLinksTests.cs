using Dapper;
using LobResearch.Ingest.Linking;
using LobResearch.Ingest.People;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.People;

/// <summary>Persons are linked by decrypted codes in memory; the database gets random ids, match quality and decisions, as versions.</summary>
public sealed class PersonLinksTests
{
    private const string Codes =
        """

        codes:
          separator: "-"
          elements:
            - {id: mother, pattern: "[A-Z]{2}", wrong: 0.03}
            - {id: day, pattern: "[0-3][0-9]", wrong: 0.03}
            - {id: street, pattern: "[A-Z]{2}", wrong: 0.03}
            - {id: month, pattern: "[01][0-9]", wrong: 0.03}
            - {id: parent, parents: ["1", "2"], wrong: 0.01}
        """;

    [Test]
    public async Task StoreAsync_OneElementOff_IsOnePersonFromThenOn()
    {
        await using var study = await StudyAsync();
        await study.IngestAsync(Wave("T0", Person) + Wave("T1", number => number == 7 ? Person(number).Replace("AH", "QQ", StringComparison.Ordinal) : Person(number)));
        var links = new PersonLinks(study.Database, study.Definition, ServerForTests.Home);
        var version = await links.StoreAsync();
        Assert.That((version.Version, version.IsNew, version.Tolerant, version.ByHand, version.Waiting), Is.EqualTo(((int?)1, true, 1, 0, 0)), version.ToString());
        Assert.That((await links.StoreAsync()).IsNew, Is.False, "nothing changed");
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<int>("select count(distinct person_id)::int from form.parents"), Is.EqualTo(Persons), "the view counts persons");
        var (rule, element, quality) = await connection.QuerySingleAsync<(string, string, double)>("select rule, element, quality from identity.link_pair");
        Assert.That((rule, element), Is.EqualTo(("one_element_off_in_school", "street")), "a class that everybody is in tells nobody apart");
        Assert.That(quality, Is.GreaterThan(0.99));
    }

    [Test]
    public async Task StoreAsync_KeyholdersDecisions_StayAsVersions()
    {
        await using var study = await StudyAsync();
        await study.IngestAsync(Wave("T0", Person) + Wave("T1", number => number == 7 ? Person(number).Replace("AH", "QQ", StringComparison.Ordinal) : Person(number)));
        var links = new PersonLinks(study.Database, study.Definition, ServerForTests.Home);
        var pair = (await links.FindAsync()).Result.Links.Single(link => link.Element is not null);
        var different = await links.StoreAsync([new LinkDecision(LinkKind.SamePerson, pair.One, pair.Other, Same: false)]);
        Assert.That((different.Tolerant, different.Version), Is.EqualTo((0, (int?)1)));
        var same = await links.StoreAsync([new LinkDecision(LinkKind.SamePerson, pair.Other, pair.One, Same: true)]);
        Assert.That((same.ByHand, same.Version), Is.EqualTo((1, (int?)2)));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(
            await connection.QueryAsync<(string, bool)>("select verdict, superseded_by is null from identity.link_decision order by id"),
            Is.EqualTo(new[] { ("different", false), ("same", true) }), "the earlier decision stays on record");
        Assert.That(await connection.ExecuteScalarAsync<int>("select count(*)::int from study.link_version"), Is.EqualTo(2));
    }

    [Test]
    public async Task IngestAsync_SelfGeneratedCodes_AreOnePersonHoweverTypedAndWithinASchoolOnly()
    {
        await using var study = await StudyAsync();
        await study.IngestAsync(Row("ab-01-cd-02-1", "r1", "T0", "A") + Row("AB 01 CD 02 1", "r2", "T1", "A") + Row("AB-01-CD-02-1", "r3", "T0", "B"));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.QueryAsync<int>("select count(*)::int from study.questionnaire group by person_id order by 1"), Is.EqualTo(new[] { 1, 2 }));
        var found = await new PersonLinks(study.Database, study.Definition, ServerForTests.Home).FindAsync();
        Assert.That(found.Result.Links, Is.Empty, "the same code in another school is never linked by itself");
    }

    [Test]
    public async Task Withdrawal_OfALinkedPerson_TakesAllCodesOut()
    {
        await using var study = await StudyAsync();
        var rows = Wave("T0", Person) + Wave("T1", number => number == 7 ? Person(number).Replace("AH", "QQ", StringComparison.Ordinal) : Person(number));
        await study.IngestAsync(rows);
        await new PersonLinks(study.Database, study.Definition, ServerForTests.Home).StoreAsync();
        var report = await new CodeWithdrawal(study.Database, study.Definition, ServerForTests.Home).RunAsync(new WithdrawnCode(Person(7)));
        Assert.That((report.Persons, report.Questionnaires), Is.EqualTo((2, 2)));
        var again = await study.IngestAsync(rows + Row("ZZ-31-ZZ-12-2", "r999", "T1", "A"));
        Assert.That((again.New, again.Withdrawn), Is.EqualTo((1, 2)));
    }

    private const int Persons = 40;

    private static Task<SmallStudy> StudyAsync() =>
        SmallStudy.CreateAsync(SmallStudy.FormYaml, SmallStudy.SourceYaml, yaml => yaml.Replace("- {code: A}", "- {code: A}\n  - {code: B}", StringComparison.Ordinal) + Codes);

    private static string Wave(string wave, Func<int, string> person) =>
        string.Concat(Enumerable.Range(0, Persons).Select(number => Row(person(number), FormattableString.Invariant($"{wave}{number}"), wave, "A")));

    // Forty persons whose codes differ in several elements.
    private static string Person(int number) => FormattableString.Invariant(
        $"{(char)('A' + number % 26)}{(char)('K' + number % 7)}-{1 + number * 7 % 31:00}-A{(char)('A' + number % 25)}-{1 + number * 5 % 12:00}-{1 + number % 2}");

    private static string Row(string code, string response, string wave, string school) => $"{code},{response},{wave},{school},2a,1,0,ja,3.5,40,,,\n";
}
