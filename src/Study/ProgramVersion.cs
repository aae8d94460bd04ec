using System.Reflection;
using System.Security.Cryptography;

namespace LobResearch.Study;

/// <summary>Which program computed a number: the released version and a fingerprint of the compiled code.</summary>
public static class ProgramVersion
{
    /// <summary>For example <c>0.1.0+5f3c9a1b</c>. The same sources give the same fingerprint.</summary>
    public static string Current { get; } = Compute();

    private static string Compute()
    {
        // A module's version id is a hash of its code when the build is deterministic.
        var own = Directory.GetFiles(AppContext.BaseDirectory, "LobResearch.*.dll")
            .Where(path => !path.EndsWith(".Tests.dll", StringComparison.Ordinal) && !path.EndsWith("TestKit.dll", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in own)
        {
            using var file = File.OpenRead(path);
            using var image = new System.Reflection.PortableExecutable.PEReader(file);
            var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(image);
            hash.AppendData(metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToByteArray());
        }

        var version = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        return $"{version}+{Convert.ToHexStringLower(hash.GetHashAndReset())[..8]}";
    }
}
