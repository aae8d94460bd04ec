using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LobResearch.Notebooks.Engine.References;

/// <summary>Fetches packages for a notebook with the .NET SDK, and keeps what it found for the next time.</summary>
internal sealed class PackageRestore
{
    private readonly SortedDictionary<string, string> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];

    /// <summary>Adds a source of packages: an address or a folder.</summary>
    public void AddSource(string source)
    {
        if (!_sources.Contains(source))
            _sources.Add(source);
    }

    /// <summary>Fetches a package with all that it needs, beside those fetched before.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version; <c>*</c> for the newest that is finished.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Files of all packages: libraries, and folders of native ones.</returns>
    /// <exception cref="CommandFault">It can't be fetched.</exception>
    public async Task<PackageFiles> AddAsync(string name, string version, CancellationToken cancellationToken)
    {
        if (_packages.TryGetValue(name, out var before) && before != version)
            throw new CommandFault($"{name} {before} is in use already: start the notebook anew to use {version}.");
        _packages[name] = version;
        try
        {
            var folder = Path.Combine(CacheFolder(), Key());
            var assets = Path.Combine(folder, "obj", "project.assets.json");
            if (!File.Exists(assets))
                await RestoreAsync(folder, $"{name}, {version}", cancellationToken);
            return PackageFiles.Read(assets);
        }
        catch
        {
            _packages.Remove(name);
            throw;
        }
    }

    private static string CacheFolder()
    {
        var home = Environment.GetEnvironmentVariable("LOB_NOTEBOOK_CACHE");
        return string.IsNullOrEmpty(home)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "lob", "notebook-packages")
            : home;
    }

    private string Project()
    {
        var text = new StringBuilder("<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"    <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"    <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>\n");
        text.Append("    <SelfContained>false</SelfContained>\n    <NuGetAudit>false</NuGetAudit>\n    <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>\n");
        if (_sources.Count > 0)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"    <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', _sources))}</RestoreAdditionalProjectSources>\n");
        text.Append("  </PropertyGroup>\n  <ItemGroup>\n");
        foreach (var (name, version) in _packages)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"    <PackageReference Include=\"{SecurityElement.Escape(name)}\" Version=\"{SecurityElement.Escape(version)}\" />\n");
        return text.Append("  </ItemGroup>\n</Project>\n").ToString();
    }

    private string Key() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Project())))[..16];

    private async Task RestoreAsync(string folder, string asked, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        // Files of these names end the search upwards, so that a folder above has no say.
        foreach (var fence in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            await File.WriteAllTextAsync(Path.Combine(folder, fence), "<Project />", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "notebook.csproj"), Project(), cancellationToken);
        var start = new ProcessStartInfo("dotnet", ["restore", "notebook.csproj", "--nologo", "-v", "quiet"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var restore = Start(start);
        var output = restore.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = restore.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await restore.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            restore.Kill(entireProcessTree: true);
            throw;
        }
        if (restore.ExitCode == 0)
            return;
        File.Delete(Path.Combine(folder, "obj", "project.assets.json"));
        var said = (await output + await errors).Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal)) ?? "";
        var reason = said[(said.IndexOf("error", StringComparison.Ordinal) is var at and >= 0 ? at : 0)..].Split(" [", 2)[0].Trim();
        throw new CommandFault($"The package {asked} can't be fetched ({reason}): check its name and version, and the sources with `dotnet nuget list source`.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CommandFault("Packages are fetched with the .NET SDK, and `dotnet` isn't found: install the SDK, or put it on the PATH.");
        }
    }
}

/// <summary>Files that packages bring.</summary>
/// <param name="Libraries">Paths of assemblies.</param>
/// <param name="NativeFolders">Folders in which native libraries lie.</param>
internal sealed record PackageFiles(IReadOnlyList<string> Libraries, IReadOnlyList<string> NativeFolders)
{
    /// <summary>Reads them from what a restore wrote.</summary>
    /// <param name="assets">The file <c>project.assets.json</c>.</param>
    public static PackageFiles Read(string assets)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(assets));
        var root = document.RootElement;
        var folders = root.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var target = root.GetProperty("targets").EnumerateObject().Last().Value;
        var libraries = new List<string>();
        var natives = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var package in target.EnumerateObject())
        {
            var path = root.GetProperty("libraries").GetProperty(package.Name).TryGetProperty("path", out var named) ? named.GetString()! : "";
            foreach (var file in FilesOf(package.Value, "runtime").Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
                libraries.Add(Full(folders, path, file));
            foreach (var file in FilesOf(package.Value, "native"))
                natives.Add(Path.GetDirectoryName(Full(folders, path, file))!);
        }
        return new PackageFiles(libraries, [.. natives]);
    }

    private static IEnumerable<string> FilesOf(JsonElement package, string kind) =>
        package.TryGetProperty(kind, out var files) ? files.EnumerateObject().Select(file => file.Name) : [];

    private static string Full(List<string> folders, string path, string file) =>
        folders.Select(folder => Path.Combine(folder, path, file)).FirstOrDefault(File.Exists) ?? Path.Combine(folders[0], path, file);
}

/// <summary>A command of a cell that can't be followed; the message says why, and what to do.</summary>
internal sealed class CommandFault(string message) : Exception(message);
