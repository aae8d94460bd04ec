using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Learning;

public sealed class ShapeAndImportanceTests
{
    [TestCase(LearningTask.Mean)]
    [TestCase(LearningTask.Probability)]
    public void GamShape_RisingAndIrrelevantFeature_RisesOnlyForTheFirst(LearningTask task)
    {
        var (features, outcome) = LearnersTests.Some(task, 600);
        var shapes = GamShape.Of(features, outcome, task, 1);
        Assert.Multiple(() =>
        {
            Assert.That(shapes.Select(shape => shape.Feature), Is.EqualTo(features.Names));
            Assert.That(shapes[0].UpperBounds, Is.Ordered.And.Count.EqualTo(shapes[0].Effects.Count));
            Assert.That(shapes[0].UpperBounds[^1], Is.EqualTo(double.PositiveInfinity));
            Assert.That(shapes[0].Effects[^1] - shapes[0].Effects[0], Is.GreaterThan(task == LearningTask.Mean ? 100 : 1.5));
            Assert.That(shapes[3].Effects.Max() - shapes[3].Effects.Min(), Is.LessThan(shapes[0].Effects.Max() - shapes[0].Effects.Min()));
        });
    }

    // A row's prediction is the intercept and the effects of the bins it falls in: the shapes are the model, on the outcome's scale.
    [Test]
    public void GamShape_Added_DifferAsPredictionsDo()
    {
        var (features, outcome) = LearnersTests.Some(LearningTask.Mean, 300);
        var predicted = new Gam().Fit(features, outcome, LearningTask.Mean, 1).Predict(features);
        var shapes = GamShape.Of(features, outcome, LearningTask.Mean, 1);
        double Added(int row) => shapes.Select((shape, feature) => shape.Effects[shape.UpperBounds.ToList().FindIndex(bound => features.Column(feature)[row] <= bound)]).Sum();
        for (var row = 1; row < 300; row++)
            // Single precision of an outcome of some 500.
            Assert.That(predicted[row] - predicted[0], Is.EqualTo(Added(row) - Added(0)).Within(1e-3), $"row {row}");
    }

    // ML.NET makes no shape of them; what it learned of the others must not be told of the wrong feature.
    [Test]
    public void GamShape_FeaturesThatCantBeSplit_AreFlatAndTheOthersKeepTheirOwnShape()
    {
        var (some, outcome) = LearnersTests.Some(LearningTask.Mean, 300);
        double[] constant = [.. Enumerable.Repeat(2.0, 300)], rare = [.. Enumerable.Range(0, 300).Select(row => row < 19 ? 1.0 : 0)], few = [.. Enumerable.Range(0, 300).Select(row => row < 20 ? 1.0 : 0)];
        var features = new FeatureMatrix(["constant", "rare", .. some.Names, "few"], [constant, rare, .. Enumerable.Range(0, some.Count).Select(column => some.Column(column).ToArray()), few], 300);
        var (shapes, without) = (GamShape.Of(features, outcome, LearningTask.Mean, 1), GamShape.Of(some.With("few", few), outcome, LearningTask.Mean, 1));
        Assert.Multiple(() =>
        {
            Assert.That(shapes.Select(shape => shape.Feature), Is.EqualTo(features.Names));
            Assert.That(shapes.Take(2).Select(shape => (shape.UpperBounds.Single(), shape.Effects.Single())), Is.All.EqualTo((double.PositiveInfinity, 0.0)), "a leaf has 20 rows at least");
            Assert.That(shapes[^1].Effects, Has.Count.EqualTo(2));
            foreach (var (shape, own) in shapes.Skip(2).Zip(without))
            {
                Assert.That(shape.UpperBounds, Is.EqualTo(own.UpperBounds), shape.Feature);
                Assert.That(shape.Effects, Is.EqualTo(own.Effects), shape.Feature);
            }

            // The model with them predicts what these shapes add up to.
            var predicted = new Gam().Fit(features, outcome, LearningTask.Mean, 1).Predict(features);
            double Added(int row) => shapes.Select((shape, feature) => shape.Effects[shape.UpperBounds.ToList().FindIndex(bound => features.Column(feature)[row] <= bound)]).Sum();
            for (var row = 1; row < 300; row++)
                Assert.That(predicted[row] - predicted[0], Is.EqualTo(Added(row) - Added(0)).Within(1e-3), $"row {row}");
        });
    }

    [Test]
    public void GamShape_NoFeatureCanBeSplit_SaysSo()
    {
        var features = new FeatureMatrix(["rare"], [[.. Enumerable.Range(0, 60).Select(row => row < 5 ? 1.0 : 0)]], 60);
        Assert.That(
            () => GamShape.Of(features, [.. Enumerable.Range(0, 60).Select(row => (double)row)], LearningTask.Mean, 1),
            Throws.TypeOf<StatisticsException>().With.Message.Contains("no shape to show"));
    }

    [Test]
    public void PermutationImportance_Themes_RankWhatPredictsAndNotWhatDoesNot()
    {
        var (features, outcome) = LearnersTests.Some(LearningTask.Mean, 400);
        var folds = Enumerable.Range(0, 400).Select(row => row % 4).ToArray();
        ImportanceTheme[] themes = [new("both", ["a", "c"]), new("a", ["a"]), new("noise", ["d"])];
        var one = PermutationImportance.Of(new OrdinaryLeastSquares(), features, outcome, LearningTask.Mean, folds, themes, 5, 9);
        var four = PermutationImportance.Of(new OrdinaryLeastSquares(), features, outcome, LearningTask.Mean, folds, themes, 5, 9, threads: 4);
        Assert.Multiple(() =>
        {
            Assert.That(four.Themes, Is.EqualTo(one.Themes));
            Assert.That(one.Themes[0].Increase, Is.GreaterThan(one.Themes[1].Increase));
            // y has 48 per unit of a, whose permuting adds 2 · 48² · Var(a) in expectation; the draw of a and its order vary by some tenths.
            Assert.That(one.Themes[1].Increase, Is.EqualTo(2 * 48 * 48).Within(0.35 * 2 * 48 * 48));
            Assert.That(Math.Abs(one.Themes[2].Increase), Is.LessThan(0.05 * one.Loss));
            Assert.That(one.Themes[1].Spread, Is.GreaterThan(0));
        });
    }

    [Test]
    public void PermutationImportance_UnknownFeature_IsNamed()
    {
        var (features, outcome) = LearnersTests.Some(LearningTask.Mean, 20);
        Assert.That(
            () => PermutationImportance.Of(new MeanLearner(), features, outcome, LearningTask.Mean, [.. Enumerable.Range(0, 20).Select(row => row % 2)], [new("home", ["books"])]),
            Throws.TypeOf<StatisticsException>().With.Message.Contains("'books'").And.Message.Contains("'home'"));
    }

    [TestCase(AdviceLanguage.Dutch, "geen effect")]
    [TestCase(AdviceLanguage.English, "not an effect")]
    public void Caveat_EachLanguage_SaysImportanceIsNoEffect(AdviceLanguage language, string words) =>
        Assert.That(PermutationImportance.Caveat(language), Does.Contain(words));
}
