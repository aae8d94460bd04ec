namespace LobResearch.Statistics.Causal.Sensitivity;

/// <summary>The strength, equal on both sides, at which a bias of S · c/√(1 − c) reaches a given size.</summary>
internal static class RobustnessValues
{
    /// <summary>½(√(f⁴ + 4f²) − f²) with f = distance / S (Cinelli &amp; Hazlett 2020, <i>J. R. Stat. Soc. B</i> 82, 39–67, section 4.3).</summary>
    public static double Of(double distance, double scale)
    {
        var f = Math.Abs(distance) / scale;
        // Without cancellation for large f: 2f²/(√(f⁴ + 4f²) + f²).
        return f == 0 ? 0 : 2 * f * f / (Math.Sqrt(f * f * f * f + 4 * f * f) + f * f);
    }

    /// <summary>The strength at which a falling function of it reaches 0; 0 when it starts there, 1 when it never does.</summary>
    public static double Solve(Func<double, double> remaining)
    {
        if (!(remaining(0) > 0))
            return 0;
        var (low, high) = (0.0, 1.0);
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high)
                return middle;
            if (remaining(middle) > 0)
                low = middle;
            else
                high = middle;
        }
    }
}
