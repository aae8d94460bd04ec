using System.Globalization;

namespace LobResearch.Statistics.Bootstrap;

/// <summary>
/// The values that a test does not reject, as an interval: its ends lie where the p value falls to the level for good.
/// </summary>
/// <remarks>
/// p is a step function of the value tested and need not fall all the way. It is looked at on a grid of distances from the
/// estimate that grow by a tenth, up to a million standard errors; the end is found by bisection beyond the last
/// distance that is not rejected. So the interval holds every value on the grid that is not rejected.
/// </remarks>
internal static class TestInversion
{
    private const double Nearest = 1e-2;
    private const double Growth = 1.1;
    private const double Farthest = 1e6;

    /// <summary>Both ends.</summary>
    /// <param name="p">The p value of the estimate plus a distance.</param>
    /// <param name="estimate">The estimate.</param>
    /// <param name="unit">Its standard error, or another measure of what is near.</param>
    /// <param name="level">One minus the confidence.</param>
    /// <param name="smallestP">The smallest p value that can come out.</param>
    public static (IntervalEnd Lower, IntervalEnd Upper) Ends(Func<double, double> p, double estimate, double unit, double level, double smallestP)
    {
        if (smallestP > level)
        {
            var none = new IntervalEnd(double.NaN, string.Create(CultureInfo.InvariantCulture, $"the smallest p value that can come out is {smallestP:G3}, above {level:G3}: no value can be rejected"));
            return (none, none);
        }

        return (End(-1), End(1));

        IntervalEnd End(int side)
        {
            if (p(side * Farthest * unit) > level)
                return new IntervalEnd(double.NaN, "on this side no value is rejected, however far away");
            var (inside, outside) = (0.0, Nearest);
            for (var distance = Nearest; distance < Farthest; distance *= Growth)
            {
                if (p(side * distance * unit) > level)
                    (inside, outside) = (distance, distance * Growth);
            }

            while (true)
            {
                var middle = inside + (outside - inside) / 2;
                if (middle <= inside || middle >= outside || outside - inside < 1e-12 * outside)
                    return new IntervalEnd(estimate + side * unit * outside, null);
                if (p(side * middle * unit) > level)
                    inside = middle;
                else
                    outside = middle;
            }
        }
    }
}
