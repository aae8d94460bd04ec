namespace LobResearch.Statistics.Tests;

/// <summary>Assertions on relative differences.</summary>
internal static class Relative
{
    /// <summary>|actual − expected| ≤ tolerance · |expected|.</summary>
    public static void AreEqual(double expected, double actual, double tolerance, string what) =>
        Assert.That(actual, Is.EqualTo(expected).Within(tolerance * Math.Abs(expected)), what);
}
