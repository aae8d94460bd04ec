using System.Globalization;
using LobResearch.Analysis.Runs;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using Npgsql;

namespace LobResearch.Analysis.Scores;

/// <summary>Where the numbers on a study's scales come from.</summary>
/// <param name="Study">The study.</param>
/// <param name="Kind"><c>real</c> or <c>simulated</c>: every table says so.</param>
/// <param name="Forms">Each form with the versions that were answered.</param>
/// <param name="LinkVersion">Version of the links that tell who is one person; null before there were any.</param>
/// <param name="Batches">The batches that were read.</param>
/// <param name="Removed">Questionnaires of these batches that are gone: withdrawals.</param>
/// <param name="Refused">Questionnaires of these batches that are left out: refusals.</param>
/// <param name="ProgramVersion">Which program.</param>
public sealed record ScoresProvenance(
    string Study, string Kind, IReadOnlyList<ScoredForm> Forms, int? LinkVersion, IReadOnlyList<long> Batches, int Removed, int Refused, string ProgramVersion)
{
    /// <summary>What stands above the tables; null for real data.</summary>
    public string? Banner => Kind == "simulated" ? SimulatedData.Banner : null;

    internal static async Task<ScoresProvenance> ReadAsync(
        NpgsqlConnection connection, StudyDefinition study, IReadOnlyList<Form> forms, IReadOnlyList<IReadOnlyList<int>> versions, IReadOnlyList<string> waves)
    {
        var states = new List<DataState>();
        foreach (var form in forms)
            states.Add(await DataState.ReadAsync(connection, form.Id, waves).ConfigureAwait(false));
        return new ScoresProvenance(
            study.Id, Spelling.Of(study.Kind), forms.Zip(versions, (form, answered) => new ScoredForm(form.Id, form.Version, answered, Convert.ToHexStringLower(form.ContentHash))).ToList(),
            states[0].LinkVersion, states.SelectMany(state => state.Batches).Distinct().Order().ToList(), states.Sum(state => state.Removed), states.Sum(state => state.Refused), LobResearch.Study.ProgramVersion.Current);
    }

    /// <summary>The chain in two lines.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        from: {Batches.Count} {(Batches.Count == 1 ? "batch" : "batches")} of {string.Join(" and ", Forms)}; {(LinkVersion is null ? "people told apart by equal codes" : $"links version {LinkVersion}")}; {Removed} questionnaires withdrawn, {Refused} left out for refused consent
        study {Study}, {Kind} data; lob {ProgramVersion}
        """);
}

/// <summary>A form whose answers were scored.</summary>
/// <param name="Id">The form.</param>
/// <param name="Version">The version whose codebook scores.</param>
/// <param name="Answered">The versions that were answered.</param>
/// <param name="ContentHash">SHA-256 of the version that scores, in hex.</param>
public sealed record ScoredForm(string Id, int Version, IReadOnlyList<int> Answered, string ContentHash)
{
    /// <summary>The form and its versions.</summary>
    public override string ToString() => Answered.Count == 1 && Answered[0] == Version
        ? string.Create(CultureInfo.InvariantCulture, $"{Id} version {Version}")
        : string.Create(CultureInfo.InvariantCulture, $"{Id} versions {string.Join(", ", Answered)}, scored as version {Version}");
}
