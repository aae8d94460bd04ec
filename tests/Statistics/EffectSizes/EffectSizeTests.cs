using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Randomness;
using LobResearch.Statistics.Regression;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.EffectSizes;

/// <summary>Against R's effectsize 0.8.3 and multilevel 2.7, and Hedges (2007) where all clusters are equal.</summary>
public sealed class EffectSizeTests
{
    private static readonly ReferenceCase Effects = ReferenceCase.Load("08_effects");

    // Estimates are closed forms. effectsize finds the noncentralities by a minimiser, to about six digits.
    private const double Estimate = 1e-10;
    private const double Interval = 2e-4;

    [Test]
    public void HedgesG_ToothGrowth_EqualsR()
    {
        var data = TestData.Load("08_effects", "toothgrowth.csv");
        var expected = Effects.Results("toothgrowth_len_by_supp");
        var (oj, vc) = (Group(data, "len", "supp", "OJ"), Group(data, "len", "supp", "VC"));
        AreEqual(expected.GetProperty("cohens_d_pooled"), StandardisedDifference.CohensD(oj, vc));
        AreEqual(expected.GetProperty("hedges_g_pooled"), StandardisedDifference.HedgesG(oj, vc));
        Relative.AreEqual(expected.GetProperty("hedges_J_exact").GetDouble(), StandardisedDifference.Correction(58), 1e-12, "J");
    }

    [Test]
    public void PairedG_Sleep_EqualsR()
    {
        var data = TestData.Load("08_effects", "sleep.csv");
        var expected = Effects.Results("sleep_paired");
        var (one, other) = (Numbers(data, "drug1"), Numbers(data, "drug2"));
        foreach (var (name, actual) in new[] { ("d_z", StandardisedDifference.PairedD(one, other)), ("g_z", StandardisedDifference.PairedG(one, other)) })
        {
            Relative.AreEqual(expected.GetProperty(name).GetDouble(), actual.Estimate, Estimate, name);
            Relative.AreEqual(expected.GetProperty(name + "_ci")[0].GetDouble(), actual.Lower, Interval, name);
            Relative.AreEqual(expected.GetProperty(name + "_ci")[1].GetDouble(), actual.Upper, Interval, name);
        }
    }

    [TestCase("lq2002_LEAD_by_COMPID", "lq2002.csv", "LEAD", "COMPID")]
    [TestCase("lq2002_HOSTILE_by_COMPID", "lq2002.csv", "HOSTILE", "COMPID")]
    [TestCase("chickwts_icc", "chickwts.csv", "weight", "feed")]
    public void OneWay_PublishedData_EqualsR(string analysis, string file, string outcome, string group)
    {
        var data = TestData.Load("08_effects", file);
        var expected = Effects.Results(analysis);
        int[] groups = data[group] is CategoricalColumn categories ? categories.Codes.ToArray() : Array.ConvertAll(Numbers(data, group), value => (int)value);
        var actual = IntraclassCorrelation.OneWay(Numbers(data, outcome), groups);
        (string Name, double Value)[] all =
        [
            ("n", actual.N), ("n_groups", actual.Groups), ("mean_size", actual.MeanSize), ("n0", actual.N0), ("msb", actual.MeanSquareBetween), ("msw", actual.MeanSquareWithin),
            ("F", actual.F), ("df1", actual.BetweenDf), ("df2", actual.WithinDf), ("icc1_multilevel", actual.Icc1ByMeanSize), ("icc2_multilevel", actual.Icc2),
            ("icc1_anova_n0", actual.Icc1), ("deff_mean", actual.DesignEffect), ("deff_weighted", actual.WeightedDesignEffect), ("n_effective", actual.EffectiveN),
        ];
        // Sums of squares of 2,000 values: closed forms in both.
        foreach (var (name, value) in all)
            Relative.AreEqual(expected.GetProperty(name).GetDouble(), value, 1e-10, name);
        Relative.AreEqual(expected.GetProperty("p").GetDouble(), actual.P, 1e-8, "p");
    }

    // R 4.2: pt(t, df, ncp), 15 digits.
    [TestCase(1.0, 10.0, 0.5, 0.678630638691049)]
    [TestCase(-1.5, 7.3, 1.0, 0.0108614442912817)]
    [TestCase(4.0, 58.0, 6.0, 0.0293915079891857)]
    [TestCase(30.0, 9.0, 25.0, 0.712898349940915)]
    [TestCase(2.0, 5.0, 0.0, 0.949030260585071)]
    public void LowerP_AsR(double t, double df, double noncentrality, double expected) =>
        Assert.That(NoncentralT.LowerP(t, df, noncentrality), Is.EqualTo(expected).Within(1e-10));

    [Test]
    public void ClusteredG_EqualClusters_IsThePapersFormula()
    {
        var (first, firstSchools, second, secondSchools) = Clustered(4, 6, 10);
        const double Rho = 0.1;
        var actual = ClusteredDifference.HedgesG(first, firstSchools, second, secondSchools, Rho);
        var d = StandardisedDifference.CohensD(first, second).Estimate;
        var (n, size, t, c) = (100.0, 10.0, 40.0, 60.0);
        // Hedges (2007), clusters of equal size.
        var dt = d * Math.Sqrt(1 - 2 * (size - 1) * Rho / (n - 2));
        var spread = (n - 2) * (1 - Rho) * (1 - Rho) + size * (n - 2 * size) * Rho * Rho + 2 * (n - 2 * size) * Rho * (1 - Rho);
        var left = n - 2 - 2 * (size - 1) * Rho;
        var variance = n / (t * c) * (1 + (size - 1) * Rho) + dt * dt * spread / (2 * (n - 2) * left);
        var j = StandardisedDifference.Correction(left * left / spread);
        Relative.AreEqual(j * dt, actual.Estimate, 1e-12, "g");
        Relative.AreEqual(j * Math.Sqrt(variance), actual.StandardError, 1e-12, "se");
        Relative.AreEqual(StudentT.TwoSidedQuantile(0.95, 8) * actual.StandardError, actual.Upper - actual.Estimate, 1e-10, "half");
    }

    [Test]
    public void ClusteredG_NoCorrelation_IsHedgesG()
    {
        var (first, firstSchools, second, secondSchools) = Clustered(3, 5, 7);
        var actual = ClusteredDifference.HedgesG(first, firstSchools, second, secondSchools, icc: 0);
        Relative.AreEqual(StandardisedDifference.HedgesG(first, second).Estimate, actual.Estimate, 1e-12, "g");
    }

    [Test]
    public void ClusteredG_SchoolInBothGroups_IsRefused()
    {
        var fault = Assert.Throws<StatisticsException>(() => ClusteredDifference.HedgesG([1, 2, 3, 4], [1, 1, 2, 2], [2, 3, 4, 5], [2, 2, 3, 3]))!;
        Assert.That(fault.Message, Does.Contain("both groups"));
        Assert.That(Assert.Throws<StatisticsException>(() => ClusteredDifference.HedgesG([1, 2], [1, 1], [2, 3], [2, 3]))!.Message, Does.Contain("one school"));
    }

    [Test]
    public void StandardisedCoefficients_AreThoseOfStandardisedColumns()
    {
        var data = TestData.Load("10_did_fewclusters", "grunfeld.csv");
        var fit = LeastSquares.Fit(Formula.Parse("inv ~ value + capital"), data);
        var scaled = new ColumnSet(new[] { "inv", "value", "capital" }.Select(name => new NumericColumn(name, Scaled(Numbers(data, name)))));
        var expected = LeastSquares.Fit(Formula.Parse("inv ~ value + capital"), scaled).Coefficients;
        var table = StandardisedCoefficients.Of(fit, fit.Coefficients);
        foreach (var actual in table)
        {
            Relative.AreEqual(expected[actual.Term].Estimate, actual.PerDeviation, 1e-10, actual.Term);
            Relative.AreEqual(expected[actual.Term].Lower, actual.Lower, 1e-10, actual.Term);
        }

        Assert.That(table.ToFrame()["perDeviation", "capital"], Is.EqualTo(table[1].PerDeviation));
        Assert.That(table.ToString(), Does.StartWith("standardised coefficients").And.Contain("capital"));
    }

    [Test]
    public void HedgesG_BadInput_IsOneClearMessage()
    {
        Assert.That(Assert.Throws<StatisticsException>(() => StandardisedDifference.HedgesG([1], [1, 2]))!.Message, Does.Contain("two or more"));
        Assert.That(Assert.Throws<StatisticsException>(() => StandardisedDifference.HedgesG([1, 1], [1, 1]))!.Message, Does.Contain("do not vary"));
        Assert.That(Assert.Throws<StatisticsException>(() => StandardisedDifference.HedgesG([1, double.NaN], [1, 2]))!.Message, Does.Contain("missing"));
        Assert.That(Assert.Throws<StatisticsException>(() => IntraclassCorrelation.OneWay([1, 2, 3], [1, 1, 1]))!.Message, Does.Contain("one group"));
    }

    private static void AreEqual(JsonElement expected, EffectSize actual)
    {
        Relative.AreEqual(expected.GetProperty("estimate").GetDouble(), actual.Estimate, Estimate, actual.Name);
        Relative.AreEqual(expected.GetProperty("ci_low").GetDouble(), actual.Lower, Interval, actual.Name + " lower");
        Relative.AreEqual(expected.GetProperty("ci_high").GetDouble(), actual.Upper, Interval, actual.Name + " upper");
    }

    private static double[] Numbers(ColumnSet data, string name) => ((NumericColumn)data[name]).Values.ToArray();

    private static double[] Group(ColumnSet data, string name, string by, string level)
    {
        var groups = (CategoricalColumn)data[by];
        return Numbers(data, name).Where((_, row) => groups.Levels[groups.Codes[row]] == level).ToArray();
    }

    private static double[] Scaled(double[] values)
    {
        var mean = values.Average();
        var sd = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return Array.ConvertAll(values, value => (value - mean) / sd);
    }

    private static (double[] First, int[] FirstSchools, double[] Second, int[] SecondSchools) Clustered(int treated, int control, int size)
    {
        var random = new RandomSequence(31);
        var schools = Enumerable.Range(0, (treated + control) * size).Select(row => row / size).ToArray();
        var values = schools.Select(school => (school < treated ? 0.5 : 0) + random.Normal()).ToArray();
        var cut = treated * size;
        return (values[..cut], schools[..cut], values[cut..], schools[cut..]);
    }
}
