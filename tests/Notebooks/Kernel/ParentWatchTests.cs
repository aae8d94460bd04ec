using System.Diagnostics;
using System.Globalization;
using LobResearch.Notebooks.Kernel;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>A kernel whose parent has died ends.</summary>
public sealed class ParentWatchTests
{
    [Test]
    public async Task UntilGone_ParentEnds_Ends()
    {
        using var parent = Process.Start("sleep", "600");
        using var giveUp = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var gone = ParentWatch.UntilGoneAsync(parent.Id.ToString(CultureInfo.InvariantCulture), giveUp.Token);
        Assert.That(gone.IsCompleted, Is.False);
        parent.Kill();
        await parent.WaitForExitAsync();
        await gone;
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("1")]
    [TestCase("-1")]
    [TestCase("a parent")]
    public void UntilGone_NoParentNamed_GoesOn(string? id)
    {
        using var stop = new CancellationTokenSource();
        var gone = ParentWatch.UntilGoneAsync(id, stop.Token);
        Assert.That(gone.IsCompleted, Is.False);
        stop.Cancel();
        Assert.That(async () => await gone, Throws.InstanceOf<OperationCanceledException>());
    }
}
