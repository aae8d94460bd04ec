using LobResearch.Ingest.Checking;

namespace LobResearch.Ingest.Storing;

/// <summary>A filled-in questionnaire, checked and ready to be stored.</summary>
/// <param name="SourceRow">Row in the file, from 1.</param>
/// <param name="PersonIndex">Blind index of the person's code.</param>
/// <param name="PersonCode">The code itself: only to be encrypted, never to be stored as it stands.</param>
/// <param name="Scope">School within which the code means one person; empty for registered codes.</param>
/// <param name="ResponseKey">Keyed hash of the response id.</param>
/// <param name="ContentHash">Keyed hash of everything stored but whose it is.</param>
/// <param name="WaveId">The wave's row id.</param>
/// <param name="School">The school's code; null for none.</param>
/// <param name="ClassGroup">The class's code within school and wave; null for none.</param>
/// <param name="SubmittedAt">When it was handed in, UTC.</param>
/// <param name="Day">The day on which it was handed in, where that was; today when the file doesn't tell.</param>
/// <param name="Consent">What it tells of consent.</param>
/// <param name="Answers">The answers.</param>
internal sealed record IncomingRow(
    int SourceRow, byte[] PersonIndex, string PersonCode, string Scope, byte[] ResponseKey, byte[] ContentHash, int WaveId, string? School, string? ClassGroup,
    DateTime? SubmittedAt, DateOnly Day, RowConsent Consent, AnswerSheet Answers);
