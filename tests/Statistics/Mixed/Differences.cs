using System.Globalization;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>The largest difference per quantity, with the tolerance it is held to.</summary>
internal sealed class Differences
{
    private readonly Dictionary<string, (double Tolerance, double Largest)> _largest = new(StringComparer.Ordinal);

    /// <summary>Adds a difference relative to the expected value, or to a scale when that is larger.</summary>
    public void Add(string quantity, double tolerance, double expected, double actual, double scale = 0) =>
        Keep(quantity, tolerance, expected == actual ? 0 : Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), scale));

    /// <summary>Adds an absolute difference.</summary>
    public void AddAbsolute(string quantity, double tolerance, double expected, double actual) => Keep(quantity, tolerance, Math.Abs(actual - expected));

    /// <summary>Asserts each quantity's tolerance.</summary>
    public void Check()
    {
        Assert.That(_largest, Is.Not.Empty);
        foreach (var (quantity, (tolerance, largest)) in _largest)
            Assert.That(largest, Is.LessThanOrEqualTo(tolerance), quantity);
    }

    public override string ToString() => string.Join(", ", _largest.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value.Largest:0.0e+0}")));

    // NaN is larger than any tolerance.
    private void Keep(string quantity, double tolerance, double difference)
    {
        difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
        _largest[quantity] = (tolerance, Math.Max(difference, _largest.TryGetValue(quantity, out var known) ? known.Largest : 0));
    }
}
