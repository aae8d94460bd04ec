using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using LobResearch.Study.Design;
using LobResearch.Study.Reference;

namespace LobResearch.Charts.Staircase;

/// <summary>The CIOS staircase with what eight schools said they do: facts that were published, not the study's own data.</summary>
/// <param name="Facts">The facts.</param>
/// <param name="Language">Language of the words.</param>
internal sealed record StaircaseContent(ReferenceFacts Facts, Language Language) : IDisclosable<StaircaseContent>
{
    /// <inheritdoc/>
    public string Chart => "staircase";

    /// <inheritdoc/>
    public string? Run => null;

    /// <inheritdoc/>
    public string? OneSchool => null;

    /// <inheritdoc/>
    public string? OneCircle => null;

    /// <summary>Whether words are Dutch.</summary>
    public bool IsDutch => Language == Language.Dutch;

    /// <summary>How many schools were asked.</summary>
    public int Schools => Facts.Practices[0].SchoolsAsked;

    /// <inheritdoc/>
    public IReadOnlyList<CountedTable> Tables => [CountedTable.Of(Facts.Practices.Where(practice => practice.SchoolsYes is not null).Select(practice =>
        new CountedCell(new CellKey("telephone round", practice.Code, ""), practice.SchoolsYes!.Value, practice.SchoolsAsked) { IsPublic = true }))];

    /// <summary>The steps from base to top, each with its practices.</summary>
    public IReadOnlyList<(CiosComponentFact Step, IReadOnlyList<Practice> Practices)> Steps =>
        [.. Facts.Components.Where(component => component.Step is not null).OrderBy(component => component.Step)
            .Select(component => (component, (IReadOnlyList<Practice>)[.. Facts.Practices.Where(practice => practice.Component == component.Code)]))];

    /// <summary>What was asked beside the steps.</summary>
    public IReadOnlyList<Practice> Beside => [.. Facts.Practices.Where(practice => practice.Component is null)];

    /// <inheritdoc/>
    public StaircaseContent Withhold(WithheldCells withheld) => this;

    /// <inheritdoc/>
    public StaircaseContent WithSchools(SchoolNames names) => this;

    /// <inheritdoc/>
    static IChart IDisclosable<StaircaseContent>.Draw(Released<StaircaseContent> released) => new StaircasePicture(released);

    /// <summary>The finding in words: the most that schools do on the lowest step and on the highest.</summary>
    public string Title
    {
        get
        {
            var (bottom, top) = (Most(Steps[0].Practices), Most(Steps[^1].Practices));
            return IsDutch
                ? $"{Of(bottom)} scholen hebben {bottom.Name.In(Language)}; {(top.SchoolsYes == 0 ? "geen enkele heeft" : $"{Of(top)} hebben")} {top.Name.In(Language)}"
                : $"{Of(bottom)} schools have {bottom.Name.In(Language)}; {(top.SchoolsYes == 0 ? "none has" : $"{Of(top)} have")} {top.Name.In(Language)}";
        }
    }

    /// <summary>What was asked of whom.</summary>
    public string Subtitle => IsDutch
        ? $"Telefonische rondgang langs {Schools} vmbo-scholen in Rotterdam Zuid. De trap van contact (C) naar samenwerken (S). Een blokje is een school; welke school het is, is alleen bekend waar het alle of geen enkele is."
        : $"Telephone round of {Schools} vmbo schools in Rotterdam Zuid. The staircase from contact (C) to collaboration (S). A block is a school; which school it is, is known only where it is all or none.";

    /// <summary>How to read it, and where it comes from.</summary>
    public IEnumerable<string?> Caption(bool isSimulated)
    {
        foreach (var practice in Beside)
            yield return $"{(IsDutch ? "Daarnaast" : "Beside these")}: {practice.Name.In(Language)}: {Amount(practice)}.";
        if (isSimulated)
            yield return IsDutch ? "Deze feiten zijn niet gegenereerd, maar gepubliceerd." : "These facts are not generated: they were published.";
        yield return $"{(IsDutch ? "Bron" : "Source")}: {Facts.Practices[0].Source}.";
    }

    /// <summary>How many schools, in words.</summary>
    public string Amount(Practice practice) => practice.SchoolsYes is null ? IsDutch ? "aantal niet gegeven" : "number not given" : $"{Of(practice)}{(practice.Structural == false ? IsDutch ? ", niet structureel" : ", not structural" : "")}";

    private static Practice Most(IReadOnlyList<Practice> practices) => practices.MaxBy(practice => practice.SchoolsYes ?? -1)!;

    private string Of(Practice practice) => (practice.SchoolsYes == practice.SchoolsAsked, IsDutch) switch
    {
        (true, true) => $"alle {practice.SchoolsAsked}",
        (true, false) => $"all {practice.SchoolsAsked}",
        (_, true) => $"{practice.SchoolsYes} van de {practice.SchoolsAsked}",
        _ => $"{practice.SchoolsYes} of {practice.SchoolsAsked}",
    };
}
