namespace LobResearch.Study.Withdrawals;

/// <summary>That a person withdrew: enough to remove the person from an older copy of the data, and no more.</summary>
/// <param name="At">When.</param>
/// <param name="Role">parent, student, teacher …</param>
/// <param name="Person">The random id that the person had.</param>
/// <param name="Mark">Keyed hash (32 bytes) of one of the person's codes; a person with several codes has several entries.</param>
public sealed record Withdrawal(DateTimeOffset At, string Role, Guid Person, byte[] Mark);
