using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using Npgsql;

namespace LobResearch.Analysis.Effects;

/// <summary>Estimates what a plan asks for: per outcome and wave one model, per clustering its standard errors.</summary>
internal sealed class EffectEstimation(AnalysisPlan plan, Form form)
{
    /// <summary>All estimates in the plan's order.</summary>
    /// <exception cref="InputFault">A model can't be fitted on the data; the message says which and why.</exception>
    public async Task<IReadOnlyList<EffectEstimate>> RunAsync(
        NpgsqlConnection connection, IProgress<(int Done, int All)>? progress, CancellationToken cancellationToken)
    {
        var reader = new FrameReader(connection, form);
        var items = plan.Outcomes.Concat([plan.Exposure, .. plan.Covariates]).ToList();
        var estimates = new List<EffectEstimate>();
        var models = plan.Outcomes.Count * plan.Waves.Count;
        var done = 0;
        var frames = new Dictionary<string, StudyFrame>(StringComparer.Ordinal);
        foreach (var wave in plan.Waves)
            frames.Add(wave, await reader.ReadAsync(wave, items, cancellationToken).ConfigureAwait(false));
        foreach (var outcome in plan.Outcomes)
        {
            foreach (var wave in plan.Waves)
            {
                cancellationToken.ThrowIfCancellationRequested();
                estimates.AddRange(Estimate(outcome, wave, frames[wave]));
                progress?.Report((++done, models));
            }
        }

        return estimates;
    }

    private List<EffectEstimate> Estimate(string outcome, string wave, StudyFrame frame)
    {
        if (frame.Persons.Count == 0)
            throw new InputFault($"Plan {plan.Id}: wave {wave} has no questionnaires of form {form.Id} in the database. Ingest it first, or take the wave out of the plan.");
        try
        {
            return Fit(outcome, wave, frame);
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            throw new InputFault($"Plan {plan.Id}, outcome {outcome}, wave {wave}: {fault.Message}");
        }
    }

    private List<EffectEstimate> Fit(string outcome, string wave, StudyFrame frame)
    {
        var formula = plan.FormulaFor(outcome);
        var fit = LeastSquares.Fit(Formula.Parse(formula), frame.Columns, new LeastSquaresOptions
        {
            Confidence = plan.Confidence,
            Design = new DesignOptions
            {
                References = plan.Reference is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [plan.Exposure] = plan.Reference },
                AlsoRequired = [.. plan.Clusters.Append("school").Distinct(StringComparer.Ordinal)],
            },
        });
        var persons = fit.Frame.Rows.Select(row => frame.Persons[row]).Distinct().Count();
        var schools = fit.Frame.Groups(frame.Columns["school"]).Max() + 1;
        var estimates = new List<EffectEstimate>();
        foreach (var cluster in plan.Clusters)
        {
            var table = fit.Robust(frame.Columns[cluster], plan.Covariance);
            foreach (var (term, level) in Terms())
                estimates.Add(ToEstimate(outcome, wave, formula, cluster, term, level, fit, table, persons, schools));
        }

        return estimates;
    }

    private IEnumerable<(string Term, string? Level)> Terms()
    {
        var options = form.Items.First(item => item.Id == plan.Exposure).Answers?.Options;
        return plan.Reference is null || options is null
            ? [(plan.Exposure, null)]
            : options.Where(option => option.Name != plan.Reference).Select(option => ($"{plan.Exposure}[{option.Name}]", (string?)option.Name));
    }

    private EffectEstimate ToEstimate(
        string outcome, string wave, string formula, string cluster, string term, string? level, LeastSquaresFit fit, CoefficientTable table, int persons, int schools)
    {
        var coefficient = table.Coefficients.FirstOrDefault(candidate => candidate.Term == term)
            ?? new Coefficient(term, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, "none", NotEstimable(term, fit));
        return new EffectEstimate(
            outcome, wave, plan.Exposure, level, plan.Reference, term, plan.Estimator, formula, table.Covariance, cluster,
            coefficient.Estimate, coefficient.StandardError, coefficient.DegreesOfFreedom, coefficient.Statistic, coefficient.P,
            coefficient.Lower, coefficient.Upper, plan.Confidence, fit.N, persons, fit.Frame.Omitted, table.Clusters!.Value, schools,
            coefficient.Reason, table.WarningsFor(term));
    }

    private static string NotEstimable(string term, LeastSquaresFit fit) => fit.Dropped.Contains(term, StringComparer.Ordinal)
        ? "not separable from the other columns of the model"
        : "this level does not occur on the used rows";
}
