using LobResearch.Statistics.Measurement;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Analysis.Scores;

/// <summary>From the answers of parents and students to their agreement, scale by scale and wave by wave.</summary>
internal sealed class DyadAnalysis(DyadSelection selection, DyadLinks links, IReadOnlyList<Wave> waves, ScaleFrame first, ScaleFrame second, double confidence)
{
    /// <summary>Analyses the dyads.</summary>
    /// <param name="provenance">Where the answers come from.</param>
    /// <param name="lacking">Waves that only one of the forms has.</param>
    /// <exception cref="InputFault">No dyad has both scores.</exception>
    public StudyDyadsReport Report(ScoresProvenance provenance, IReadOnlyList<Wave> lacking)
    {
        var agreement = waves.SelectMany(wave => selection.Scales.Select(scale => At(scale, wave))).ToList();
        if (agreement.TrueForAll(own => own.Agreement.Pairs == 0))
            throw new InputFault($"No dyad has a score of both at {string.Join(", ", waves.Select(wave => wave.Id))}; agreement needs parents and students who answered the same wave.");
        return new StudyDyadsReport(selection.First, selection.Second, links.Pairs.Count, agreement, confidence, provenance, Notes(agreement, lacking));
    }

    private DyadsAtWave At(Scale scale, Wave wave)
    {
        var (one, other) = (Scores(selection.First, first, scale.Id, wave), Scores(selection.Second, second, scale.Id, wave));
        var isParentFirst = selection.First.Role == Role.Parent;
        var (pairs, unpaired, students) = (new List<double[]>(), 0, new HashSet<Guid>());
        foreach (var (parent, student) in links.Pairs)
        {
            var a = one.GetValueOrDefault(isParentFirst ? parent : student, double.NaN);
            var b = other.GetValueOrDefault(isParentFirst ? student : parent, double.NaN);
            if (double.IsNaN(a) != double.IsNaN(b))
                unpaired++;
            if (double.IsNaN(a) || double.IsNaN(b))
                continue;
            pairs.Add([a, b]);
            students.Add(student);
        }

        return new DyadsAtWave(scale, wave.Id, students.Count, DyadAgreement.Of(scale.Id, selection.First.Id, selection.Second.Id, pairs, unpaired, confidence));
    }

    private static Dictionary<Guid, double> Scores(Form form, ScaleFrame frame, string scale, Wave wave)
    {
        var key = ScaleKeys.Of(form, form.Scales.First(own => own.Id == scale));
        var rows = frame.Rows.Where(row => row.Wave == wave.Id).ToList();
        var scores = ScaleScores.Of(key, frame.Columns(key, rows)).Values.ToArray();
        var byPerson = new Dictionary<Guid, double>();
        for (var row = 0; row < rows.Count; row++)
        {
            if (!byPerson.TryAdd(rows[row].Person, scores[row]))
                throw new InputFault($"Form {form.Id} may be filled in several times in a wave, so a dyad has no one score of it.");
        }

        return byPerson;
    }

    private List<string> Notes(List<DyadsAtWave> agreement, IReadOnlyList<Wave> lacking)
    {
        List<string> notes = [StudyDyadsReport.TwoOutcomes(selection.First.Id, selection.Second.Id, agreement)];
        if (agreement.Exists(own => own.Students < own.Agreement.Pairs))
            notes.Add("some students stand in two dyads, with each of two parents; the intervals take dyads for independent");
        if (lacking.Count > 0)
            notes.Add($"{string.Join(", ", lacking.OrderBy(wave => wave.Ordinal).Select(wave => wave.Id))}: only one of the two forms has questionnaires, so there is nothing to compare");
        if (selection.Incomparable.Count > 0)
            notes.Add($"not compared, since the two forms score them otherwise: {string.Join(", ", selection.Incomparable)}");
        return notes;
    }
}
