using System.Security.Cryptography;
using System.Text.Json;

namespace LobResearch.Study.Codebook;

/// <summary>Fingerprint of a form's meaning.</summary>
internal static class FormHash
{
    public static byte[] Of(Form form) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new
    {
        form.Id,
        form.Version,
        form.Title,
        form.Role,
        form.Items,
        form.MissingCodes,
        form.Scales,
        form.Source,
        form.Licence,
    }));
}
