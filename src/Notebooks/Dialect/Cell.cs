using LobResearch.Notebooks.Display;
using LobResearch.Notebooks.Engine;
using LobResearch.Notebooks.Engine.Running;
using Microsoft.AspNetCore.Html;

namespace LobResearch.Notebooks.Dialect;

/// <summary>What a cell can call by its bare name, as in .NET Interactive.</summary>
public static class Cell
{
    /// <summary>Cancelled when somebody stops the running cell: pass it on to what takes long.</summary>
    public static CancellationToken Cancellation => CellConsole.Current?.Cancellation ?? CancellationToken.None;

    /// <summary>Shows a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The forms to show it in; those that its type prefers when none is given.</param>
    /// <returns>What is shown, to be updated.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
        DisplayedValue.Show(ValueFormats.Of(value, mimeTypes), mimeTypes);

    /// <summary>Markup that is shown as a page, not as text.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);
}

/// <summary>What a value of any kind can be told, as in .NET Interactive.</summary>
public static class ShownValues
{
    /// <summary>Shows a value.</summary>
    /// <inheritdoc cref="Cell.display"/>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        Cell.display(value, mimeTypes);

    /// <summary>Shows text that already is in a form, such as <c>text/html</c>, <c>image/svg+xml</c> or <c>text/markdown</c>.</summary>
    /// <param name="value">The text.</param>
    /// <param name="mimeType">Its form.</param>
    /// <returns>What is shown, to be updated.</returns>
    public static DisplayedValue DisplayAs(this string value, string mimeType)
    {
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        return DisplayedValue.Show(ValueFormats.Text(value, mimeType), [mimeType]);
    }
}

/// <summary>A value that is shown, and can be replaced where it stands.</summary>
public sealed class DisplayedValue
{
    private readonly NotebookOutput? _notebook;
    private readonly string[] _mimeTypes;

    private DisplayedValue(NotebookOutput? notebook, string id, string[] mimeTypes) =>
        (_notebook, DisplayId, _mimeTypes) = (notebook, id, mimeTypes);

    /// <summary>By which a notebook knows it.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in its place.</summary>
    public void Update(object? updatedValue) => _notebook?.Update(ValueFormats.Of(updatedValue, _mimeTypes), DisplayId);

    /// <summary>Shows forms; outside a notebook as plain text on the console.</summary>
    internal static DisplayedValue Show(DisplayBundle bundle, string[] mimeTypes)
    {
        if (CellConsole.Current is { } notebook)
            return new DisplayedValue(notebook, notebook.Display(bundle), mimeTypes);
        Console.WriteLine(bundle.Forms[ValueFormats.Plain]);
        return new DisplayedValue(null, "", mimeTypes);
    }
}
