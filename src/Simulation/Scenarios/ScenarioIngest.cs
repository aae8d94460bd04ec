using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.People;
using LobResearch.Ingest.Sheets;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Simulation.Scenarios.Files;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;

namespace LobResearch.Simulation.Scenarios;

/// <summary>Brings a generated study's files in, as <c>lob ingest</c> does, and links its persons.</summary>
public sealed class ScenarioIngest(StudyDatabase database, StudyDefinition study, LobHome home)
{
    /// <summary>Brings one file in.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Cancels it; nothing of the file is in then.</param>
    /// <exception cref="InputFault">The file doesn't come in; the message says why.</exception>
    public Task<IngestReport> RunAsync(string folder, SimulatedFile file, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine([folder, .. file.Path.Split('/')]);
        return file.Verb == "survey"
            ? new SurveyIngest(database, study, home).RunAsync(path, SourceReader.Read(study, file.Source), new IngestOptions(), cancellationToken)
            : new SheetIngest(database, study, home).RunAsync(path, Book(file.Verb), new IngestOptions(), cancellationToken);
    }

    /// <summary>Links persons over waves and parents to students.</summary>
    public Task<LinkVersion> LinkAsync(CancellationToken cancellationToken = default) => new PersonLinks(database, study, home).StoreAsync(null, cancellationToken);

    private static SheetBook Book(string verb) => verb switch
    {
        "attendance" => SheetBooks.Attendance,
        "leerkring" => SheetBooks.Leerkring,
        "consent" => SheetBooks.Consent,
        _ => throw new ArgumentException($"There is no way in called '{verb}'.", nameof(verb)),
    };
}
