using LobResearch.Statistics.Measurement;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Analysis.Scores;

/// <summary>From a form's answers to reliability by wave and group, and agreement within schools.</summary>
internal sealed class ScaleAnalysis(ScaleSelection selection, StudyScalesOptions options, IReadOnlyList<Wave> waves, ScaleFrame frame)
{
    private readonly List<string> _notes = [];
    private readonly List<Scale> _scales = selection.Scales.Where(scale => scale.Items.Count > 1 || options.Agreement is not null).ToList();
    private readonly List<(Scale Scale, Wave Wave, MissingClass? Reason)> _unanswered = [];

    /// <summary>Analyses what was read.</summary>
    /// <exception cref="InputFault">Nobody answered what was asked for.</exception>
    public StudyScalesReport Report(ScoresProvenance provenance)
    {
        var single = selection.Scales.Except(_scales).Select(scale => scale.Id).ToList();
        if (single.Count > 0)
            _notes.Add($"left out, since reliability needs two or more items: {string.Join(", ", single)}");
        var keys = _scales.ToDictionary(scale => scale.Id, scale => ScaleKeys.Of(selection.Form, scale), StringComparer.Ordinal);
        var entries = new List<ScaleAtWave>();
        var agreement = new List<SchoolAgreement>();
        foreach (var scale in _scales)
        {
            var answered = waves.Where(wave => IsAnswered(scale, keys[scale.Id], wave)).ToList();
            RefuseUnanswered(scale, answered);
            entries.AddRange(Entries(scale, keys[scale.Id], answered));
            if (options.Agreement is not null)
                agreement.AddRange(answered.Select(wave => SchoolAgreement.Of(scale, keys[scale.Id], wave, frame, Rows(wave), options.Confidence)));
        }

        if (entries.Count == 0)
            throw new InputFault($"Nobody answered an item of a scale of form {selection.Form.Id} at {string.Join(", ", waves.Select(wave => wave.Id))}.");
        Notes(entries);
        return new StudyScalesReport(
            selection.Form, keys.Values.Where(key => entries.Exists(entry => entry.Key == key)).ToList(), waves, options.By, entries, agreement, Correlations(keys), options.Confidence, provenance, _notes);
    }

    private IEnumerable<ScaleAtWave> Entries(Scale scale, ScaleKey key, List<Wave> answered)
    {
        if (answered.Count > 1)
        {
            foreach (var entry in WithGroups(scale, key, null, answered.SelectMany(Rows).ToList()))
                yield return entry;
        }

        foreach (var entry in answered.SelectMany(wave => WithGroups(scale, key, wave.Id, Rows(wave))))
            yield return entry;
    }

    private IEnumerable<ScaleAtWave> WithGroups(Scale scale, ScaleKey key, string? wave, List<ScaleRow> rows)
    {
        yield return ScaleAtWave.Of(scale, key, wave, null, frame, rows, options.Confidence);
        foreach (var (label, members) in Groups(rows))
            yield return ScaleAtWave.Of(scale, key, wave, label, frame, members, options.Confidence);
    }

    private IEnumerable<(string Label, List<ScaleRow> Rows)> Groups(List<ScaleRow> rows)
    {
        if (options.By == ScaleSelection.BySchool)
            return rows.Where(row => row.School is not null).GroupBy(row => row.School!, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.ToList()));
        if (selection.ByItem is not { } item)
            return [];
        var names = item.Answers!.Options.ToDictionary(option => option.Code, option => option.Name);
        return rows.Where(row => row.Group is not null).GroupBy(row => row.Group!.Value).OrderBy(group => group.Key).Select(group => (names[group.Key], group.ToList()));
    }

    private List<ScaleRow> Rows(Wave wave) => frame.Rows.Where(row => row.Wave == wave.Id).ToList();

    private bool IsAnswered(Scale scale, ScaleKey key, Wave wave)
    {
        var rows = Rows(wave);
        if (frame.Answered(key, rows) > 0)
            return true;
        var reasons = frame.Missing(key, rows).SelectMany(item => item.Counts.Keys).Distinct().ToList();
        _unanswered.Add((scale, wave, reasons.Count == 1 ? reasons[0] : null));
        return false;
    }

    private void RefuseUnanswered(Scale scale, List<Wave> answered)
    {
        var unanswered = _unanswered.Where(own => own.Scale == scale).ToList();
        if (options.Scales.Count == 0 || unanswered.Count == 0 || (options.Waves.Count == 0 && answered.Count > 0))
            return;
        var elsewhere = answered.Count == 0 ? "" : $", but at {string.Join(", ", answered.Select(wave => wave.Id))}; leave the wave out";
        throw new InputFault($"Nobody answered scale {scale.Id} of form {selection.Form.Id} at {string.Join(", ", unanswered.Select(own => own.Wave.Id))}{Why(unanswered[0].Reason)}{elsewhere}.");
    }

    private void Notes(List<ScaleAtWave> entries)
    {
        foreach (var own in _unanswered.GroupBy(own => (own.Wave, own.Reason)))
            _notes.Add($"{string.Join(", ", own.Select(entry => entry.Scale.Id))}: nobody answered at {own.Key.Wave.Id}{Why(own.Key.Reason)}");
        if (entries.Exists(entry => entry.Wave is null))
            _notes.Add("over all waves a person counts once per wave, and the intervals take questionnaires for independent: they are too narrow there");
        if (selection.Form.Repeats)
            _notes.Add($"form {selection.Form.Id} may be filled in several times in a wave, and each questionnaire counts");
        if (frame.Doubles > 0)
            _notes.Add($"{Counted(frame.Doubles, "questionnaire")} left out, since the person handed in a later one in the wave");
        var outside = options.By switch
        {
            null or ScaleSelection.ByWave => 0,
            ScaleSelection.BySchool => frame.Rows.Count(row => row.School is null),
            _ => frame.Rows.Count(row => row.Group is null),
        };
        if (outside > 0)
            _notes.Add($"{Counted(outside, "questionnaire")} without {options.By} in no group");
        if (options.Agreement is not null && frame.Rows.Count(row => row.School is null) is > 0 and var without)
            _notes.Add($"{Counted(without, "questionnaire")} without school in no school's agreement");
    }

    private ScaleCorrelations? Correlations(Dictionary<string, ScaleKey> keys)
    {
        // Of one wave: over several, the same persons would stand in it several times.
        if (waves.Count != 1)
            return null;
        var rows = Rows(waves[0]);
        var answered = keys.Values.Where(key => frame.Answered(key, rows) > 0).ToList();
        return answered.Count < 2 ? null : ScaleCorrelations.Of(answered.Select(key => ScaleScores.Of(key, frame.Columns(key, rows))).ToList());
    }

    private static string Why(MissingClass? reason) => reason == MissingClass.NotShown ? ", where its items weren't shown" : "";

    internal static string Counted(int count, string what) => FormattableString.Invariant($"{count} {what}{(count == 1 ? " is" : "s are")}");
}
