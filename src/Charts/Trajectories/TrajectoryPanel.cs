using LobResearch.Charts.Disclosure;
using LobResearch.Statistics.Distributions;

namespace LobResearch.Charts.Trajectories;

/// <summary>Schools with and without an offer.</summary>
/// <param name="Name">The component.</param>
/// <param name="Component">Its code.</param>
/// <param name="With">Schools with the offer.</param>
/// <param name="Without">Schools without.</param>
internal sealed record TrajectoryPanel(string Name, string Component, Trajectory With, Trajectory Without)
{
    /// <summary>At the last wave the mean with the offer less that without; 0 where the interval of the difference holds 0 (Welch 1947), NaN with fewer than two schools on a side.</summary>
    public double Difference()
    {
        var (with, without) = (With.Points[^1], Without.Points[^1]);
        if (with.Cell.Schools < 2 || without.Cell.Schools < 2)
            return double.NaN;
        var (first, second) = (with.Variance / with.Cell.Schools, without.Variance / without.Cell.Schools);
        var error = Math.Sqrt(first + second);
        if (error <= 0)
            return 0;
        var df = (first + second) * (first + second) / (first * first / (with.Cell.Schools - 1) + second * second / (without.Cell.Schools - 1));
        var difference = with.Mean - without.Mean;
        return Math.Abs(difference) > StudentT.TwoSidedQuantile(0.95, df) * error ? difference : 0;
    }
}

/// <summary>Some schools over the waves.</summary>
/// <param name="Points">A mean per wave.</param>
internal sealed record Trajectory(IReadOnlyList<TrajectoryPoint> Points);

/// <summary>Some schools at a wave.</summary>
/// <param name="Cell">Persons and schools.</param>
/// <param name="Mean">Mean of the schools' means; NaN without schools.</param>
/// <param name="Lower">Lower end of its interval; NaN with fewer than two schools.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Variance">Of the schools' means, divisor schools less one.</param>
/// <param name="Schools">The schools, where they are drawn one by one.</param>
internal sealed record TrajectoryPoint(CountedCell Cell, double Mean, double Lower, double Upper, double Variance, IReadOnlyList<SchoolPoint> Schools)
{
    /// <summary>Takes the means of schools.</summary>
    /// <param name="table">The population.</param>
    /// <param name="row">Which schools of it.</param>
    /// <param name="means">Their means.</param>
    /// <param name="isEachDrawn">Whether single schools are drawn.</param>
    public static TrajectoryPoint Of(string table, string row, IReadOnlyList<SchoolAtWave> means, bool isEachDrawn)
    {
        var cell = new CountedCell(new CellKey(table, row, ""), means.Sum(mean => mean.Persons), means.Count);
        var schools = isEachDrawn
            ? means.Select(mean => new SchoolPoint(mean.School, mean.Mean, new CountedCell(new CellKey(table, mean.School, ""), mean.Persons, 1) { School = mean.School })).ToList()
            : [];
        if (means.Count == 0)
            return new TrajectoryPoint(cell, double.NaN, double.NaN, double.NaN, double.NaN, schools);
        var average = means.Average(mean => mean.Mean);
        if (means.Count == 1)
            return new TrajectoryPoint(cell, average, double.NaN, double.NaN, double.NaN, schools);
        var variance = means.Sum(mean => (mean.Mean - average) * (mean.Mean - average)) / (means.Count - 1);
        var half = StudentT.TwoSidedQuantile(0.95, means.Count - 1) * Math.Sqrt(variance / means.Count);
        return new TrajectoryPoint(cell, average, average - half, average + half, variance, schools);
    }
}

/// <summary>A school's mean at a wave.</summary>
/// <param name="School">Its code.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Cell">Its persons.</param>
internal sealed record SchoolPoint(string School, double Mean, CountedCell Cell);

/// <summary>A school's mean at a wave, as it is read.</summary>
/// <param name="School">Its code.</param>
/// <param name="Wave">The wave.</param>
/// <param name="Persons">Persons with a score.</param>
/// <param name="Mean">Mean of their scores.</param>
internal sealed record SchoolAtWave(string School, string Wave, int Persons, double Mean);
