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

    private static int[] Rows(LearningCase data, Func<int, bool> keep) => Enumerable.Range(0, data.Folds.Length).Where(keep).ToArray();
}
