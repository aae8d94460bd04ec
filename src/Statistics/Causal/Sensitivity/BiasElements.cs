namespace LobResearch.Statistics.Causal.Sensitivity;

/// <summary>
/// What bounds the bias of an effect when a cause is left out: the outcome's unexplained variance σ² and the variance ν² of the
/// weights (Riesz representer) that make the effect of the outcome's regression.
/// </summary>
/// <remarks>
/// Chernozhukov, Cinelli, Newey, Sharma &amp; Syrgkanis (2022), Long story short: omitted variable bias in causal machine learning,
/// NBER working paper 30302, theorem 2: |bias| ≤ √(σ²ν²) · C_Y · C_D. The influence of each row on σ² and ν² gives the bounds' errors.
/// </remarks>
internal sealed class BiasElements
{
    private BiasElements(double[] sigma, double sigma2, double nu2, double[] nuInfluence)
    {
        (Sigma2, Nu2) = (sigma2, nu2);
        // S = √(σ²ν²): its influence is (ν² ψ_σ² + σ² ψ_ν²) / 2S.
        Scale = Math.Sqrt(sigma2 * nu2);
        ScaleInfluence = new double[sigma.Length];
        for (var row = 0; row < sigma.Length; row++)
            ScaleInfluence[row] = (nu2 * (sigma[row] - sigma2) + sigma2 * nuInfluence[row]) / (2 * Scale);
    }

    /// <summary>σ²: mean squared residual of the outcome.</summary>
    public double Sigma2 { get; }

    /// <summary>ν²: mean square of the weights.</summary>
    public double Nu2 { get; }

    /// <summary>S = √(σ²ν²), in units of the effect; NaN when ν² comes out negative.</summary>
    public double Scale { get; }

    /// <summary>Influence of each row on S.</summary>
    public double[] ScaleInfluence { get; }

    /// <summary>The partially linear model: ν² = 1/E(d̃²).</summary>
    /// <param name="residual">Of the outcome, the effect taken out.</param>
    /// <param name="exposure">Residual of the exposure.</param>
    public static BiasElements PartiallyLinear(double[] residual, double[] exposure)
    {
        var sigma = Array.ConvertAll(residual, value => value * value);
        var square = Array.ConvertAll(exposure, value => value * value);
        var nu2 = 1 / square.Average();
        return new BiasElements(sigma, sigma.Average(), nu2, Array.ConvertAll(square, value => nu2 - value * nu2 * nu2));
    }

    /// <summary>Average effects: α = w̄(d/m − (1 − d)/(1 − m)) and ν² = E(2 w w̄(1/m + 1/(1 − m)) − α²).</summary>
    /// <param name="residual">Of the outcome given exposure and covariates.</param>
    /// <param name="exposure">0 or 1.</param>
    /// <param name="probability">Of exposure, within its bounds.</param>
    /// <param name="ofExposed">Whether the effect is that of the exposed: w = d/p, w̄ = m/p; else both are 1.</param>
    public static BiasElements Average(double[] residual, double[] exposure, double[] probability, bool ofExposed)
    {
        var share = exposure.Average();
        var sigma = Array.ConvertAll(residual, value => value * value);
        var nu = new double[sigma.Length];
        for (var row = 0; row < nu.Length; row++)
        {
            var (d, m) = (exposure[row], probability[row]);
            var (own, mean) = ofExposed ? (d / share, m / share) : (1, 1);
            var alpha = mean * (d / m - (1 - d) / (1 - m));
            nu[row] = 2 * own * mean * (1 / m + 1 / (1 - m)) - alpha * alpha;
        }

        var nu2 = nu.Average();
        return new BiasElements(sigma, sigma.Average(), nu2, Array.ConvertAll(nu, value => value - nu2));
    }
}
