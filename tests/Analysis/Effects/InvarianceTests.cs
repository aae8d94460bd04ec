using System.Text;
using LobResearch.Simulation.Scenarios.Files;
using static LobResearch.Analysis.Tests.StudyCsv;

namespace LobResearch.Analysis.Tests.Effects;

/// <summary>What may never change an effect: the order of rows, what persons are called, how many files a wave comes in.</summary>
public sealed class InvarianceTests
{
    [Test]
    public async Task Run_RowsInAnotherOrder_GivesTheSameBits()
    {
        await using var permuted = await GeneratedStudy.CreateAsync("permuted", change: folder =>
        {
            foreach (var path in Parents(folder))
                Rewrite(path, InAnotherOrder);
            Rewrite(Path.Combine(folder, "files", "attendance.csv"), rows => rows.OrderBy(row => row[^1]).ThenBy(row => row, StringComparer.Ordinal));
        });
        Assert.That(await permuted.EstimatesAsync(), Is.EqualTo(await (await GeneratedStudy.CrossedAsync()).EstimatesAsync()));
    }

    [Test]
    public async Task Run_PersonsWithOtherCodes_GivesTheSameBits()
    {
        await using var renamed = await GeneratedStudy.CreateAsync("renamed", change: folder =>
        {
            // A permutation of letters keeps which codes are equal, and how far apart others are. Workbooks of students and groups keep theirs.
            foreach (var path in Parents(folder).Append(Path.Combine(folder, "files", "attendance.csv")))
                File.WriteAllText(path, Code().Replace(File.ReadAllText(path), match => string.Concat(match.Value.Select(Turned))), new UTF8Encoding(true));
        }, wanted: WithoutStudents);
        await using var plain = await GeneratedStudy.CreateAsync("notrenamed", wanted: WithoutStudents);
        Assert.That(await renamed.EstimatesAsync(), Is.EqualTo(await plain.EstimatesAsync()));
    }

    [Test]
    public async Task Run_AWaveInTwoFiles_GivesTheSameBits()
    {
        await using var split = await GeneratedStudy.CreateAsync("split", change: folder =>
        {
            var (whole, other) = (Path.Combine(folder, "files", "parents_T2.csv"), Path.Combine(folder, "files", "parents_T2b.csv"));
            File.Copy(whole, other);
            Rewrite(whole, rows => rows.Where((_, place) => place % 3 != 0));
            Rewrite(other, rows => rows.Where((_, place) => place % 3 == 0));
        }, wanted: file => file.Path != "files/parents_T2.csv");
        await split.IngestAsync(new SimulatedFile("files/parents_T2.csv", "survey", "parent_qualtrics"));
        await split.IngestAsync(new SimulatedFile("files/parents_T2b.csv", "survey", "parent_qualtrics"));
        await split.LinkAsync();
        Assert.That(await split.EstimatesAsync(), Is.EqualTo(await (await GeneratedStudy.CrossedAsync()).EstimatesAsync()));
    }

    [Test]
    public async Task Run_AfterAWithdrawal_EqualsNeverHavingHadThePerson()
    {
        // Somebody who answered both waves, with the same code each time and nobody's code like it.
        await using var withdrawn = await GeneratedStudy.CreateAsync("withdrawn");
        var code = SomebodyOfBothWaves(withdrawn.Folder);
        var before = await withdrawn.EstimatesAsync();
        var report = await withdrawn.WithdrawAsync(code, "parent");
        Assert.That(report.IsDone, Is.True);
        await withdrawn.LinkAsync();
        var after = await withdrawn.EstimatesAsync();
        await using var never = await GeneratedStudy.CreateAsync("neverhad", change: folder =>
        {
            foreach (var path in Parents(folder).Append(Path.Combine(folder, "files", "attendance.csv")))
                Rewrite(path, rows => rows.Where(row => !row.Contains(code, StringComparison.Ordinal)));
        });
        Assert.That(after, Is.EqualTo(await never.EstimatesAsync()));
        Assert.That(after, Is.Not.EqualTo(before), "the person counted before");
    }

    // Of a person's two questionnaires in a wave the first in the file stays: which one that is, is no question of order alone.
    private static IEnumerable<string> InAnotherOrder(IEnumerable<string> rows) => rows.GroupBy(row => Code().Match(row).Value, StringComparer.Ordinal).Reverse().SelectMany(group => group);

    private static bool WithoutStudents(SimulatedFile file) => !file.Path.Contains("students", StringComparison.Ordinal) && !file.Path.Contains("leerkring", StringComparison.Ordinal);

    private static char Turned(char sign) => char.IsAsciiLetterUpper(sign) ? (char)('A' + ((sign - 'A') * 7 + 3) % 26) : sign;
}
