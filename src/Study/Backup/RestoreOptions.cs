using LobResearch.Study.Server;
using LobResearch.Study.Withdrawals;

namespace LobResearch.Study.Backup;

/// <summary>How a backup is restored.</summary>
/// <param name="WithdrawalFiles">Further logs of withdrawals, named after their study (<c>STUDY.jsonl</c>); any name when the backup holds one study.</param>
/// <param name="DiscardPresent">Go on although the present data can't be read, or hold a study that the backup lacks.</param>
public sealed record RestoreOptions(IReadOnlyList<string> WithdrawalFiles, bool DiscardPresent = false)
{
    /// <summary>The withdrawals of the logs, per study.</summary>
    /// <exception cref="InputFault">A file isn't there or isn't a log, or it isn't clear whose it is.</exception>
    internal async Task<Dictionary<string, List<Withdrawal>>> ReadAsync(LobHome home, IReadOnlyList<string> studies, CancellationToken cancellationToken)
    {
        var withdrawals = new Dictionary<string, List<Withdrawal>>(StringComparer.Ordinal);
        foreach (var study in studies)
            withdrawals[study] = [.. await new WithdrawalLog(home, study).ReadAsync(cancellationToken).ConfigureAwait(false)];
        foreach (var file in WithdrawalFiles)
        {
            var study = studies.Count == 1 ? studies[0] : Path.GetFileNameWithoutExtension(file);
            if (!withdrawals.TryGetValue(study, out var known))
                throw new InputFault($"{file}: the backup holds the studies {string.Join(", ", studies)}, and the file's name doesn't say of which it is. Name it STUDY.jsonl.");
            known.AddRange(await WithdrawalLog.ReadAsync(file, cancellationToken).ConfigureAwait(false));
        }

        return withdrawals;
    }
}
