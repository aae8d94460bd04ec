using System.Text.Json;
using LobResearch.Statistics.Multiplicity;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Multiplicity;

/// <summary>Against R's p.adjust (airquality, pairwise.t.test).</summary>
public sealed class PAdjustmentTests
{
    private static readonly JsonElement Expected = ReferenceCase.Load("08_effects").Results("airquality_pairwise");

    // Products of the shipped p values, which have 15 digits.
    [TestCase("holm")]
    [TestCase("BH")]
    public void Adjust_Airquality_EqualsR(string method)
    {
        var p = Numbers("p");
        var adjusted = method == "holm" ? PAdjustment.Holm(p) : PAdjustment.BenjaminiHochberg(p);
        foreach (var (expected, actual) in Numbers(method).Zip(adjusted))
            Relative.AreEqual(expected, actual, 1e-13, method);
    }

    [Test]
    public void Adjust_UndefinedP_StaysSoAndIsNoTest()
    {
        // R: p.adjust(c(.01, NA, .04), "holm") is .02 NA .04, "BH" the same.
        Assert.That(PAdjustment.Holm([0.01, double.NaN, 0.04]), Is.EqualTo(new[] { 0.02, double.NaN, 0.04 }).Within(1e-15));
        Assert.That(PAdjustment.BenjaminiHochberg([0.01, double.NaN, 0.04]), Is.EqualTo(new[] { 0.02, double.NaN, 0.04 }).Within(1e-15));
    }

    [Test]
    public void Adjust_NoP_GivesNone() => Assert.That(PAdjustment.Holm([]), Is.Empty);

    [Test]
    public void Adjust_NoProbability_SaysWhich() =>
        Assert.That(Assert.Throws<StatisticsException>(() => PAdjustment.Holm([0.1, 1.2]))!.Message, Does.Contain("number 2 is 1.2"));

    private static double[] Numbers(string name) => Expected.GetProperty(name).EnumerateArray().Select(value => value.GetDouble()).ToArray();
}
