using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Randomisation;

/// <summary>How the schools' exposures were decided. Only who decided them can declare it; data don't tell.</summary>
public sealed record AssignmentMechanism
{
    private AssignmentMechanism(string description, Column? blocks, IReadOnlyList<IReadOnlyDictionary<string, double>>? listed) =>
        (Description, Blocks, List) = (description, blocks, listed);

    /// <summary>In words, for reports.</summary>
    public string Description { get; }

    internal Column? Blocks { get; }

    internal IReadOnlyList<IReadOnlyDictionary<string, double>>? List { get; }

    /// <summary>The exposures that occur were dealt out over all schools, every dealing as likely as another.</summary>
    public static AssignmentMechanism Complete { get; } = new("complete randomisation of schools", null, null);

    /// <summary>The exposures that occur in a block were dealt out over the schools of that block.</summary>
    /// <param name="blocks">One value per row of the data, the same for all rows of a school.</param>
    public static AssignmentMechanism WithinBlocks(Column blocks) => new($"randomisation of schools within {blocks.Name}", blocks, null);

    /// <summary>One of the listed assignments was drawn, each as likely as another.</summary>
    /// <param name="assignments">Per assignment each school's exposure; what happened is among them.</param>
    public static AssignmentMechanism OneOf(IReadOnlyList<IReadOnlyDictionary<string, double>> assignments) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a draw from {assignments.Count} listed assignments"), null, assignments);
}
