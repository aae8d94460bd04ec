using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace LobResearch.Notebooks.Engine.References;

/// <summary>Finds what <c>#r</c> asks for, loads it, and gives the compiler a reference.</summary>
/// <param name="baseFolder">Folder to which files are relative.</param>
/// <param name="loader">The scripts' loader, which is told what is loaded.</param>
internal sealed class ReferenceResolver(string baseFolder, InteractiveAssemblyLoader loader)
{
    private readonly PackageRestore _packages = new();
    private readonly HashSet<string> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _folders = [];
    private bool _hooked;

    /// <summary>Adds a source of packages.</summary>
    /// <param name="source">As between the quotes of <c>#i</c>.</param>
    /// <exception cref="CommandFault">It isn't a source of packages.</exception>
    public void AddSource(string source)
    {
        if (!source.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
            throw new CommandFault($"#i \"{source}\" isn't a source of packages: write #i \"nuget: ADDRESS OR FOLDER\".");
        var place = source["nuget:".Length..].Trim();
        _packages.AddSource(place.Contains("://", StringComparison.Ordinal) ? place : Path.GetFullPath(place, baseFolder));
    }

    /// <summary>Finds a library.</summary>
    /// <param name="reference">As between the quotes of <c>#r</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the compiler needs beside the program's own libraries.</returns>
    /// <exception cref="CommandFault">There is no such library.</exception>
    public async Task<IReadOnlyList<MetadataReference>> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        if (!reference.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase))
            return File(reference);
        var parts = reference["nuget:".Length..].Split(',', StringSplitOptions.TrimEntries);
        if (parts is not [{ Length: > 0 } name, ..] || parts.Length > 2)
            throw new CommandFault($"#r \"{reference}\" names no package: write #r \"nuget: NAME, VERSION\".");
        // The running program is the package: another copy of it would have other types of the same names.
        if (name.Equals("LobResearch", StringComparison.OrdinalIgnoreCase) || name.StartsWith("LobResearch.", StringComparison.OrdinalIgnoreCase))
            return [];
        var files = await _packages.AddAsync(name, parts.Length == 2 && parts[1].Length > 0 ? parts[1] : "*", cancellationToken);
        _folders.AddRange(files.NativeFolders.Except(_folders));
        return [.. files.Libraries.SelectMany(Load)];
    }

    private IReadOnlyList<MetadataReference> File(string reference)
    {
        var path = Path.GetFullPath(reference, baseFolder);
        if (System.IO.File.Exists(path))
        {
            if (!_folders.Contains(Path.GetDirectoryName(path)!))
                _folders.Add(Path.GetDirectoryName(path)!);
            return Load(path);
        }
        // A library of the framework may be named without its folder, with or without .dll.
        if (HostReferences.Brings(Path.GetFileNameWithoutExtension(reference)) || HostReferences.Brings(reference))
            return [];
        throw new CommandFault($"#r \"{reference}\": there is no such file beside the notebook. Expected a .dll relative to the notebook's folder, or \"nuget: NAME, VERSION\".");
    }

    private IReadOnlyList<MetadataReference> Load(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (HostReferences.Brings(name) || !_loaded.Add(name))
            return [];
        Hook();
        try
        {
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
            loader.RegisterDependency(assembly);
            return [HostReferences.Documented(path)];
        }
        catch (BadImageFormatException)
        {
            throw new CommandFault($"#r \"{Path.GetFileName(path)}\" isn't a .NET library.");
        }
    }

    /// <summary>Lets what is loaded find its own neighbours: .NET libraries and native ones.</summary>
    private void Hook()
    {
        if (_hooked)
            return;
        _hooked = true;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, library) => Native(library);
        AssemblyLoadContext.Default.Resolving += (context, wanted) =>
            _folders.Select(folder => Path.Combine(folder, wanted.Name + ".dll")).FirstOrDefault(System.IO.File.Exists) is { } path
                ? context.LoadFromAssemblyPath(path)
                : null;
    }

    private nint Native(string library)
    {
        foreach (var folder in _folders)
        {
            foreach (var file in (string[])[library, $"lib{library}.so", $"{library}.so", $"lib{library}.dylib", $"{library}.dll"])
            {
                if (NativeLibrary.TryLoad(Path.Combine(folder, file), out var handle))
                    return handle;
            }
        }
        return 0;
    }
}
