using MathNet.Numerics.Distributions;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// Profile-likelihood intervals of standard deviations, correlations, σ and fixed effects: the values at which −2 log
/// likelihood, minimised over everything else, lies z² above its minimum. Always of the likelihood (ML), as lme4.
/// </summary>
/// <remarks>Bates et al. (2015), section 5.1. The ends are found as roots of the signed square root, without a spline.</remarks>
public static class ProfileIntervals
{
    private const double Precision = 1e-6;
    private const int MostTrials = 60;

    /// <summary>Intervals at the fit's confidence level: variance parameters in the order of the components, σ, fixed effects.</summary>
    public static IReadOnlyList<ParameterInterval> Of(MixedModelFit fit)
    {
        var ml = fit.Refit(Criterion.Ml);
        var limit = Normal.InvCDF(0, 1, 0.5 + fit.Options.Confidence / 2);
        var intervals = new List<ParameterInterval>();
        for (var f = 0; f < ml.Data.Factors.Count; f++)
            intervals.AddRange(OfFactor(ml, f, limit));
        var sigma = new Profile(ml, limit, 0, double.PositiveInfinity);
        var (low, high) = sigma.Ends(ml.Sigma, 0.1 * ml.Sigma, value => new FixedSigma(ml, value));
        intervals.Add(new ParameterInterval("sigma", null, null, ml.Sigma, low, high, "profile"));
        for (var i = 0; i < ml.Terms.Count; i++)
        {
            var index = i;
            var profile = new Profile(ml, limit, double.NegativeInfinity, double.PositiveInfinity);
            (low, high) = profile.Ends(ml.Beta[i], 2 * Math.Sqrt(ml.FixedCovariance[i, i]), value => new FixedCoefficient(ml, index, value));
            intervals.Add(new ParameterInterval("fixed", null, ml.Terms[i], ml.Beta[i], low, high, "profile"));
        }

        return intervals;
    }

    private static IEnumerable<ParameterInterval> OfFactor(MixedModelFit ml, int f, double limit)
    {
        var factor = ml.Data.Factors[f];
        foreach (var component in ml.VarianceComponents.Where(own => own.Group == factor.Name))
        {
            var effects = component.Terms.Select(term => factor.Effects.ToList().IndexOf(term)).ToArray();
            for (var i = 0; i < effects.Length; i++)
            {
                var effect = effects[i];
                var estimate = component.StandardDeviations[i];
                var start = estimate > 0 ? 0.2 * estimate : 0.1 * ml.Sigma / ml.Data.Scales[f][effect];
                var (low, high) = new Profile(ml, limit, 0, double.PositiveInfinity).Ends(estimate, start, value => new FixedDeviation(ml, f, effect, value));
                yield return new ParameterInterval("sd", factor.Name, component.Terms[i], estimate, low, high, "profile");
                for (var j = 0; j < i; j++)
                {
                    var (a, b) = (effects[j], effect);
                    var correlation = component.Correlations![i, j];
                    if (double.IsNaN(correlation) || Math.Abs(correlation) > 1 - 1e-8)
                        continue;
                    (low, high) = new Profile(ml, limit, -1, 1).Ends(correlation, 0.2 * (1 - Math.Abs(correlation)), value => new FixedCorrelation(ml, f, a, b, value));
                    yield return new ParameterInterval("correlation", factor.Name, $"{component.Terms[i]}.{component.Terms[j]}", correlation, low, high, "profile");
                }
            }
        }
    }

    /// <summary>The search for both ends.</summary>
    private sealed class Profile(MixedModelFit ml, double limit, double least, double most)
    {
        public (double Low, double High) Ends(double estimate, double step, Func<double, Constraint> at) =>
            (End(estimate, -step, least, at), End(estimate, step, most, at));

        // Secant steps on the signed root, which is nearly a straight line; bisection where they leave the bracket.
        private double End(double estimate, double step, double bound, Func<double, Constraint> at)
        {
            if (estimate == bound)
                return bound;
            QuasiNewton? search = null;
            double[]? state = null;
            double inner = estimate, innerRoot = 0, outer = double.NaN, outerRoot = double.NaN;
            var trial = estimate + step;
            for (var count = 0; count < MostTrials; count++)
            {
                if (double.IsFinite(bound) && (trial - bound) * Math.Sign(step) >= 0)
                    trial = inner + 0.9 * (bound - inner);
                var root = Root(trial);
                if (Math.Abs(root - limit) < Precision || Math.Abs(trial - inner) < 1e-12 * Math.Abs(trial - estimate))
                    return trial;
                if (root < limit)
                {
                    (inner, innerRoot) = (trial, root);
                    if (double.IsFinite(bound) && Math.Abs(bound - inner) < 1e-5 * Math.Max(Math.Abs(bound - estimate), 1e-300))
                        return bound;
                }
                else
                {
                    (outer, outerRoot) = (trial, root);
                }

                trial = double.IsNaN(outer)
                    ? inner + Math.Clamp((limit - innerRoot) * (inner - estimate) / Math.Max(innerRoot, 1e-3), -4 * Math.Abs(inner - estimate), 4 * Math.Abs(inner - estimate))
                    : inner + Math.Clamp((limit - innerRoot) / (outerRoot - innerRoot), 0.02, 0.98) * (outer - inner);
            }

            return trial;

            double Root(double value)
            {
                var constraint = at(value);
                search ??= new QuasiNewton(constraint.Start.Length);
                state ??= (double[])constraint.Start.Clone();
                var least = constraint.Start.Length == 0 ? constraint.Evaluate(state).Value : search.Minimise(constraint.Evaluate, state);
                return Math.Sqrt(Math.Max(least - ml.Minus2LogLikelihood, 0));
            }
        }
    }

    /// <summary>−2 log likelihood with one parameter held, as a function of the others.</summary>
    private abstract class Constraint(MixedModelFit ml)
    {
        protected MixedModelFit Fit { get; } = ml;

        protected ProfiledCriterion Criterion { get; } = ml.Criteria;

        protected ThetaLayout Layout { get; } = ml.Data.Layout;

        public virtual double[] Start => Fit.Theta;

        public abstract (double Value, double[] Gradient) Evaluate(double[] x);

        protected (double Value, double[] Gradient) AtVariance(double variance, double[] varianceGradient)
        {
            Criterion.Differentiate();
            var gradient = Layout.Pick(Criterion.DeterminantGradient);
            var squares = Layout.Pick(Criterion.SquaresGradient);
            var slope = Criterion.Divisor / variance - Criterion.SumOfSquares / (variance * variance);
            for (var k = 0; k < gradient.Length; k++)
                gradient[k] += squares[k] / variance + slope * varianceGradient[k];
            return (Criterion.ValueAt(Criterion.SumOfSquares, variance), gradient);
        }
    }

    private sealed class FixedSigma(MixedModelFit ml, double sigma) : Constraint(ml)
    {
        public override (double Value, double[] Gradient) Evaluate(double[] x) =>
            double.IsInfinity(Criterion.Value(Layout.Lambda(x))) ? (double.PositiveInfinity, []) : AtVariance(sigma * sigma, new double[x.Length]);
    }

    /// <summary>The standard deviation of an effect is σ times the length of its row of Λ, so that row's length gives σ.</summary>
    private sealed class FixedDeviation(MixedModelFit ml, int factor, int effect, double deviation) : Constraint(ml)
    {
        public override double[] Start
        {
            get
            {
                var start = (double[])Fit.Theta.Clone();
                for (var k = 0; k < start.Length; k++)
                {
                    if (Layout.Elements[k] == new ThetaLayout.Element(factor, effect, effect) && start[k] < 1e-2)
                        start[k] = Math.Max(deviation * Fit.Data.Scales[factor][effect] / Fit.Sigma, 1e-2);
                }

                return start;
            }
        }

        public override (double Value, double[] Gradient) Evaluate(double[] x)
        {
            var squared = 0.0;
            for (var k = 0; k < x.Length; k++)
            {
                if (Layout.Elements[k].Factor == factor && Layout.Elements[k].Row == effect)
                    squared += x[k] * x[k];
            }

            if (double.IsInfinity(Criterion.Value(Layout.Lambda(x))) || squared == 0)
                return (double.PositiveInfinity, []);
            var scaled = deviation * Fit.Data.Scales[factor][effect];
            var variance = scaled * scaled / squared;
            var slopes = new double[x.Length];
            for (var k = 0; k < x.Length; k++)
            {
                if (Layout.Elements[k].Factor == factor && Layout.Elements[k].Row == effect)
                    slopes[k] = -2 * variance * x[k] / squared;
            }

            return AtVariance(variance, slopes);
        }
    }

    /// <summary>β held at a value: r² grows by the squared distance from its estimate over its variance.</summary>
    private sealed class FixedCoefficient(MixedModelFit ml, int index, double coefficient) : Constraint(ml)
    {
        public override (double Value, double[] Gradient) Evaluate(double[] x)
        {
            if (double.IsInfinity(Criterion.Value(Layout.Lambda(x))))
                return (double.PositiveInfinity, []);
            var p = Fit.Beta.Count;
            var covariance = Criterion.FixedCovariance();
            var direction = new double[p];
            var variance = 0.0;
            for (var i = 0; i < p; i++)
            {
                for (var j = 0; j < p; j++)
                    direction[i] += covariance[i, j] * Fit.Data.Transformation[index, j];
                variance += direction[i] * Fit.Data.Transformation[index, i];
            }

            var distance = coefficient - Fit.Estimates(Criterion.Gamma)[index];
            var gamma = new double[p];
            for (var i = 0; i < p; i++)
                gamma[i] = Criterion.Gamma[i] + direction[i] * distance / variance;
            var squares = Criterion.SumOfSquares + distance * distance / variance;
            Criterion.Differentiate(gamma);
            var gradient = Layout.Pick(Criterion.DeterminantGradient);
            var own = Layout.Pick(Criterion.SquaresGradient);
            for (var k = 0; k < gradient.Length; k++)
                gradient[k] += Criterion.Divisor * own[k] / squares;
            return (Criterion.ValueAt(squares, squares / Criterion.Divisor), gradient);
        }
    }

    /// <summary>Both effects first in a triangular root of their own order; the second row is its length times (ρ, √(1 − ρ²)).</summary>
    private sealed class FixedCorrelation : Constraint
    {
        private readonly int _factor;
        private readonly double _correlation;
        private readonly int[] _order;
        private readonly List<(int Row, int Column)> _free = [];
        private readonly List<int> _others = [];
        private readonly int _q;

        public FixedCorrelation(MixedModelFit ml, int factor, int first, int second, double correlation)
            : base(ml)
        {
            var own = ml.Data.Factors[factor];
            (_factor, _correlation, _q) = (factor, correlation, own.Size);
            _order = [first, second, .. Enumerable.Range(0, _q).Where(effect => effect != first && effect != second)];
            for (var row = 2; row < _q; row++)
            {
                for (var column = 0; column <= row; column++)
                {
                    if (own.Together(_order[row], _order[column]))
                        _free.Add((row, column));
                }
            }

            for (var k = 0; k < Layout.Count; k++)
            {
                if (Layout.Elements[k].Factor != factor)
                    _others.Add(k);
            }
        }

        // Lengths of the two rows, the free elements of the others, then θ of other factors.
        public override double[] Start
        {
            get
            {
                var lambda = Fit.Lambda[_factor];
                var permuted = new double[_q * _q];
                for (var i = 0; i < _q; i++)
                    Array.Copy(lambda, _order[i] * _q, permuted, i * _q, _q);
                var root = ThetaLayout.Triangular(permuted, _q);
                var length = Math.Sqrt(root[_q] * root[_q] + root[_q + 1] * root[_q + 1]);
                return [root[0], length, .. _free.Select(place => root[place.Row * _q + place.Column]), .. _others.Select(k => Fit.Theta[k])];
            }
        }

        public override (double Value, double[] Gradient) Evaluate(double[] x)
        {
            var theta = new double[Layout.Count];
            for (var i = 0; i < _others.Count; i++)
                theta[_others[i]] = x[2 + _free.Count + i];
            var lambda = Layout.Lambda(theta);
            var own = lambda[_factor] = new double[_q * _q];
            var root = Math.Sqrt(1 - _correlation * _correlation);
            own[_order[0] * _q] = x[0];
            own[_order[1] * _q] = x[1] * _correlation;
            own[_order[1] * _q + 1] = x[1] * root;
            for (var i = 0; i < _free.Count; i++)
                own[_order[_free[i].Row] * _q + _free[i].Column] = x[2 + i];
            var value = Criterion.Value(lambda);
            if (double.IsInfinity(value))
                return (value, []);
            Criterion.Differentiate();
            var full = new double[lambda.Length][];
            for (var f = 0; f < lambda.Length; f++)
            {
                full[f] = new double[lambda[f].Length];
                for (var i = 0; i < full[f].Length; i++)
                    full[f][i] = Criterion.DeterminantGradient[f][i] + Criterion.Divisor * Criterion.SquaresGradient[f][i] / Criterion.SumOfSquares;
            }

            var others = Layout.Pick(full);
            var mine = full[_factor];
            return (value,
            [
                mine[_order[0] * _q],
                mine[_order[1] * _q] * _correlation + mine[_order[1] * _q + 1] * root,
                .. _free.Select(place => mine[_order[place.Row] * _q + place.Column]),
                .. _others.Select(k => others[k]),
            ]);
        }
    }
}
