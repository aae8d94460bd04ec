namespace LobResearch.Simulation.Scenarios;

/// <summary>What a stream of random numbers is for.</summary>
internal enum ScenarioStream
{
    Design,
    School,
    Activities,
    Size,
    Family,
    Parent,
    ParentAnswers,
    Response,
    Attendance,
    Register,
    Writing,
    Student,
    StudentAnswers,
    Team,
    Circle,
}

/// <summary>The random streams of one study: each is named by what it is for, so that nothing depends on the order of drawing.</summary>
internal sealed class ScenarioDraws(ulong seed, int replication)
{
    public RandomDraws Of(ScenarioStream stream, int one) => new(seed, replication, (int)stream, one);

    public RandomDraws Of(ScenarioStream stream, int one, int two) => new(seed, replication, (int)stream, one, two);

    public RandomDraws Of(ScenarioStream stream, int one, int two, int three) => new(seed, replication, (int)stream, one, two, three);

    public RandomDraws Of(ScenarioStream stream, int one, int two, int three, int four) => new(seed, replication, (int)stream, one, two, three, four);
}
