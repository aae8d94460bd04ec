using LobResearch.Statistics.Distributions;

namespace LobResearch.Statistics.Tests.Distributions;

/// <summary>Against R's pt, qt and pf (15 digits).</summary>
public sealed class StudentTTests
{
    // R 4.2: 2 * pt(-t, df)
    [TestCase(0.0, 3.0, 1.0)]
    [TestCase(1.0, 1.0, 0.5)]
    [TestCase(2.0, 2.0, 0.183503419072274)]
    [TestCase(2.5, 4.37, 0.0615302180628442)]
    [TestCase(12.0, 30.0, 5.58018541519926e-13)]
    [TestCase(40.0, 200.0, 2.24873965352023e-97)]
    [TestCase(3.0, 0.5, 0.367308155985944)]
    [TestCase(1.96, 1e12, 0.0499957902967182)]
    public void TwoSidedP_AsR(double t, double df, double expected) =>
        Relative.AreEqual(expected, StudentT.TwoSidedP(t, df), 1e-10, "p");

    // R 4.2: qt(1 - (1 - confidence) / 2, df)
    [TestCase(0.95, 1.0, 12.7062047361747)]
    [TestCase(0.95, 4.37, 2.68614810004088)]
    [TestCase(0.99, 30.0, 2.74999565356723)]
    [TestCase(0.90, 0.7, 13.5871213475108)]
    [TestCase(0.95, double.PositiveInfinity, 1.95996398454005)]
    public void TwoSidedQuantile_AsR(double confidence, double df, double expected) =>
        Relative.AreEqual(expected, StudentT.TwoSidedQuantile(confidence, df), 1e-9, "quantile");

    // R 4.2: pf(f, a, b, lower.tail = FALSE)
    [TestCase(4.2, 2.0, 10.0, 0.0474144683168688)]
    [TestCase(330.285339234588, 6.0, 9.0, 4.98403052872481e-10)]
    [TestCase(0.0, 2.0, 10.0, 1.0)]
    public void UpperP_AsR(double f, double a, double b, double expected) =>
        Relative.AreEqual(expected, FisherF.UpperP(f, a, b), 1e-9, "p");

    [TestCase(double.NaN, 3.0)]
    [TestCase(1.0, 0.0)]
    [TestCase(1.0, double.NaN)]
    public void TwoSidedP_Undefined_IsNaN(double t, double df) => Assert.That(StudentT.TwoSidedP(t, df), Is.NaN);
}
