using System.Globalization;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.Simulation.Codes;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>A teacher of a school.</summary>
/// <param name="School">The school.</param>
/// <param name="Place">Place in the team, from 0.</param>
/// <param name="Code">The teacher's own code, without errors.</param>
internal sealed record ScenarioTeacher(ScenarioSchool School, int Place, string Code);

/// <summary>A wave of the team form as an SPSS file.</summary>
internal sealed class TeamFile : IDisposable
{
    private static readonly DateTime Stamp = new(2024, 1, 1, 12, 0, 0, DateTimeKind.Unspecified);
    private readonly SavWriter _writer;
    private readonly int _wave;
    private readonly ScenarioDraws _draws;

    public TeamFile(string path, int wave, FormItems form, ScenarioDraws draws)
    {
        (_wave, _draws) = (wave, draws);
        var items = ScaleModel.Teams.SelectMany(model => form.Form.Scales.Single(scale => scale.Id == model.Id).Items).Select(item => form[item.ItemId]);
        _writer = SavWriter.Create(
            path,
            [
                Text("code", 24, "Eigen code"), Text("school", 8, "School"), Text("meting", 8, "Meting"),
                .. items.Select(item => new SpssVariable(
                    item.Id, 0, item.Label.Dutch, SpssFormat.Number(1, 0), SpssMissing.None,
                    [.. item.Answers!.Options.Select(option => new SpssValueLabel(option.Code, null, option.Label.Dutch))], SpssMeasure.Ordinal)),
            ],
            new SavWriterOptions { Created = Stamp, FileLabel = "gesimuleerd / simulated" });

        static SpssVariable Text(string name, int width, string label) => new(name, width, label, SpssFormat.String(width), SpssMissing.None, [], SpssMeasure.Nominal);
    }

    /// <summary>The teachers of a school.</summary>
    public static IReadOnlyList<ScenarioTeacher> TeamOf(ScenarioSchool school, ScenarioDraws draws)
    {
        var random = draws.Of(ScenarioStream.Team, school.Index);
        return [.. Enumerable.Range(0, 9 + random.Below(7)).Select(place => new ScenarioTeacher(school, place, string.Join('-', Enumerable.Range(0, 5).Select(element => CodeElements.Draw(element, random)))))];
    }

    /// <summary>Writes a teacher's form if there is one.</summary>
    public void Write(ScenarioTeacher teacher)
    {
        var random = _draws.Of(ScenarioStream.Team, teacher.School.Index, teacher.Place + 1, _wave);
        if (!random.Chance(0.85))
            return;
        _writer.Text(0, teacher.Code);
        _writer.Text(1, teacher.School.Code);
        _writer.Text(2, "T" + _wave.ToString(CultureInfo.InvariantCulture));
        var variable = 3;
        // Who offers something is further, and comes further.
        var common = 0.5 * teacher.School.Team + (teacher.School.Offers == Components.None ? 0 : 0.2 + 0.1 * _wave) + 0.6 * random.Normal();
        foreach (var model in ScaleModel.Teams)
        {
            var trait = common + 0.5 * random.Normal();
            for (var item = 0; item < model.Items; item++)
                _writer.Number(variable++, random.Chance(0.03) ? double.NaN : model.Cut(item, ScaleModel.Loading * trait + 0.71 * random.Normal()));
        }

        _writer.Next();
    }

    /// <summary>Ends the file.</summary>
    public void Complete() => _writer.Complete();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
