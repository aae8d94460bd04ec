using LobResearch.Study.Server;
using LobResearch.Study.Withdrawals;
using LobResearch.TestKit;

namespace LobResearch.Study.Tests.Withdrawals;

public sealed class WithdrawalLogTests
{
    private TemporaryFolder _folder = null!;
    private WithdrawalLog _log = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _log = new WithdrawalLog(new LobHome(_folder.Path), "small");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task AppendAsync_Twice_ReadsBackInOrderFromAFileOfMode600()
    {
        var first = Some(1);
        var second = Some(2);
        await _log.AppendAsync([first]);
        await _log.AppendAsync([second, Some(3)]);
        var read = await _log.ReadAsync();
        Assert.That(read.Select(withdrawal => withdrawal.Person), Is.EqualTo(new[] { first.Person, second.Person, Some(3).Person }));
        Assert.That(read[0].Mark, Is.EqualTo(first.Mark));
        Assert.That((read[0].At, read[0].Role), Is.EqualTo((first.At, first.Role)));
        Assert.That(File.GetUnixFileMode(_log.FilePath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(await File.ReadAllTextAsync(_log.FilePath), Does.Contain("\"at\":").And.Contain("\"role\":").And.Contain("\"person\":").And.Contain("\"mark\":"));
    }

    [Test]
    public async Task AppendAsync_ManyAtOnce_KeepsEachLineWhole()
    {
        await Task.WhenAll(Enumerable.Range(1, 20).Select(number => _log.AppendAsync([Some(number)])));
        Assert.That((await _log.ReadAsync()).Select(withdrawal => withdrawal.Person).Distinct().Count(), Is.EqualTo(20));
    }

    // A process that is killed while it writes can leave any beginning of its line.
    [TestCase(1)]
    [TestCase(40)]
    [TestCase(150)]
    public async Task ReadAsync_LastLineCutOff_CountsAsNotWritten(int bytes)
    {
        await _log.AppendAsync([Some(1), Some(2)]);
        var text = await File.ReadAllTextAsync(_log.FilePath);
        await File.WriteAllTextAsync(_log.FilePath, text[..(text.IndexOf('\n') + 1 + bytes)]);
        Assert.That((await _log.ReadAsync()).Select(withdrawal => withdrawal.Person), Is.EqualTo(new[] { Some(1).Person }));
        await _log.AppendAsync([Some(3)]);
        Assert.That((await _log.ReadAsync()).Select(withdrawal => withdrawal.Person), Is.EqualTo(new[] { Some(1).Person, Some(3).Person }));
    }

    [Test]
    public async Task ReadAsync_DamagedLineInTheMiddle_IsRefusedWithItsPlace()
    {
        await _log.AppendAsync([Some(1), Some(2)]);
        var text = await File.ReadAllTextAsync(_log.FilePath);
        await File.WriteAllTextAsync(_log.FilePath, "x" + text);
        var fault = await Assert.ThrowsAsync<InputFault>(() => _log.ReadAsync());
        Assert.That(fault!.Message, Does.StartWith(_log.FilePath + ":1:1: ").And.Contain("nothing was changed"));
    }

    [Test]
    public async Task ReadAsync_NoFile_IsNone() => Assert.That(await _log.ReadAsync(), Is.Empty);

    private static Withdrawal Some(int number) => new(
        new DateTimeOffset(2026, 5, 1, 12, 0, number, TimeSpan.Zero), "parent", new Guid(number, 0, 0, new byte[8]), Enumerable.Repeat((byte)number, 32).ToArray());
}
