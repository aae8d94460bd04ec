using LobResearch.Notebooks.Engine;
using LobResearch.Notebooks.Kernel;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>What a cell gives while it runs.</summary>
public sealed class CellPublisherTests
{
    private RecordingSink _sink = null!;

    [SetUp]
    public void Begin() => _sink = new RecordingSink();

    [Test]
    public void Write_AMillionShortTexts_BecomesFewMessages()
    {
        using (var publisher = Publisher())
        {
            for (var number = 0; number < 1_000_000; number++)
                publisher.Write(isError: false, "x");
        }

        Assert.That(_sink.Printed("stdout"), Has.Length.EqualTo(1_000_000));
        Assert.That(_sink.Messages, Has.Count.LessThan(1000));
    }

    [Test]
    public void Write_BothStreamsAndDisplays_KeepsTheirOrder()
    {
        using (var publisher = Publisher())
        {
            publisher.Write(isError: false, "a");
            publisher.Write(isError: false, "b");
            publisher.Write(isError: true, "c");
            publisher.Display(ScriptedEngine.Plain("d"), "id");
            publisher.Write(isError: false, "e");
            publisher.Update(ScriptedEngine.Plain("f"), "id");
        }

        Assert.That(
            _sink.Messages.Select(message => message.Type + " " + (message.Content["text"] ?? message.Content["data"]!["text/plain"])),
            Is.EqualTo(new[] { "stream ab", "stream c", "display_data d", "stream e", "update_display_data f" }));
    }

    [Test]
    public void Write_HalvesOfAPairAtABatchsEnd_StayTogether()
    {
        using (var publisher = Publisher())
        {
            publisher.Write(isError: false, new string('x', (64 << 10) - 1) + "\uD83D");
            publisher.Write(isError: false, "\uDE00");
        }

        Assert.That(_sink.Contents("stream").Select(content => RecordingSink.Text(content, "text")[^1]), Has.None.EqualTo('\uD83D'));
        Assert.That(_sink.Printed("stdout"), Does.EndWith("😀"));
    }

    [Test]
    public void Write_MoreThanANotebookHolds_CutsAndSaysSo()
    {
        using (var publisher = Publisher())
        {
            for (var number = 0; number < 17; number++)
                publisher.Write(isError: false, new string('x', 1 << 20));
            publisher.Write(isError: true, "still more");
        }

        Assert.That(_sink.Printed("stdout"), Has.Length.EqualTo(CellPublisher.MostText));
        Assert.That(_sink.Printed("stderr"), Is.EqualTo("\n[This cell has printed 16 million characters; what it prints further is left out.]\n"));
    }

    [Test]
    public void Display_MoreThanANotebookHolds_CutsAndSaysSo()
    {
        using (var publisher = Publisher())
        {
            var large = ScriptedEngine.Plain(new string('x', 70 << 20));
            for (var number = 0; number < 4; number++)
                publisher.Display(large, null);
        }

        Assert.That(_sink.Contents("display_data"), Has.Count.EqualTo(2));
        Assert.That(_sink.Printed("stderr"), Does.Contain("left out"));
    }

    [Test]
    public async Task Write_AndNothingMore_GoesOutBeforeTheCellEnds()
    {
        using var publisher = Publisher();
        publisher.Write(isError: false, "first");
        while (_sink.Messages.Count == 0)
            await Task.Delay(10);
        Assert.That(_sink.Printed("stdout"), Is.EqualTo("first"));
    }

    [Test]
    public void DataOf_JsonTypes_AreJson()
    {
        var data = CellPublisher.DataOf(new DisplayBundle(new Dictionary<string, string>
        {
            ["application/json"] = """{"a":[1]}""",
            ["application/vnd.vegalite.v5+json"] = "{}",
            ["image/svg+xml"] = "<svg/>",
            ["text/plain"] = "{}",
        }));
        Assert.That(data.ToJsonString(), Is.EqualTo("""{"application/json":{"a":[1]},"application/vnd.vegalite.v5\u002Bjson":{},"image/svg\u002Bxml":"\u003Csvg/\u003E","text/plain":"{}"}"""));
    }

    private CellPublisher Publisher() => new(_sink, KernelAnswers.NoParent);
}
