using LobResearch.Ingest.Mapping;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>Writes a generated study as the files that a university team would get, with the truth beside them.</summary>
public sealed class ScenarioFolder
{
    private const string Marker = "<!-- made by lob simulate -->";
    private const string Consents = "files/consent.csv";
    private readonly string _folder;
    private readonly ScenarioPopulation _population;
    private readonly StudyDefinition _forms;
    private readonly CancellationToken _cancellation;

    private ScenarioFolder(string folder, ScenarioPopulation population, StudyDefinition forms, CancellationToken cancellation) =>
        (_folder, _population, _forms, _cancellation) = (folder, population, forms, cancellation);

    /// <summary>Writes a study.</summary>
    /// <param name="folder">Where: a folder that isn't there yet, is empty, or was made so before.</param>
    /// <param name="options">What the study is like.</param>
    /// <param name="dataSchema">The folder with the study's forms and sources (<c>data-schema</c>).</param>
    /// <param name="progress">Told how many parents are done.</param>
    /// <param name="cancellation">Stops; the folder is then incomplete and can be written again.</param>
    /// <exception cref="InputFault">The folder holds something else, or the forms are other ones than those that are generated.</exception>
    /// <exception cref="ArgumentException">Options that fit no study.</exception>
    public static ScenarioStudyFiles Write(string folder, ScenarioOptions options, string dataSchema, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        var population = new ScenarioPopulation(options);
        Claim(folder);
        var writer = new ScenarioFolder(Path.GetFullPath(folder), population, StudyFolder.Load(dataSchema), cancellation);
        writer.CopyDefinition(dataSchema);
        return writer.WriteFiles(progress);
    }

    // The mark comes first, so that what was interrupted can be written again.
    private static void Claim(string folder)
    {
        var readme = Path.Combine(folder, "README.md");
        var isOurs = File.Exists(readme) && File.ReadLines(readme).FirstOrDefault() == Marker;
        if (File.Exists(folder) || (Directory.Exists(folder) && !isOurs && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new InputFault($"{folder} holds something that 'lob simulate' didn't make; it was left alone. Name a new folder with --out.");
        Directory.CreateDirectory(folder);
        File.WriteAllText(readme, Marker + "\n");
        File.Delete(Path.Combine(folder, "truth.json"));
        var files = Path.Combine(folder, "files");
        if (Directory.Exists(files))
            Directory.Delete(files, recursive: true);
        Directory.CreateDirectory(files);
    }

    private void CopyDefinition(string dataSchema)
    {
        foreach (var part in new[] { "codebooks", "sources", "plans" }.Where(part => Directory.Exists(Path.Combine(dataSchema, part))))
        {
            Directory.CreateDirectory(Path.Combine(_folder, part));
            foreach (var file in Directory.GetFiles(Path.Combine(dataSchema, part), "*.yaml"))
                File.Copy(file, Path.Combine(_folder, part, Path.GetFileName(file)), overwrite: true);
        }

        File.WriteAllText(Path.Combine(_folder, "study.yaml"), ScenarioWords.StudyYaml(_population, File.ReadAllText(Path.Combine(dataSchema, "study.yaml"))));
    }

    private ScenarioStudyFiles WriteFiles(IProgress<long>? progress)
    {
        var (parents, students) = (Form("parent", ScaleModel.Parents), Form("student", ScaleModel.Students));
        var (longSource, shortSource, studentSource) = (Source("parent_qualtrics"), Source("parent_short_qualtrics"), Source("student_forms"));
        var isLarge = _population.Options.ParentCount > FormsFile.MostRows;
        var isLong = _population.Schools.Sum(school => (long)school.Parents * school.Activities.Count) > RegisterFiles.MostRows;
        var truth = new ScenarioTruth();
        var counts = new long[ScenarioCalendar.Waves];
        var sharedCodes = 0L;
        var circles = new List<Circle>();
        var listed = new List<SimulatedFile>();
        using (var register = new RegisterFiles(At("files"), number => At(Numbered("files/attendance", ".csv", number, isLong))))
        {
            var waves = new List<QualtricsFile>();
            var forms = new List<FormsFile>();
            try
            {
                for (var wave = 0; wave < ScenarioCalendar.Waves; wave++)
                    waves.Add(new QualtricsFile(At($"files/parents_T{wave}.csv"), wave, wave == 1 ? shortSource : longSource, parents));
                foreach (var wave in new[] { 0, 2 })
                    forms.Add(new FormsFile(number => At(Numbered($"files/students_T{wave}", ".xlsx", number, isLarge)), wave, 1 + wave / 2 * _population.Options.ParentCount, studentSource, students));
                foreach (var school in _population.Schools)
                {
                    register.Begin(school);
                    var circle = new CircleChoice(school, _population.Draws);
                    foreach (var family in _population.FamiliesOf(school))
                    {
                        _cancellation.ThrowIfCancellationRequested();
                        foreach (var parent in family.Parents)
                        {
                            truth.Add(parent);
                            register.Attendance(parent);
                            Write(parent, waves, counts);
                        }

                        foreach (var (form, wave) in forms.Zip([0, 2]).Where(pair => family.Student.HasRow(pair.Second)))
                            form.Write(family.Student, Filling.Draw(_population.Draws.Of(ScenarioStream.Writing, school.Index, family.Index, 80 + wave), wave, isShort: false));
                        circle.Consider(family);
                        if (truth.Parents % 4096 < family.Parents.Count)
                            progress?.Report(truth.Parents);
                    }

                    if (school.Offers != Components.None && circles.Count < CircleBook.MostCircles)
                        circles.Add(circle.Chosen());
                }
            }
            finally
            {
                waves.ForEach(file => file.Dispose());
                forms.ForEach(file => file.Dispose());
            }

            WriteTeams(register, circles, longSource.Consent!.TextVersion);
            progress?.Report(truth.Parents);
            listed.Add(new SimulatedFile(Consents, "consent", null));
            listed.AddRange(Enumerable.Range(0, 4).Select(wave => new SimulatedFile($"files/parents_T{wave}.csv", "survey", wave == 1 ? shortSource.Id : longSource.Id)));
            listed.AddRange(forms.SelectMany((form, at) => Enumerable.Range(1, form.Workbooks).Select(number => new SimulatedFile(Numbered($"files/students_T{2 * at}", ".xlsx", number, isLarge), "survey", studentSource.Id))));
            listed.AddRange(new[] { 0, 2 }.Select(wave => new SimulatedFile($"files/team_T{wave}.sav", "survey", "team_spss")));
            listed.Add(new SimulatedFile("files/activities.csv", "attendance", null));
            listed.AddRange(Enumerable.Range(1, register.Attendances).Select(number => new SimulatedFile(Numbered("files/attendance", ".csv", number, isLong), "attendance", null)));
            listed.Add(new SimulatedFile("files/leerkring.xlsx", "leerkring", null));
            sharedCodes = register.SharedCodes;
        }

        var files = new ScenarioStudyFiles(_folder, listed, truth, counts, sharedCodes);
        File.WriteAllText(At("README.md"), ScenarioWords.Readme(Marker, _population, files));
        File.WriteAllText(At("truth.json"), ScenarioWords.Truth(_population, files));
        return files;
    }

    private void Write(ScenarioParent parent, List<QualtricsFile> waves, long[] counts)
    {
        for (var wave = 0; wave < waves.Count; wave++)
        {
            if (!parent.Response.HasRow(wave))
                continue;
            counts[wave] += parent.Response.Consents ? 1 : 0;
            for (var time = 0; time <= (parent.Response.AnswersTwice(wave) ? 1 : 0); time++)
            {
                var random = _population.Draws.Of(ScenarioStream.Writing, parent.Family.School.Index, parent.Family.Index, 128 + (parent.Place * 4 + wave) * 2 + time);
                waves[wave].Write(parent, Filling.Draw(random, wave, isShort: wave == 1));
            }
        }
    }

    private void WriteTeams(RegisterFiles register, List<Circle> circles, string textVersion)
    {
        var form = Form("team", ScaleModel.Teams);
        var day = ScenarioCalendar.Days[0].Starts.AddDays(4);
        foreach (var wave in new[] { 0, 2 })
        {
            using var file = new TeamFile(At($"files/team_T{wave}.sav"), wave, form, _population.Draws);
            foreach (var teacher in _population.Schools.SelectMany(school => TeamFile.TeamOf(school, _population.Draws)))
            {
                file.Write(teacher);
                if (wave == 0)
                    register.Consent(teacher.School.Code, "leraar", teacher.Code, byGuardian: false, day, textVersion);
            }

            file.Complete();
        }

        foreach (var circle in circles)
        {
            foreach (var member in circle.Members.Where(member => member.Role is "ouder" or "leerling"))
            {
                register.Consent(circle.School.Code, member.Role, member.Code, byGuardian: false, day, textVersion);
                if (member.Role == "leerling")
                    register.Consent(circle.School.Code, member.Role, member.Code, byGuardian: true, day, textVersion);
            }
        }

        CircleBook.Write(At("files/leerkring.xlsx"), circles, _population.Draws);
    }

    private FormItems Form(string id, IReadOnlyList<ScaleModel> models) =>
        new(_forms.NewestForm(id) ?? throw new InputFault($"{_forms.Folder}: there is no form '{id}'. Give 'lob simulate' the data-schema that came with this program (LOB_DATA_SCHEMA)."), models);

    private SourceMapping Source(string name) => SourceReader.Read(_forms, name);

    private string At(string path) => Path.Combine(_folder, path.Replace('/', Path.DirectorySeparatorChar));

    private static string Numbered(string name, string ending, int number, bool isNumbered) => isNumbered ? $"{name}_{number:00}{ending}" : name + ending;

    /// <summary>Who of a school is in its group.</summary>
    private sealed class CircleChoice(ScenarioSchool school, ScenarioDraws draws)
    {
        private readonly List<CircleMember> _parents = [];
        private readonly List<CircleMember> _students = [];

        public void Consider(ScenarioFamily family)
        {
            if (_parents.Count < 4 && family.Parents[0].Response is { Consents: true } response)
                _parents.Add(new CircleMember("ouder", response.Code));
            if (_students.Count < 3 && family.Student is { Consents: true, GuardianConsents: true } student)
                _students.Add(new CircleMember("leerling", student.Code));
        }

        public Circle Chosen() => new(school, [.. _students, .. _parents, .. TeamFile.TeamOf(school, draws).Take(3).Select(teacher => new CircleMember("leraar", teacher.Code))]);
    }
}

/// <summary>A generated study on disk.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Files">What comes in, in the order in which it does.</param>
/// <param name="Truth">What is true of it.</param>
/// <param name="Answered">Parents who answered T0 to T3 and consented.</param>
/// <param name="SharedCodes">Parents who aren't in the attendance register, since another parent of the school has the same code.</param>
public sealed record ScenarioStudyFiles(string Folder, IReadOnlyList<SimulatedFile> Files, ScenarioTruth Truth, IReadOnlyList<long> Answered, long SharedCodes);
