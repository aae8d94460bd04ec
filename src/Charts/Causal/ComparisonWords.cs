using LobResearch.Analysis.Comparisons;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using LobResearch.Study.Reference;

namespace LobResearch.Charts.Causal;

/// <summary>Words that pictures of a run's comparisons share.</summary>
/// <param name="study">The study.</param>
/// <param name="run">The run.</param>
/// <param name="language">Language of the words.</param>
internal sealed class ComparisonWords(StudyDefinition study, EffectRun run, Language language)
{
    private readonly Dictionary<string, string> _components = ReferenceFacts.Load().Components.ToDictionary(component => component.Code, component => component.Name.In(language), StringComparer.Ordinal);

    /// <summary>Whether words are Dutch.</summary>
    public bool IsDutch => language == Language.Dutch;

    /// <summary>Both groups.</summary>
    public string Groups => (run.Plan.Estimand, language) switch
    {
        (Estimand.Offer, Language.Dutch) => "ouders van scholen met en zonder dit aanbod",
        (Estimand.Offer, _) => "parents of schools with and without this offer",
        (_, Language.Dutch) => "deelnemers en andere ouders",
        _ => "participants and other parents",
    };

    /// <summary>The exposed.</summary>
    public string Exposed => (run.Plan.Estimand, language) switch
    {
        (Estimand.Offer, Language.Dutch) => "met aanbod",
        (Estimand.Offer, _) => "with offer",
        (_, Language.Dutch) => "deelnemers",
        _ => "participants",
    };

    /// <summary>The others.</summary>
    public string Others => (run.Plan.Estimand, language) switch
    {
        (Estimand.Offer, Language.Dutch) => "zonder aanbod",
        (Estimand.Offer, _) => "without offer",
        (_, Language.Dutch) => "andere ouders",
        _ => "other parents",
    };

    /// <summary>Who is compared, with the study's title.</summary>
    public string Who => (run.Plan.Estimand, language) switch
    {
        (Estimand.Offer, Language.Dutch) => $"{study.Title.In(language)}. Ouders van scholen met en zonder aanbod van een component.",
        (Estimand.Offer, _) => $"{study.Title.In(language)}. Parents of schools with and without an offer of a component.",
        (_, Language.Dutch) => $"{study.Title.In(language)}. Ouders die wel en niet aan een component deelnamen, van scholen waar beiden voorkomen.",
        _ => $"{study.Title.In(language)}. Parents who did and didn't take part in a component, of schools that have both.",
    };

    /// <summary>A component by its code and name.</summary>
    public string Component(string code) => $"{code} {_components[code]}";

    /// <summary>A component's name alone.</summary>
    public string NameOf(string code) => _components[code];

    /// <summary>A number of schools.</summary>
    public string Schools(int count) => (count, IsDutch) switch
    {
        (1, _) => "1 school",
        (_, true) => $"{Count(count)} scholen",
        _ => $"{Count(count)} schools",
    };

    /// <summary>What a covariate's column holds.</summary>
    public string Covariate(string column)
    {
        var form = study.NewestForm(run.Plan.FormId)!;
        if (column == run.Plan.BaselineColumn)
            return $"{form.Scales.First(scale => scale.Id == run.Plan.Outcome).Title.In(language)} ({run.Plan.BaselineWave})".Capitalised();
        if (run.Plan.Exposures.FirstOrDefault(component => column == $"attended_{component}" || column == $"offered_{component}" || column == run.Plan.ExposureColumn(component)) is { } component)
            return Component(component);
        if (column == "school")
            return "School";
        if (form.Scales.FirstOrDefault(scale => scale.Id == column) is { } own)
            return own.Title.In(language).Capitalised();
        return form.Items.FirstOrDefault(item => item.Id == column) is { } item ? item.Label.In(language).TrimEnd('?', '.').Capitalised() : column;
    }

    /// <summary>The components of which there is no picture, in a sentence; empty when there are none.</summary>
    /// <param name="drawn">Those of which there is one.</param>
    public string NotDrawn(IEnumerable<string> drawn)
    {
        var missing = run.Plan.Exposures.Except(drawn, StringComparer.Ordinal).ToList();
        return (missing.Count, IsDutch) switch
        {
            (0, _) => "",
            (_, true) => $"Niet getekend, want niet te scheiden van school of andere componenten: {Wording.List(missing, language)}.",
            _ => $"Not drawn, since not separable from school or other components: {Wording.List(missing, language)}.",
        };
    }

    /// <summary>The last lines: who left since the run, and the source.</summary>
    /// <param name="rows">The run's rows.</param>
    public string Source(AnalysedRows rows)
    {
        var source = SourceLines.Of(study, run.Id, run.ProgramVersion, language);
        return (rows.Gone, IsDutch) switch
        {
            (0, _) => source,
            (_, true) => $"Sinds de run zijn er ouders uit de gegevens; dit is zonder hen berekend.\n{source}",
            _ => $"Parents left the data since the run; this is computed without them.\n{source}",
        };
    }

    /// <summary>A number with a fixed number of decimals.</summary>
    public string Number(double value, int decimals) => Numbers.Fixed(value, decimals, language);

    /// <summary>A count.</summary>
    public string Count(int value) => Numbers.Count(value, language);

    /// <summary>Where a number was taken out.</summary>
    public string Withheld => Disclosure.WithheldWords.Short(language);
}
