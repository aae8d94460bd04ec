using LobResearch.Notebooks.Kernel;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>What is remembered of a session.</summary>
public sealed class SessionHistoryTests
{
    [Test]
    public void Tail_GivesTheLastOldestFirst() => Assert.That(Counts(Filled().Tail(2)), Is.EqualTo(new[] { 3, 4 }));

    [TestCase(2, 4, new[] { 2, 3 })]
    [TestCase(3, null, new[] { 3, 4 })]
    [TestCase(9, null, new int[0])]
    public void Range_StopsBeforeItsEnd(int start, int? stop, int[] expected) =>
        Assert.That(Counts(Filled().Range(start, stop)), Is.EqualTo(expected));

    [TestCase("*fit*", null, false, new[] { 1, 3, 4 })]
    [TestCase("*fit*", null, true, new[] { 1, 4 })]
    [TestCase("*fit*", 1, false, new[] { 4 })]
    [TestCase("fit(?)", null, true, new[] { 4 })]
    [TestCase("var path = \"a\\b\";", null, false, new[] { 2 })]
    public void Search_MatchesWholeCells(string pattern, int? count, bool unique, int[] expected) =>
        Assert.That(Counts(Filled().Search(pattern, count, unique)), Is.EqualTo(expected));

    [Test]
    public void Add_MoreThanItHolds_ForgetsTheOldest()
    {
        var history = new SessionHistory(capacity: 10);
        for (var count = 1; count <= 5; count++)
            history.Add(new HistoryEntry(count, "1234", null));
        Assert.That(Counts(history.Tail(10)), Is.EqualTo(new[] { 4, 5 }));
    }

    private static SessionHistory Filled()
    {
        var history = new SessionHistory();
        history.Add(new HistoryEntry(1, "var fit = 1;\nfit", "1"));
        history.Add(new HistoryEntry(2, "var path = \"a\\b\";", null));
        history.Add(new HistoryEntry(3, "fit(2)", "2"));
        history.Add(new HistoryEntry(4, "fit(2)", "2"));
        return history;
    }

    private static IEnumerable<int> Counts(IEnumerable<HistoryEntry> entries) => entries.Select(entry => entry.Count);
}
