using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Frames;

/// <summary>Questionnaires of one wave as columns, in an order that depends on the data alone.</summary>
/// <param name="Columns">The items, and <c>school</c>, <c>class_group</c>.</param>
/// <param name="Persons">Per row a number for the person; no id.</param>
public sealed record StudyFrame(ColumnSet Columns, IReadOnlyList<int> Persons);
