using LobResearch.Notebooks.Engine;
using Microsoft.DotNet.Interactive.Formatting;

namespace LobResearch.Notebooks.Display;

/// <summary>A value in the forms in which a notebook can show it.</summary>
internal static class ValueFormats
{
    /// <summary>Text for a person.</summary>
    public const string Plain = "text/plain";

    /// <summary>A part of a page.</summary>
    public const string Html = "text/html";

    /// <summary>Forms of a value: those that its type prefers, and plain text always.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The forms asked for; none for those that the type prefers.</param>
    public static DisplayBundle Of(object? value, params string[] mimeTypes)
    {
        var wanted = mimeTypes is { Length: > 0 } ? mimeTypes : Preferred(value);
        var forms = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var mimeType in wanted.Append(Plain))
        {
            if (!forms.ContainsKey(mimeType) && TryFormat(value, mimeType) is { } form)
                forms[mimeType] = form;
        }
        forms.TryAdd(Plain, value?.ToString() ?? Formatter.NullString);
        return new DisplayBundle(forms);
    }

    /// <summary>Text that already has a form.</summary>
    public static DisplayBundle Text(string text, string mimeType)
    {
        var forms = new SortedDictionary<string, string>(StringComparer.Ordinal) { [mimeType] = text };
        forms.TryAdd(Plain, text);
        return new DisplayBundle(forms);
    }

    private static IEnumerable<string> Preferred(object? value)
    {
        if (value is null)
            return [Plain];
        // Some values are pages by themselves.
        return Formatter.GetPreferredMimeTypesFor(value.GetType()) is { Count: > 0 } preferred ? preferred : [Html];
    }

    private static string? TryFormat(object? value, string mimeType)
    {
        try
        {
            return value.ToDisplayString(mimeType);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or ThreadInterruptedException))
        {
            // A value whose properties throw is shown by what it says of itself.
            return null;
        }
    }
}
