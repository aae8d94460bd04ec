namespace LobResearch.Simulation.Scenarios;

/// <summary>The schools and families of a generated study. Families are made one by one and kept by nobody: any number fits in memory.</summary>
public sealed class ScenarioPopulation
{
    private readonly ScenarioStudyModel _model;

    /// <summary>Prepares a population.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="replication">Which of the seed's populations.</param>
    /// <exception cref="ArgumentException">Options that fit no study.</exception>
    public ScenarioPopulation(ScenarioOptions options, int replication = 0)
    {
        options.Validate();
        _model = new ScenarioStudyModel(options, replication);
        Schools = ScenarioDesign.Schools(options, _model.Draws);
    }

    /// <summary>What it is like.</summary>
    public ScenarioOptions Options => _model.Options;

    /// <summary>The schools.</summary>
    public IReadOnlyList<ScenarioSchool> Schools { get; }

    internal ScenarioDraws Draws => _model.Draws;

    /// <summary>The families of a school, each made when it is asked for.</summary>
    public IEnumerable<ScenarioFamily> FamiliesOf(ScenarioSchool school)
    {
        var left = school.Parents;
        for (var index = 0; left > 0; index++)
        {
            var family = new ScenarioFamily(_model, school, index, left);
            left -= family.Parents.Count;
            yield return family;
        }
    }
}
