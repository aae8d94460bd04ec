using LobResearch.Analysis.Comparisons;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Study.Database;

namespace LobResearch.Charts.Causal;

/// <summary>The persons behind pictures of a run's comparisons: under the same names in each.</summary>
/// <param name="Run">The run.</param>
/// <param name="Analysed">Rows that the run's model has now, and the schools that they are of.</param>
internal sealed record ComparisonCells(EffectRun Run, CountedGroup Analysed)
{
    /// <summary>Both groups of a component.</summary>
    public CellKey All(string component) => Key(component, EffectCells.All);

    /// <summary>Those of a component who were exposed.</summary>
    public CellKey Exposed(string component) => Key(component, "exposed");

    /// <summary>Those who weren't.</summary>
    public CellKey Others(string component) => Key(component, "others");

    /// <summary>A part of one group, by a code of its own.</summary>
    public static CellKey Part(CellKey group, string code) => group with { Column = $"{group.Column} {code}" };

    /// <summary>Whether any of a component's counts is withheld: then its picture is, whole.</summary>
    public bool Hides(WithheldCells withheld, string component) => withheld.Contains(All(component)) || withheld.Contains(Exposed(component)) || withheld.Contains(Others(component));

    /// <inheritdoc cref="Groups(IEnumerable{ValueTuple{string, CountedGroup, CountedGroup, int}})"/>
    public CountedTable Groups(IEnumerable<GroupComparison> comparisons) => Groups(comparisons.Select(groups => (groups.Component, groups.Exposed, groups.Others, groups.Schools)));

    /// <summary>Both groups of each component, which are all analysed but for schools where everybody is of the same group.</summary>
    public CountedTable Groups(IEnumerable<(string Component, CountedGroup Exposed, CountedGroup Others, int Schools)> comparisons)
    {
        var (cells, sums) = (new List<CountedCell>(), new List<CellSum>());
        var analysed = EffectCells.Find(Run, "analysed") is { } stage ? EffectCells.Of(Run, stage, EffectCells.All) : Key("analysed", EffectCells.All);
        cells.Add(new CountedCell(analysed, Analysed.Persons, Analysed.Schools) { IsShown = false });
        foreach (var groups in comparisons)
        {
            var (all, exposed, others, rest) = (All(groups.Component), Exposed(groups.Component), Others(groups.Component), Key(groups.Component, "in other schools"));
            var smallest = groups.Exposed.Persons < groups.Others.Persons ? groups.Exposed : groups.Others;
            cells.Add(new CountedCell(all, groups.Exposed.Persons + groups.Others.Persons, groups.Schools) { SmallestPart = new ComparedPart(smallest.Persons, Math.Min(groups.Exposed.Schools, groups.Others.Schools)) });
            cells.Add(new CountedCell(exposed, groups.Exposed.Persons, groups.Exposed.Schools));
            cells.Add(new CountedCell(others, groups.Others.Persons, groups.Others.Schools));
            cells.Add(new CountedCell(rest, Analysed.Persons - groups.Exposed.Persons - groups.Others.Persons, Math.Max(0, Analysed.Schools - groups.Schools)) { IsShown = false });
            sums.AddRange([new CellSum(all, [exposed, others]), new CellSum(analysed, [all, rest])]);
        }

        return new CountedTable(cells, sums);
    }

    private CellKey Key(string component, string column) =>
        new($"{Run.Plan.FormId} {Run.Plan.BaselineWave} {Run.Plan.OutcomeWave} {Run.Plan.Id} compared by {Spelling.Of(Run.Plan.Estimand)}", component, column);
}
