using Dapper;
using LobResearch.Analysis.Effects;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>An estimate as a run holds it: what it is of, and its numbers.</summary>
/// <param name="Role">primary, sensitivity or moderator.</param>
/// <param name="Outcome">Outcome item or scale.</param>
/// <param name="Wave">Wave.</param>
/// <param name="Exposure">Component, or exposure item.</param>
/// <param name="Level">Level of a categorical exposure.</param>
/// <param name="Subgroup">Group of persons, or the contrast of two.</param>
/// <param name="Term">Name of the coefficient.</param>
/// <param name="Estimator">Method.</param>
/// <param name="Formula">The model as R writes it.</param>
/// <param name="Covariance">Kind of standard error.</param>
/// <param name="Cluster">What errors go together within.</param>
/// <param name="Reason">Why a number is undefined.</param>
/// <param name="Numbers">The numbers; NaN where undefined.</param>
public sealed record StoredEstimate(
    string Role, string Outcome, string Wave, string Exposure, string? Level, string? Subgroup, string Term, string Estimator, string Formula, string Covariance, string? Cluster,
    string? Reason, EstimateNumbers Numbers)
{
    /// <summary>What it is of, whatever came out: a reliability that is named in the estimator can change with the persons.</summary>
    internal (string, string, string, string, string?, string?, string, string?) Key =>
        (Role, Outcome, Wave, Exposure, Level, Subgroup, Estimator.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.'), Cluster);

    /// <summary>The estimates of a run, in its order.</summary>
    internal static async Task<IReadOnlyList<StoredEstimate>> ReadAsync(NpgsqlConnection connection, string run)
    {
        var rows = await connection.QueryAsync<Row>(
            """
            select role as Role, outcome as Outcome, wave as Wave, exposure as Exposure, level as Level, subgroup as Subgroup, term as Term, estimator as Estimator, formula as Formula,
              covariance as Covariance, cluster as Cluster, reason as Reason, estimate as Estimate, se as Se, df as Df, statistic as Statistic, p as P, lower as Lower, upper as Upper,
              p_adjusted as PAdjusted, equivalence_p as EquivalenceP, equivalence_lower as EquivalenceLower, equivalence_upper as EquivalenceUpper,
              robustness as Robustness, robustness_interval as RobustnessInterval, person_count as Persons
            from analysis.estimate where run_id = @run order by ordinal
            """,
            new { run }).ConfigureAwait(false);
        return rows.Select(row => new StoredEstimate(
            row.Role, row.Outcome, row.Wave, row.Exposure, row.Level, row.Subgroup, row.Term, row.Estimator, row.Formula, row.Covariance, row.Cluster, row.Reason,
            new EstimateNumbers(
                Or(row.Estimate), Or(row.Se), Or(row.Df), Or(row.Statistic), Or(row.P), Or(row.Lower), Or(row.Upper), Or(row.PAdjusted), Or(row.EquivalenceP), Or(row.EquivalenceLower),
                Or(row.EquivalenceUpper), Or(row.Robustness), Or(row.RobustnessInterval), row.Persons))).ToList();

        static double Or(double? value) => value ?? double.NaN;
    }

    /// <summary>An estimate as it would be stored.</summary>
    public static StoredEstimate Of(EffectEstimate e) => new(
        Spelling.Of(e.Role), e.Outcome, e.Wave, e.Exposure, e.Level, e.Subgroup, e.Term, e.Estimator, e.Formula, e.Covariance, e.Cluster, e.Reason,
        new EstimateNumbers(
            Finite(e.Estimate), Finite(e.StandardError), Finite(e.DegreesOfFreedom), Finite(e.Statistic), Finite(e.P), Finite(e.Lower), Finite(e.Upper), Finite(e.AdjustedP),
            Finite(e.Equivalence?.P ?? double.NaN), Finite(e.Equivalence?.Lower ?? double.NaN), Finite(e.Equivalence?.Upper ?? double.NaN), Finite(e.Robustness), Finite(e.RobustnessOfInterval), e.Persons));

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;

    private sealed record Row(
        string Role, string Outcome, string Wave, string Exposure, string? Level, string? Subgroup, string Term, string Estimator, string Formula, string Covariance, string? Cluster, string? Reason,
        double? Estimate, double? Se, double? Df, double? Statistic, double? P, double? Lower, double? Upper, double? PAdjusted, double? EquivalenceP, double? EquivalenceLower,
        double? EquivalenceUpper, double? Robustness, double? RobustnessInterval, int Persons);
}

/// <summary>The numbers of an estimate; NaN where undefined.</summary>
/// <param name="Estimate">In the outcome's unit.</param>
/// <param name="StandardError">Same unit.</param>
/// <param name="DegreesOfFreedom">Of the t distribution.</param>
/// <param name="Statistic">Estimate over standard error.</param>
/// <param name="P">Two-sided p value.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="AdjustedP">p adjusted within the plan's family.</param>
/// <param name="EquivalenceP">The larger p of the two one-sided tests.</param>
/// <param name="EquivalenceLower">Lower end of their interval.</param>
/// <param name="EquivalenceUpper">Upper end.</param>
/// <param name="Robustness">Robustness value of the estimate.</param>
/// <param name="RobustnessOfInterval">Robustness value of the interval's end.</param>
/// <param name="Persons">Persons used.</param>
public sealed record EstimateNumbers(
    double Estimate, double StandardError, double DegreesOfFreedom, double Statistic, double P, double Lower, double Upper, double AdjustedP, double EquivalenceP, double EquivalenceLower,
    double EquivalenceUpper, double Robustness, double RobustnessOfInterval, int Persons)
{
    /// <summary>Whether every number has the same bits, or is undefined in both.</summary>
    internal bool Equal(EstimateNumbers other) => Persons == other.Persons && Pairs(other).All(pair => pair.One.Equals(pair.Other));

    /// <summary>Whether every number is the same up to rounding, each relative to itself; an estimate, which can be 0, to its standard error if that is larger.</summary>
    internal bool Near(EstimateNumbers other) => Persons == other.Persons && Pairs(other).All(pair => pair.One.Equals(pair.Other)
        || Math.Abs(pair.One - pair.Other) <= RunRecord.SameNumber * Math.Max(pair.InPoints && !double.IsNaN(StandardError) ? StandardError : 0, Math.Max(Math.Abs(pair.One), Math.Abs(pair.Other))));

    private IEnumerable<(double One, double Other, bool InPoints)> Pairs(EstimateNumbers other) =>
    [
        (Estimate, other.Estimate, true), (StandardError, other.StandardError, true), (DegreesOfFreedom, other.DegreesOfFreedom, false), (Statistic, other.Statistic, false), (P, other.P, false),
        (Lower, other.Lower, true), (Upper, other.Upper, true), (AdjustedP, other.AdjustedP, false), (EquivalenceP, other.EquivalenceP, false),
        (EquivalenceLower, other.EquivalenceLower, true), (EquivalenceUpper, other.EquivalenceUpper, true), (Robustness, other.Robustness, false), (RobustnessOfInterval, other.RobustnessOfInterval, false),
    ];
}
