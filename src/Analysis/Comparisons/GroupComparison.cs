namespace LobResearch.Analysis.Comparisons;

/// <summary>How alike the exposed and the others are before anything is adjusted for.</summary>
/// <param name="Component">The component's code.</param>
/// <param name="Exposed">The exposed.</param>
/// <param name="Others">The others.</param>
/// <param name="Schools">Schools that either is of.</param>
/// <param name="Separated">Whether the covariates tell both apart completely: then hardly anybody is comparable.</param>
/// <param name="EffectiveExposed">Equally weighted exposed persons who would tell as much as all of them under overlap weights.</param>
/// <param name="EffectiveOthers">The same of the others.</param>
/// <param name="Covariates">Per covariate, the other components and school.</param>
/// <param name="Bins">Per tenth of the probability of exposure, from 0 to 1.</param>
/// <param name="MedianExposed">Median probability among the exposed.</param>
/// <param name="MedianOthers">Median probability among the others.</param>
public sealed record GroupComparison(
    string Component, CountedGroup Exposed, CountedGroup Others, int Schools, bool Separated, double EffectiveExposed, double EffectiveOthers,
    IReadOnlyList<CovariateDifference> Covariates, IReadOnlyList<ProbabilityBin> Bins, double MedianExposed, double MedianOthers)
{
    /// <summary>Both groups.</summary>
    public int Persons => Exposed.Persons + Others.Persons;
}

/// <summary>Persons, and the schools that they are of.</summary>
/// <param name="Persons">How many persons.</param>
/// <param name="Schools">Of how many schools.</param>
public sealed record CountedGroup(int Persons, int Schools);

/// <summary>How far two groups differ in a covariate.</summary>
/// <param name="Covariate">Its column; of another component the column of its exposure.</param>
/// <param name="Columns">Columns of the design that it has: one, or one per category but the first.</param>
/// <param name="Before">Largest absolute standardised mean difference of these, 0 or more.</param>
/// <param name="After">The same with overlap weights, by the standard deviation before weighting.</param>
public sealed record CovariateDifference(string Covariate, int Columns, double Before, double After);

/// <summary>Persons with about the same probability of exposure.</summary>
/// <param name="From">Lowest probability, itself included.</param>
/// <param name="To">Highest probability, itself excluded but for 1.</param>
/// <param name="Exposed">The exposed among them.</param>
/// <param name="Others">The others among them.</param>
public sealed record ProbabilityBin(double From, double To, CountedGroup Exposed, CountedGroup Others);
