using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Analysis.Scores;

/// <summary>Which scales of a parents' and a students' form are laid beside each other, and at which waves.</summary>
/// <param name="First">The newest version of one form.</param>
/// <param name="Second">The newest version of the other.</param>
/// <param name="Scales">Scales of the first form that the second has too, under the same name and with the same answers.</param>
/// <param name="Waves">The waves asked for, or all.</param>
/// <param name="Incomparable">Scales of the same name that are scored otherwise, which aren't compared.</param>
internal sealed record DyadSelection(Form First, Form Second, IReadOnlyList<Scale> Scales, IReadOnlyList<Wave> Waves, IReadOnlyList<string> Incomparable)
{
    /// <summary>Looks both forms up.</summary>
    /// <exception cref="InputFault">A form, wave or scale isn't there, or the forms aren't a parent's and a student's.</exception>
    public static DyadSelection Of(StudyDefinition study, string first, string second, StudyScalesOptions options)
    {
        if (options.By is not null || options.Agreement is not null)
            throw new InputFault("Dyads are reported per wave; leave groups and agreement within schools out.");
        var one = ScaleSelection.Of(study, first, options with { Scales = [] });
        var other = ScaleSelection.Of(study, second, options with { Scales = [] });
        if (!new[] { one.Form.Role, other.Form.Role }.Order().SequenceEqual([Role.Parent, Role.Student]))
            throw new InputFault($"Dyads are of a parent and a student: expected a form that parents fill in and one that students fill in, not {one.Form.Id} and {other.Form.Id}.");
        var named = one.Form.Scales.Where(scale => other.Form.Scales.Any(own => own.Id == scale.Id)).ToList();
        var comparable = named.Where(scale => IsComparable(ScaleKeys.Of(one.Form, scale), ScaleKeys.Of(other.Form, other.Form.Scales.First(own => own.Id == scale.Id)))).ToList();
        var scales = options.Scales.Count == 0 ? comparable : ScaleSelection.Of(study, first, options).Scales;
        if (scales.FirstOrDefault(scale => !named.Contains(scale)) is { } alone)
            throw new InputFault($"Form {other.Form.Id} has no scale '{alone.Id}'; scales of both forms are {string.Join(", ", named.Select(scale => scale.Id))}.");
        if (scales.FirstOrDefault(scale => !comparable.Contains(scale)) is { } different)
            throw new InputFault($"Scale {different.Id} is scored otherwise in form {one.Form.Id} than in {other.Form.Id} (mean or sum, range of answers, number of items of a sum), so agreement has no meaning.");
        if (scales.Count == 0)
            throw new InputFault($"Forms {one.Form.Id} and {other.Form.Id} have no scale in common that is scored alike.");
        return new DyadSelection(one.Form, other.Form, scales, one.Waves, named.Except(comparable).Select(scale => scale.Id).ToList());
    }

    // ICC(A,1) asks whether the numbers are the same: they must be able to be.
    private static bool IsComparable(Statistics.Measurement.ScaleKey one, Statistics.Measurement.ScaleKey other) =>
        one.Score == other.Score && one.Minimum is not null && (one.Minimum, one.Maximum) == (other.Minimum, other.Maximum) &&
        (one.Score == Statistics.Measurement.ScaleScore.Mean || one.Items.Count == other.Items.Count);
}
