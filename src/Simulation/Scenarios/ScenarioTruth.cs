namespace LobResearch.Simulation.Scenarios;

/// <summary>A true contrast on the observed score of a scale at T2 (mean of its items, 1 to 4).</summary>
/// <param name="Outcome">SUP, INT or LOE.</param>
/// <param name="Component">C, I, O or S.</param>
/// <param name="Estimand">participation: attending the component against not, all else as it was; offer: the school offering it against not.</param>
/// <param name="Over">everybody: all parents of the population; attended: those who attended the component.</param>
/// <param name="Value">The mean difference between both potential scores; null over nobody.</param>
/// <param name="Parents">Over how many.</param>
public sealed record ScenarioContrast(string Outcome, string Component, string Estimand, string Over, double? Value, long Parents);

/// <summary>Adds up, parent by parent, what participation and offers truly did. Whole numbers only, so that no order matters.</summary>
public sealed class ScenarioTruth
{
    private const int Wave = 2;
    private static readonly int[] Outcomes = [ScaleModel.Sup, ScaleModel.Int, ScaleModel.Loe];
    private readonly long[] _everybody = new long[12];
    private readonly long[] _attended = new long[12];
    private readonly long[] _offer = new long[12];
    private readonly long[] _attending = new long[4];

    /// <summary>Parents so far.</summary>
    public long Parents { get; private set; }

    /// <summary>Adds a parent.</summary>
    public void Add(ScenarioParent parent)
    {
        Parents++;
        Span<Components> sets = stackalloc Components[5];
        Span<int> points = stackalloc int[5];
        sets[4] = parent.Attendance.At(Wave);
        for (var component = 0; component < 4; component++)
            sets[component] = sets[4] ^ (Components)(1 << component);
        for (var component = 0; component < 4; component++)
            _attending[component] += sets[4].HasFlag((Components)(1 << component)) ? 1 : 0;
        for (var outcome = 0; outcome < Outcomes.Length; outcome++)
        {
            parent.Potential(Outcomes[outcome], Wave, sets, points);
            for (var component = 0; component < 4; component++)
            {
                var attended = sets[4].HasFlag((Components)(1 << component));
                var difference = attended ? points[4] - points[component] : points[component] - points[4];
                var place = outcome * 4 + component;
                _everybody[place] += difference;
                _attended[place] += attended ? difference : 0;
                _offer[place] += parent.Attendance.WouldAttend(component) ? difference : 0;
            }
        }
    }

    /// <summary>Adds what another has added up.</summary>
    public void Add(ScenarioTruth other)
    {
        Parents += other.Parents;
        for (var at = 0; at < 12; at++)
            (_everybody[at], _attended[at], _offer[at]) = (_everybody[at] + other._everybody[at], _attended[at] + other._attended[at], _offer[at] + other._offer[at]);
        for (var at = 0; at < 4; at++)
            _attending[at] += other._attending[at];
    }

    /// <summary>All contrasts.</summary>
    public IReadOnlyList<ScenarioContrast> Contrasts()
    {
        var contrasts = new List<ScenarioContrast>();
        for (var outcome = 0; outcome < Outcomes.Length; outcome++)
        {
            var scale = ScaleModel.Parents[Outcomes[outcome]];
            for (var component = 0; component < 4; component++)
            {
                var place = outcome * 4 + component;
                Contrast("participation", "everybody", _everybody[place], Parents);
                Contrast("participation", "attended", _attended[place], _attending[component]);
                Contrast("offer", "everybody", _offer[place], Parents);

                void Contrast(string estimand, string over, long sum, long count) => contrasts.Add(new ScenarioContrast(
                    scale.Id, ScenarioEffects.Letters[component].ToString(), estimand, over, count == 0 ? null : (double)sum / scale.Items / count, count));
            }
        }

        return contrasts;
    }

    /// <summary>One contrast.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public double? Value(string outcome, string component, string estimand, string over = "everybody") =>
        Contrasts().Single(contrast => contrast.Outcome == outcome && contrast.Component == component && contrast.Estimand == estimand && contrast.Over == over).Value;
}
