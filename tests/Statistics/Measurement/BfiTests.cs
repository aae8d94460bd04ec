using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Measurement;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Measurement;

/// <summary>2,800 answers to 25 personality items, against R's psych 2.2.9 and lavaan 0.6-14.</summary>
public sealed class BfiTests
{
    // Closed forms in both; lavaan's optimum is polished. The expected values hold 15 digits.
    private const double Tolerance = 1e-11;

    private static readonly ReferenceCase Bfi = ReferenceCase.Load("01_bfi");
    private static readonly ColumnSet Data = TestData.Load("01_bfi");
    private static readonly ScaleKey[] Keys =
    [
        Key("agree = -A1 + A2 + A3 + A4 + A5"), Key("conscientious = C1 + C2 + C3 - C4 - C5"), Key("extraversion = -E1 - E2 + E3 + E4 + E5"),
        Key("neuroticism = N1 + N2 + N3 + N4 + N5"), Key("openness = O1 - O2 + O3 + O4 - O5"),
    ];

    [TestCaseSource(nameof(Keys))]
    public void Of_CompleteRows_EqualsR(ScaleKey key)
    {
        var actual = Reliability.Of(key, Data);
        var expected = Bfi.Results(key.Name);
        Assert.That((actual.Complete, actual.Items.Count), Is.EqualTo((expected.GetProperty("n_complete").GetInt32(), expected.GetProperty("n_items").GetInt32())));
        AreEqual(expected.GetProperty("listwise"), [
            ("alpha", actual.Alpha), ("std_alpha", actual.StandardisedAlpha), ("average_r", actual.InterItem.Mean), ("median_r", actual.InterItem.Median), ("guttman_lambda6", actual.Lambda6),
            ("scale_mean_of_items", actual.MeanComplete), ("scale_sd_of_item_means", actual.SdComplete), ("sem_of_sum", actual.StandardErrorOfMeasurement)]);
        AreEqual(expected.GetProperty("listwise").GetProperty("feldt_ci"), [("lower", actual.AlphaLower), ("upper", actual.AlphaUpper), ("level", actual.Confidence)]);
        foreach (var (eigenvalue, index) in expected.GetProperty("eigenvalues_of_R").EnumerateArray().Select((value, index) => (value.GetDouble(), index)))
            Relative.AreEqual(eigenvalue, actual.Eigenvalues[index], Tolerance, "eigenvalue");
        foreach (var item in actual.Items)
        {
            var own = expected.GetProperty("items").GetProperty(item.Item.Column);
            Assert.That((item.N, item.Item.Reversed ? -1 : 1), Is.EqualTo((own.GetProperty("n").GetInt32(), own.GetProperty("key").GetInt32())));
            AreEqual(own, [
                ("mean", item.Mean), ("sd", item.Sd), ("item_rest_correlation", item.ItemRest), ("item_total_correlation", item.ItemTotal), ("alpha_if_dropped", item.AlphaIfDropped),
                ("std_alpha_if_dropped", item.StandardisedAlphaIfDropped), ("squared_multiple_correlation", item.SquaredMultipleCorrelation)]);
        }

        Assert.That(actual.Warnings, Is.Empty);
    }

    [TestCaseSource(nameof(Keys))]
    public void Of_PairwiseCovariances_EqualsPsych(ScaleKey key)
    {
        var actual = Reliability.Of(key, Data).Pairwise;
        var expected = Bfi.Results(key.Name).GetProperty("pairwise_psych");
        AreEqual(expected, [
            ("raw_alpha", actual.Alpha), ("std_alpha", actual.StandardisedAlpha), ("G6", actual.Lambda6), ("average_r", actual.AverageCorrelation), ("ase", actual.StandardError),
            ("mean", actual.Mean), ("sd", actual.Sd)]);
        AreEqual(expected.GetProperty("r_drop"), key.Items.Select((item, index) => (item.Column, actual.ItemRest[index])));
        AreEqual(expected.GetProperty("alpha_drop"), key.Items.Select((item, index) => (item.Column, actual.AlphaIfDropped[index])));
    }

    [TestCaseSource(nameof(Keys))]
    public void Factor_CompleteRows_EqualsLavaan(ScaleKey key)
    {
        var actual = Reliability.Of(key, Data).Factor;
        var expected = Bfi.Results(key.Name).GetProperty("omega");
        AreEqual(expected, [
            ("omega_total", actual.Omega), ("omega_total_observed_variance", actual.OmegaObserved), ("omega_total_standardized", actual.OmegaStandardised), ("chisq", actual.ChiSquare),
            ("df", actual.DegreesOfFreedom), ("min_residual_variance", actual.ResidualVariances.Min())]);
        AreEqual(expected.GetProperty("loadings"), Named(actual.Loadings));
        AreEqual(expected.GetProperty("residual_variances"), Named(actual.ResidualVariances));
        AreEqual(expected.GetProperty("standardized_loadings"), Named(actual.StandardisedLoadings));
        Assert.That((actual.Converged, actual.Heywood), Is.EqualTo((true, (int?)null)));

        IEnumerable<(string Name, double Value)> Named(IReadOnlyList<double> values) => key.Items.Select((item, index) => (item.Column, values[index]));
    }

    [Test]
    public void Scores_AllRows_EqualR()
    {
        var expected = Bfi.ReadCsv("scores.csv");
        foreach (var key in Keys)
        {
            var actual = ScaleScores.Of(key, Data).Values.ToArray();
            // R's rowMeans and ours both round once: the shortest decimals are the same.
            Assert.That(actual.Select(score => double.IsNaN(score) ? null : score.ToString("R", System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(expected[key.Name]), key.Name);
            var summary = Bfi.Results("scale_scores_80pct").GetProperty(key.Name);
            var reliability = Reliability.Of(key, Data);
            AreEqual(summary, [("n_valid", reliability.Scored), ("mean", reliability.Mean), ("sd", reliability.Sd)]);
        }
    }

    [Test]
    public void Correlations_OfScores_EqualR()
    {
        var actual = ScaleCorrelations.Of(Keys.Select(key => ScaleScores.Of(key, Data)).ToList());
        var expected = Bfi.Results("scale_correlations_pairwise").GetProperty("values");
        for (var i = 0; i < Keys.Length; i++)
        {
            for (var j = 0; j < Keys.Length; j++)
                Relative.AreEqual(expected[i][j].GetDouble(), actual.Values[i, j], Tolerance, $"{actual.Scales[i]}, {actual.Scales[j]}");
        }
    }

    [Test]
    public void Of_ItemNotReversed_SaysSo()
    {
        var actual = Reliability.Of(Key("agree = A1 + A2 + A3 + A4 + A5"), Data);
        Relative.AreEqual(Bfi.Results("agree_not_reversed_trap").GetProperty("alpha").GetDouble(), actual.Alpha, Tolerance, "alpha");
        Assert.That(actual.Warnings, Has.Exactly(1).Matches("item A1 goes against the others.*probably not reversed"));
    }

    [Test]
    public void Welch_NeuroticismByGender_EqualsR()
    {
        var scores = ScaleScores.Of(Keys[3], Data).Values.ToArray();
        var gender = ((NumericColumn)Data["gender"]).Values.ToArray();
        var actual = WelchTest.Of(Of(1), Of(2));
        var expected = Bfi.Results("welch_neuroticism_by_gender");
        AreEqual(expected, [("t", actual.T), ("df", actual.DegreesOfFreedom), ("mean_male", actual.FirstMean), ("mean_female", actual.SecondMean)]);
        Relative.AreEqual(expected.GetProperty("p").GetDouble(), actual.P, 1e-9, "p, an incomplete beta far in the tail");
        Relative.AreEqual(expected.GetProperty("ci")[0].GetDouble(), actual.Lower, Tolerance, "lower");
        Relative.AreEqual(expected.GetProperty("ci")[1].GetDouble(), actual.Upper, Tolerance, "upper");

        double[] Of(double value) => scores.Where((score, row) => gender[row] == value && !double.IsNaN(score)).ToArray();
    }

    private static void AreEqual(JsonElement expected, IEnumerable<(string Name, double Value)> actual)
    {
        foreach (var (name, value) in actual)
            Relative.AreEqual(expected.GetProperty(name).GetDouble(), value, Tolerance, name);
    }

    private static ScaleKey Key(string text) => ScaleKey.Parse(text, 1, 6, minimumAnswered: 0.8);
}
