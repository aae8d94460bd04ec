using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Mixed;

/// <summary>Kenward and Roger's corrected covariance of the fixed effects and their scaled F test.</summary>
/// <remarks>
/// Kenward &amp; Roger (1997), Biometrics 53, 983–997, as computed by pbkrtest (Halekoh &amp; Højsgaard 2014, J. Stat. Softw.
/// 59(9)): expected information, variances and covariances as parameters. With F = Z'V⁻¹Z and Y = Z'V⁻¹X the traces and
/// products over n × n matrices become sums over pairs of groups, taken by blocks of columns of F.
/// </remarks>
internal sealed class KenwardRoger : FixedEffectInference
{
    private const int NodesAtOnce = 16;
    private readonly double[,] _covariance;
    private readonly Matrix<double>[] _p;
    private readonly Matrix<double> _w;
    private readonly Matrix<double> _phi;
    private readonly Matrix<double> _toQ;

    public KenwardRoger(MixedModelFit fit)
        : base(fit, "model-based (REML), Kenward-Roger")
    {
        if (fit.Options.Criterion != Criterion.Reml)
            throw new StatisticsException("Kenward–Roger degrees of freedom need a fit by REML. Fit with REML ('--reml'), or take Satterthwaite degrees of freedom.");
        var criterion = fit.Criteria;
        criterion.Value(fit.Lambda);
        criterion.Differentiate(withInverse: false);
        _phi = Matrix<double>.Build.DenseOfArray(criterion.FixedCovariance());
        _toQ = Matrix<double>.Build.DenseOfArray(fit.Data.Transformation).Transpose();
        var parameters = Parameter.Of(fit.Data.Factors);
        var moments = FixedMoments(fit, parameters);
        var traces = Traces(fit, parameters, out var single);
        WithResidual(fit, parameters, moments.Q, moments.P, single, traces);
        _p = moments.P;
        _w = Weights(_p, moments.Q, traces);
        _covariance = fit.InDesign(Adjusted(moments.Q).ToArray(), fit.Sigma * fit.Sigma);
    }

    public override double[,] Covariance => _covariance;

    private protected override double Degrees(double[] weights) => Scaled([weights]).Df;

    private protected override FTest Joint(string name, IReadOnlyList<double[]> rows)
    {
        var (df, factor) = Scaled(rows);
        var estimates = Matrix<double>.Build.DenseOfRowArrays(rows) * Vector<double>.Build.DenseOfEnumerable(Fit.Beta);
        var wald = estimates.DotProduct(Congruent(rows, _covariance).Solve(estimates));
        return new FTest(name, factor * wald / rows.Count, rows.Count, df);
    }

    // pbkrtest's .KR_adjust.
    private (double Df, double Factor) Scaled(IReadOnlyList<double[]> rows)
    {
        double q = rows.Count;
        var l = Matrix<double>.Build.DenseOfRowArrays(rows) * _toQ.Transpose();
        var theta = l.TransposeThisAndMultiply((l * _phi * l.Transpose()).Solve(l));
        var u = Array.ConvertAll(_p, p => theta * _phi * p * _phi);
        double a1 = 0, a2 = 0;
        for (var i = 0; i < u.Length; i++)
        {
            for (var j = 0; j < u.Length; j++)
            {
                a1 += _w[i, j] * u[i].Trace() * u[j].Trace();
                a2 += _w[i, j] * u[i].PointwiseMultiply(u[j].Transpose()).Enumerate().Sum();
            }
        }

        var b = (a1 + 6 * a2) / (2 * q);
        var g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2);
        var divisor = 3 * q + 2 * (1 - g);
        var v0 = 1 + g / divisor * b;
        var v1 = 1 - (q - g) / divisor * b;
        var v2 = 1 - (q + 2 - g) / divisor * b;
        if (Math.Abs(v0) < 1e-10)
            v0 = 0;
        var ratio = Math.Abs(1 - a2 / q) < 1e-14 && Math.Abs(v1) < 1e-14 ? 1 : (1 - a2 / q) / v1;
        var rho = ratio * ratio * v0 / v2 / q;
        var df = 4 + (q + 2) / (q * rho - 1);
        return (df, Math.Abs(df - 2) < 1e-2 ? 1 : df * (1 - a2 / q) / (df - 2));
    }

    /// <summary>A variance (First = Second) or covariance of a factor's effects.</summary>
    private readonly record struct Parameter(int Factor, int First, int Second)
    {
        public static Parameter[] Of(IReadOnlyList<GroupingFactor> factors) => [..
            from f in Enumerable.Range(0, factors.Count)
            from first in Enumerable.Range(0, factors[f].Size)
            from second in Enumerable.Range(first, factors[f].Size - first)
            where factors[f].Together(first, second)
            select new Parameter(f, first, second)];

        public (int A, int B)[] Ordered => First == Second ? [(First, First)] : [(First, Second), (Second, First)];
    }

    // P_i = −Y'E_iY and Q_ij = Y'E_iFE_jY.
    private static (Matrix<double>[] P, Matrix<double>[,] Q) FixedMoments(MixedModelFit fit, Parameter[] parameters)
    {
        var p = fit.Data.Rank;
        var criterion = fit.Criteria;
        var y = criterion.FixedScore;
        var count = parameters.Length;
        var moved = Array.ConvertAll(parameters, parameter => Moved(criterion.Products, parameter, y, p));
        var p1 = Array.ConvertAll(moved, own => Cross(y, own, p).Negate());
        var q = new Matrix<double>[count + 1, count + 1];
        for (var j = 0; j < count; j++)
        {
            var product = TimesF(criterion.Factor, moved[j], p);
            for (var i = 0; i < count; i++)
                q[i, j] = Cross(moved[i], product, p);
        }

        return ([.. p1, Matrix<double>.Build.Dense(p, p)], q);
    }

    private static double[] Moved(CrossProducts products, Parameter parameter, double[] y, int p)
    {
        var moved = new double[y.Length];
        var size = products.Sizes[parameter.Factor];
        for (var level = 0; level < products.Levels[parameter.Factor]; level++)
        {
            var first = products.FirstEffect[parameter.Factor] + level * size;
            foreach (var (a, b) in parameter.Ordered)
                Array.Copy(y, (first + b) * p, moved, (first + a) * p, p);
        }

        return moved;
    }

    private static double[] TimesF(BlockFactor factor, double[] b, int columns)
    {
        var products = factor.TimesProducts(b, columns);
        var inner = factor.TimesLambdaTransposed(products, columns);
        factor.Solve(inner, columns);
        var taken = factor.TimesProductsLambda(inner, columns);
        System.Numerics.Tensors.TensorPrimitives.Subtract<double>(products, taken, products);
        return products;
    }

    private static Matrix<double> Cross(double[] left, double[] right, int p)
    {
        var sums = new double[p * p];
        for (var at = 0; at < left.Length; at += p)
        {
            for (var i = 0; i < p; i++)
                DenseFactor.Subtract(sums.AsSpan(i * p, p), -left[at + i], right.AsSpan(at, p));
        }

        return Matrix<double>.Build.Dense(p, p, (i, j) => sums[i * p + j]);
    }

    // tr(V⁻¹G_i) and tr(V⁻¹G_iV⁻¹G_j). F is block diagonal over connected components, so columns of different components
    // are computed as one.
    private static double[,] Traces(MixedModelFit fit, Parameter[] parameters, out double[] single)
    {
        var products = fit.Criteria.Products;
        var components = Components.Of(products);
        var width = products.Sizes.Max();
        single = new double[parameters.Length];
        var traces = new double[parameters.Length + 1, parameters.Length + 1];
        for (var rank = 0; rank < components.Largest; rank += NodesAtOnce)
        {
            var nodes = Math.Min(NodesAtOnce, components.Largest - rank);
            var columns = nodes * width;
            var units = new double[products.Effects * columns];
            for (var node = 0; node < products.Nodes; node++)
            {
                var place = components.Rank[node] - rank;
                if (place < 0 || place >= nodes)
                    continue;
                for (var i = 0; i < products.Sizes[products.FactorOf[node]]; i++)
                    units[(products.EffectOf(node) + i) * columns + place * width + i] = 1;
            }

            Accumulate(products, components, parameters, TimesF(fit.Criteria.Factor, units, columns), rank, nodes, width, single, traces);
        }

        return traces;
    }

    private static void Accumulate(
        CrossProducts products, Components components, Parameter[] parameters, double[] f, int rank, int nodes, int width, double[] single, double[,] traces)
    {
        var columns = nodes * width;
        var ordered = Array.ConvertAll(parameters, parameter => parameter.Ordered);
        for (var node = 0; node < products.Nodes; node++)
        {
            var first = products.EffectOf(node) * columns;
            var own = products.FactorOf[node];
            for (var place = 0; place < nodes; place++)
            {
                var other = components.NodeAt(components.ComponentOf[node], rank + place);
                if (other < 0)
                    continue;
                var at = first + place * width;
                for (var i = 0; i < parameters.Length; i++)
                {
                    if (parameters[i].Factor != own)
                        continue;
                    if (other == node)
                    {
                        foreach (var (a, b) in ordered[i])
                            single[i] += f[at + a * columns + b];
                    }

                    for (var j = 0; j < parameters.Length; j++)
                    {
                        if (parameters[j].Factor != products.FactorOf[other])
                            continue;
                        foreach (var (a, b) in ordered[i])
                        {
                            foreach (var (c, d) in ordered[j])
                                traces[i, j] += f[at + b * columns + c] * f[at + a * columns + d];
                        }
                    }
                }
            }
        }
    }

    // The residual variance's parts by V = I + Σ γ_j G_j, so that V⁻² and V⁻³ need no rows.
    private static void WithResidual(
        MixedModelFit fit, Parameter[] parameters, Matrix<double>[,] q, Matrix<double>[] p, double[] single, double[,] traces)
    {
        var last = parameters.Length;
        var gamma = Array.ConvertAll(parameters, parameter =>
        {
            var size = fit.Data.Factors[parameter.Factor].Size;
            var lambda = fit.Lambda[parameter.Factor];
            return Enumerable.Range(0, size).Sum(k => lambda[parameter.First * size + k] * lambda[parameter.Second * size + k]);
        });
        var inverse = Matrix<double>.Build.DenseOfArray(fit.Criteria.FixedCovariance()).Inverse();
        for (var i = 0; i < last; i++)
        {
            q[i, last] = p[i].Negate();
            for (var j = 0; j < last; j++)
                q[i, last] -= gamma[j] * q[i, j];
            q[last, i] = q[i, last].Transpose();
        }

        p[last] = inverse.Negate();
        q[last, last] = inverse;
        for (var j = 0; j < last; j++)
        {
            p[last] -= gamma[j] * p[j];
            q[last, last] += gamma[j] * p[j];
        }

        double trace = fit.N;
        for (var i = 0; i < last; i++)
        {
            trace -= gamma[i] * single[i];
            traces[i, last] = single[i];
            for (var j = 0; j < last; j++)
                traces[i, last] -= gamma[j] * traces[i, j];
            traces[last, i] = traces[i, last];
        }

        for (var j = 0; j < last; j++)
        {
            q[last, last] -= gamma[j] * q[j, last];
            trace -= gamma[j] * traces[j, last];
        }

        traces[last, last] = trace;
    }

    private Matrix<double> Weights(Matrix<double>[] p, Matrix<double>[,] q, double[,] traces)
    {
        var count = p.Length;
        var information = Matrix<double>.Build.Dense(count, count, (i, j) =>
            traces[i, j] - 2 * _phi.PointwiseMultiply(q[i, j]).Enumerate().Sum() + (_phi * p[i]).PointwiseMultiply((_phi * p[j]).Transpose()).Enumerate().Sum());
        information = (information + information.Transpose()) / 2;
        return 2 * information.PseudoInverse();
    }

    private Matrix<double> Adjusted(Matrix<double>[,] q)
    {
        var sum = Matrix<double>.Build.Dense(_phi.RowCount, _phi.ColumnCount);
        for (var i = 0; i < _p.Length; i++)
        {
            for (var j = 0; j < _p.Length; j++)
                sum += _w[i, j] * (q[i, j] - _p[i] * _phi * _p[j]);
        }

        sum = (sum + sum.Transpose()) / 2;
        return _phi + 2 * _phi * sum * _phi;
    }

    /// <summary>Groups of nodes that share rows, directly or through others.</summary>
    private sealed class Components
    {
        private readonly List<List<int>> _members;

        private Components(int[] componentOf, int[] rank, List<List<int>> members) => (ComponentOf, Rank, _members) = (componentOf, rank, members);

        public int[] ComponentOf { get; }

        /// <summary>Per node its place within its component.</summary>
        public int[] Rank { get; }

        public int Largest => _members.Max(own => own.Count);

        public int NodeAt(int component, int rank) => rank < _members[component].Count ? _members[component][rank] : -1;

        public static Components Of(CrossProducts products)
        {
            var root = Enumerable.Range(0, products.Nodes).ToArray();
            for (var node = 0; node < products.Nodes; node++)
            {
                for (var slot = products.ColumnStart[node]; slot < products.ColumnStart[node + 1]; slot++)
                    root[Find(products.Row[slot])] = Find(node);
            }

            var number = new Dictionary<int, int>();
            var members = new List<List<int>>();
            var componentOf = new int[products.Nodes];
            var rank = new int[products.Nodes];
            for (var node = 0; node < products.Nodes; node++)
            {
                if (!number.TryGetValue(Find(node), out var component))
                {
                    number.Add(Find(node), component = members.Count);
                    members.Add([]);
                }

                componentOf[node] = component;
                rank[node] = members[component].Count;
                members[component].Add(node);
            }

            return new Components(componentOf, rank, members);

            int Find(int node)
            {
                while (root[node] != node)
                    node = root[node] = root[root[node]];
                return node;
            }
        }
    }
}
