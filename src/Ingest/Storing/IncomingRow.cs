namespace LobResearch.Ingest.Storing;

/// <summary>A row of the file, read, checked and identified, on its way into the database.</summary>
internal sealed record IncomingRow(
    int SourceRow,
    byte[] PersonIndex,
    byte[] ResponseKey,
    byte[] ContentHash,
    int WaveId,
    int? SchoolId,
    int? ClassGroupId,
    DateTime? SubmittedAt,
    AnswerSheet Answers);
