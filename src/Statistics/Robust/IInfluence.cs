using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Robust;

/// <summary>H_g = A_g W_g X_g M: what carries a cluster's residuals to its part s_g in the coefficients.</summary>
internal interface IInfluence
{
    /// <summary>Σ s_g s_g' times a factor.</summary>
    double[,] Covariance(double factor);

    /// <summary>Satterthwaite degrees of freedom of each coefficient's variance.</summary>
    double[] DegreesOfFreedom(LeastSquaresFit fit);
}
