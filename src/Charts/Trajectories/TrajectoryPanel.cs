using LobResearch.Charts.Disclosure;
using LobResearch.Statistics.EffectSizes;

namespace LobResearch.Charts.Trajectories;

/// <summary>Schools with and without an offer.</summary>
/// <param name="Name">The component.</param>
/// <param name="Component">Its code.</param>
/// <param name="With">Schools with the offer.</param>
/// <param name="Without">Schools without.</param>
internal sealed record TrajectoryPanel(string Name, string Component, Trajectory With, Trajectory Without)
{
    /// <summary>At the last wave the mean with the offer less that without; without an error when a side has fewer than two schools.</summary>
    public MeanEstimate Difference => With.Points[^1].Mean.Less(Without.Points[^1].Mean);
}

/// <summary>Some schools over the waves.</summary>
/// <param name="Points">A mean per wave.</param>
internal sealed record Trajectory(IReadOnlyList<TrajectoryPoint> Points);

/// <summary>Some schools at a wave.</summary>
/// <param name="Cell">Persons and schools.</param>
/// <param name="Mean">Mean of the schools' means, each with one vote; without an error when there are fewer than two.</param>
/// <param name="Schools">The schools, where they are drawn one by one.</param>
internal sealed record TrajectoryPoint(CountedCell Cell, MeanEstimate Mean, IReadOnlyList<SchoolPoint> Schools)
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
        return new TrajectoryPoint(cell, MeanEstimate.OfVotes([.. means.Select(mean => mean.Mean)]), schools);
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
