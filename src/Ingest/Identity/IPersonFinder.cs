namespace LobResearch.Ingest.Identity;

/// <summary>A person as a sheet names one.</summary>
/// <param name="Role">parent, student, teacher …</param>
/// <param name="School">Code of the person's school; null when the sheet doesn't tell it.</param>
/// <param name="Code">The person's own code.</param>
internal sealed record PersonCode(string Role, string? School, string Code);

/// <summary>All that sheets need of the identity keys: persons by their codes, and hashes that tell nothing about what was hashed.</summary>
internal interface IPersonFinder : IDisposable
{
    /// <summary>Finds persons by their codes, within the batch's transaction; who isn't known yet is made.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="batch">The batch in which new persons first appear.</param>
    /// <returns>Each code's random id; null for a person who withdrew, whose rows are skipped.</returns>
    Task<IReadOnlyDictionary<PersonCode, Guid?>> FindOrAddAsync(IReadOnlyCollection<PersonCode> codes, long batch);

    /// <summary>A keyed hash of a row's content: 32 bytes.</summary>
    byte[] ContentHash(ReadOnlySpan<byte> content);
}
