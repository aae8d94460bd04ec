using LobResearch.Statistics.Distributions;

namespace LobResearch.Statistics.Tests.Distributions;

/// <summary>Against R's <c>pf</c> and <c>qf</c>, 15 digits.</summary>
public sealed class FisherFTests
{
    // The last but one is R's qt(0.5125, 1e5)²: qf itself stops at eight digits there, and above 400,000 it takes chi-square for F.
    [TestCase(0.975, 2708, 10832, 1.06079870952087)]
    [TestCase(0.025, 5, 18, 0.157186161366245)]
    [TestCase(0.5, 1, 1, 1)]
    [TestCase(0.975, 11, 2.3, 26.4441248821694)]
    [TestCase(0.999, 1, 5, 47.1807792164132)]
    [TestCase(1e-6, 3, 7, 7.55102088029573e-05)]
    [TestCase(0.975, 48, 1993, 1.44626316115132)]
    [TestCase(0.975, 1993, 48, 1.56668689329356)]
    [TestCase(0.975, 19999, 379981, 1.02021924154864)]
    [TestCase(0.975, 300, 99700, 1.16655146417205)]
    [TestCase(0.025, 300, 99700, 0.846187445247943)]
    [TestCase(0.025, 1, 1e5, 0.000982074032355454)]
    [TestCase(0.975, 0.5, 3, 19.1718975894579)]
    public void Quantile_AsR(double probability, double numDf, double denDf, double expected) =>
        Relative.AreEqual(expected, FisherF.Quantile(probability, numDf, denDf), 1e-9, "quantile");

    [TestCase(1.2, 3, 1e6, 0.308022757125794)]
    [TestCase(1.01, 99999, 899991, 0.0172221727942221)]
    [TestCase(300, 1, 5, 1.17520600882324e-05)]
    [TestCase(5, 7, 12000, 1.13977480636671e-05)]
    [TestCase(0.9, 4, 9, 0.502858484398475)]
    public void UpperP_AsR(double f, double numDf, double denDf, double expected) => Relative.AreEqual(expected, FisherF.UpperP(f, numDf, denDf), 1e-8, "p: logarithms of factorials of a million lose eight digits");

    [Test]
    public void UpperP_Ends_AreOneAndZero() => Assert.That((FisherF.UpperP(0, 3, 9), FisherF.UpperP(double.PositiveInfinity, 3, 9)), Is.EqualTo((1, 0)));

    [TestCase(0, 1, 1)]
    [TestCase(1, 1, 1)]
    [TestCase(0.5, 0, 1)]
    [TestCase(0.5, 1, double.NaN)]
    public void Quantile_Nowhere_IsNaN(double probability, double numDf, double denDf) =>
        Assert.That(FisherF.Quantile(probability, numDf, denDf), Is.NaN);
}
