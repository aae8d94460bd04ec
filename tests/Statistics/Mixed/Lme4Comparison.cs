using System.Text.Json;
using LobResearch.Statistics.Mixed;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>A fit beside what lme4, lmerTest and pbkrtest say, each quantity within its tolerance.</summary>
internal static class Lme4Comparison
{
    /// <summary>Adds every quantity that the expected results hold.</summary>
    public static void Compare(JsonElement expected, MixedModelFit fit, Differences differences)
    {
        Assert.That(fit.N, Is.EqualTo(expected.GetProperty("n_obs").GetInt32()));
        differences.Add("criterion", 1e-8, expected.GetProperty("criterion_minus2").GetDouble(), fit.Minus2LogLikelihood);
        differences.Add("aic", 1e-8, expected.GetProperty("AIC").GetDouble(), fit.Aic);
        differences.Add("bic", 1e-8, expected.GetProperty("BIC").GetDouble(), fit.Bic);
        foreach (var group in expected.GetProperty("n_groups").EnumerateObject())
            Assert.That(fit.Groups.Single(own => NamedGroup(own.Name, group.Name)).Levels, Is.EqualTo(group.Value.GetInt32()));
        foreach (var term in expected.GetProperty("fixef").EnumerateObject())
        {
            var index = Index(fit, term.Name);
            differences.Add("fixed effects", 1e-6, term.Value.GetDouble(), fit.Beta[index]);
            differences.Add("se", 1e-5, expected.GetProperty("se").GetProperty(term.Name).GetDouble(), Math.Sqrt(fit.FixedCovariance[index, index]));
        }

        foreach (var component in expected.GetProperty("varcomp").EnumerateArray())
            CompareComponent(component, fit, differences);
        if (expected.TryGetProperty("satterthwaite", out var satterthwaite))
            Compare("Satterthwaite", satterthwaite, fit.Inference(DegreesOfFreedomMethod.Satterthwaite), differences);
        if (expected.TryGetProperty("kenward_roger", out var kenwardRoger))
            Compare("Kenward-Roger", kenwardRoger, fit.Inference(DegreesOfFreedomMethod.KenwardRoger), differences);
        if (expected.TryGetProperty("vcov_kenward_roger", out var matrix))
            CompareMatrix(matrix, fit, differences);
        if (expected.TryGetProperty("anova_type3_satterthwaite", out var anova))
            CompareAnova("Satterthwaite", anova, fit.Inference(DegreesOfFreedomMethod.Satterthwaite), differences);
        if (expected.TryGetProperty("anova_type3_kenward_roger", out anova))
            CompareAnova("Kenward-Roger", anova, fit.Inference(DegreesOfFreedomMethod.KenwardRoger), differences);
        if (expected.TryGetProperty("ranef_first5", out var effects))
        {
            foreach (var group in effects.EnumerateObject())
                CompareEffects(group.Value, fit.RandomEffects.Single(own => own.Group == group.Name), differences);
        }
    }

    private static void CompareComponent(JsonElement component, MixedModelFit fit, Differences differences)
    {
        var group = component.GetProperty("group").GetString()!;
        var first = component.GetProperty("var1").GetString();
        var expected = component.GetProperty("sd_or_corr").GetDouble();
        var own = fit.VarianceComponents.Single(candidate => NamedGroup(candidate.Group, group) && (first is null || Place(candidate.Terms, first) >= 0));
        var place = first is null ? 0 : Place(own.Terms, first);
        if (component.GetProperty("kind").GetString() == "covariance")
            differences.Add("correlation", 1e-4, expected, own.Correlations![place, Place(own.Terms, component.GetProperty("var2").GetString()!)]);
        else
            differences.Add("sd", 1e-4, expected, own.StandardDeviations[place]);
    }

    private static void Compare(string method, JsonElement expected, FixedEffectInference inference, Differences differences)
    {
        foreach (var term in expected.EnumerateObject())
        {
            var own = inference.Coefficients.Coefficients.Single(coefficient => Named(coefficient.Term, term.Name));
            differences.Add(method + " se", 1e-5, term.Value.GetProperty("Std. Error").GetDouble(), own.StandardError);
            differences.Add(method + " df", 1e-3, term.Value.GetProperty("df").GetDouble(), own.DegreesOfFreedom);
            differences.AddAbsolute(method + " p", 1e-4, term.Value.GetProperty("Pr(>|t|)").GetDouble(), own.P);
        }
    }

    private static void CompareMatrix(JsonElement expected, MixedModelFit fit, Differences differences)
    {
        var names = Items(expected.GetProperty("rows")).Select(name => Index(fit, name.GetString()!)).ToList();
        var covariance = fit.Inference(DegreesOfFreedomMethod.KenwardRoger).Covariance;
        for (var i = 0; i < names.Count; i++)
            differences.Add("Kenward-Roger variance", 1e-5, Cell(expected.GetProperty("values"), i, i), covariance[names[i], names[i]]);
    }

    private static void CompareAnova(string method, JsonElement expected, FixedEffectInference inference, Differences differences)
    {
        var tests = inference.TypeThree();
        foreach (var term in expected.EnumerateObject())
        {
            var own = tests.Single(test => test.Name == term.Name || test.Name == string.Join(':', term.Name.Split(':').Reverse()));
            differences.Add(method + " F", 1e-5, term.Value.GetProperty("F value").GetDouble(), own.Statistic);
            differences.Add(method + " F df", 1e-3, term.Value.GetProperty("DenDF").GetDouble(), own.DenominatorDegreesOfFreedom);
            Assert.That(own.NumeratorDegreesOfFreedom, Is.EqualTo(term.Value.GetProperty("NumDF").GetDouble()));
            differences.AddAbsolute(method + " p", 1e-4, term.Value.GetProperty("Pr(>F)").GetDouble(), own.P);
        }
    }

    private static void CompareEffects(JsonElement expected, RandomEffects effects, Differences differences)
    {
        var levels = Items(expected.GetProperty("levels")).Select(level => level.GetString()!).ToList();
        var terms = Items(expected.GetProperty("terms")).Select(term => term.GetString()!).ToList();
        for (var i = 0; i < levels.Count; i++)
        {
            for (var j = 0; j < terms.Count; j++)
            {
                var own = effects.Levels.ToList().IndexOf(levels[i]);
                var term = Place(effects.Terms, terms[j]);
                // An effect near zero has few digits of its own; its spread is the scale.
                differences.Add("random effects", 1e-4, Cell(expected.GetProperty("values"), i, j), effects.Values[own, term], effects.StandardDeviations[own, term]);
                if (expected.GetProperty("cond_sd").ValueKind == JsonValueKind.Array)
                    differences.Add("conditional sd", 1e-4, Cell(expected.GetProperty("cond_sd"), i, j), effects.StandardDeviations[own, term]);
            }
        }
    }

    // What has one element is written without brackets.
    private static IEnumerable<JsonElement> Items(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [list];

    // Matrices of one column are written in either direction.
    private static double Cell(JsonElement matrix, int i, int j)
    {
        var rows = Items(matrix).Select(row => Items(row).ToList()).ToList();
        return (rows.Count == 1 && i > 0 ? rows[0][i] : rows[i][j]).GetDouble();
    }

    private static int Index(MixedModelFit fit, string term) => Enumerable.Range(0, fit.Terms.Count).Single(i => Named(fit.Terms[i], term));

    private static int Place(IReadOnlyList<string> terms, string r) => terms.ToList().FindIndex(term => RTerms.Of(term) == r);

    // R writes nested groups from the inside out, with parentheses or points, and numbers a factor's uncorrelated terms.
    private static bool NamedGroup(string own, string r)
    {
        var parts = r.Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal).Split(':', '.');
        return own.Split(':').Order().SequenceEqual(parts.Where(part => part != "1").Order());
    }

    private static bool Named(string own, string r)
    {
        var name = RTerms.Of(own);
        r = r.Replace("factor(gr, ordered = FALSE)", "gr", StringComparison.Ordinal);
        return name == r || string.Join(':', name.Split(':').Reverse()) == r;
    }
}
