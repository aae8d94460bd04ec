namespace LobResearch.Ingest.Storing;

/// <summary>A row with its place in the database.</summary>
/// <param name="Row">The row.</param>
/// <param name="Person">The person's random id.</param>
/// <param name="Id">The questionnaire's id.</param>
/// <param name="School">The school's row id; null for none.</param>
/// <param name="ClassGroup">The class's row id; null for none.</param>
internal readonly record struct Placed(IncomingRow Row, Guid Person, long Id, int? School, int? ClassGroup);
