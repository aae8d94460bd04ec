using LobResearch.Simulation.Scenarios;

namespace LobResearch.Simulation.Tests.Scenarios;

/// <summary>Whether a generated study is like real ones: ranges from the literature on such studies (docs/methods/simulation.md), chance allowed for by four standard errors.</summary>
public sealed class ScenarioFiguresTests
{
    [Test]
    public void Figures_ManySchools_AreWithinTheRangesOfRealData()
    {
        var figures = ScenarioFigures.Of(new ScenarioPopulation(new ScenarioOptions { Scenario = Scenario.Crossed, Schools = 320, Seed = 20260901 }));
        foreach (var figure in figures)
            TestContext.Out.WriteLine(figure);
        Assert.That(figures, Has.Count.GreaterThan(30));
        Assert.That(figures.Where(figure => !figure.Fits), Is.Empty);
    }
}
