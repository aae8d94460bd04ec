using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Learning;

public sealed class OrdinaryLeastSquaresTests
{
    // Digits that two QR decompositions of well-conditioned columns share; R's own glm leaves its maximum open at about this.
    private const double Digits = 1e-10;

    // A prediction near 0 is a difference of terms as large as the outcome, and has their rounding.
    private const double Rounding = 1e-13;

    [TestCase("SmokeBan", "l_ols")]
    [TestCase("SmokeBan", "m_ols")]
    [TestCase("SmokeBan", "g0_ols")]
    [TestCase("SmokeBan", "g1_ols")]
    [TestCase("Star", "l_ols")]
    [TestCase("Star", "m_ols")]
    [TestCase("Star", "g0_ols")]
    [TestCase("Star", "g1_ols")]
    public void Fit_ReferenceFolds_PredictsAsRsLmAndGlm(string name, string column)
    {
        var data = name == "Star" ? LearningCase.Star : LearningCase.SmokeBan;
        var expected = data.Column(column);
        var ofExposure = column == "m_ols";
        foreach (var fold in data.Folds.Distinct())
        {
            var train = Rows(data, row => data.Folds[row] != fold && (column[0] != 'g' || data.Exposure[row] == (column[1] == '1' ? 1 : 0)));
            var test = Rows(data, row => data.Folds[row] == fold);
            var outcome = Array.ConvertAll(train, row => ofExposure ? data.Exposure[row] : data.Outcome[row]);
            var predictor = new OrdinaryLeastSquares().Fit(data.Features.Take(train), outcome, ofExposure ? LearningTask.Probability : LearningTask.Mean, 1);
            var predicted = predictor.Predict(data.Features.Take(test));
            var largest = outcome.Max(Math.Abs);
            Assert.Multiple(() =>
            {
                for (var i = 0; i < test.Length; i++)
                    Assert.That(predicted[i], Is.EqualTo(expected[test[i]]).Within(Digits * Math.Abs(expected[test[i]]) + Rounding * largest), $"{column}, row {test[i]}");
            });
        }
    }

    // With one feature of 0 and 1 the model is saturated, where Firth's estimate adds ½ to each cell (Firth 1993, §3.3):
    // 5 of 5 ones and 3 of 10.
    [Test]
    public void Fit_FeatureTellsOnesApart_AddsAHalfToEachCellAsFirth()
    {
        var x = Enumerable.Range(0, 15).Select(row => row < 5 ? 1.0 : 0.0).ToArray();
        var outcome = Enumerable.Range(0, 15).Select(row => row < 8 ? 1.0 : 0.0).ToArray();
        var predictor = (LinearPredictor)new OrdinaryLeastSquares().Fit(new FeatureMatrix(["x"], [x], 15), outcome, LearningTask.Probability, 1);
        var predicted = predictor.Predict(new FeatureMatrix(["x"], [[0, 1]], 2));
        Assert.That(predictor.Separated, Is.True);
        // The iterations stop at steps of 1e-8.
        Assert.That(predicted, Is.EqualTo(new[] { 3.5 / 11, 5.5 / 6 }).Within(1e-8));
    }

    [Test]
    public void Fit_ColumnTwice_LeavesTheSecondOut()
    {
        double[] x = [1, 2, 3, 5];
        var predictor = (LinearPredictor)new OrdinaryLeastSquares().Fit(new FeatureMatrix(["x", "again"], [x, x], 4), [2, 4, 6, 10], LearningTask.Mean, 1);
        Assert.That(predictor.Coefficients, Is.EqualTo(new[] { 0.0, 2, 0 }).Within(1e-12));
    }

    private static int[] Rows(LearningCase data, Func<int, bool> keep) => Enumerable.Range(0, data.Folds.Length).Where(keep).ToArray();
}
