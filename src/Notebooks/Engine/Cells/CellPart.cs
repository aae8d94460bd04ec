namespace LobResearch.Notebooks.Engine.Cells;

/// <summary>One thing that a cell asks for.</summary>
/// <param name="Line">Line of the cell on which it stands, from 1.</param>
internal abstract record CellPart(int Line);

/// <summary>C# to be run.</summary>
/// <param name="Line">Line of the cell on which it begins.</param>
/// <param name="Text">The code, with blank lines before it so that its lines are the cell's.</param>
internal sealed record CodePart(int Line, string Text) : CellPart(Line);

/// <summary>A library to be referred to: <c>#r "…"</c>.</summary>
/// <param name="Line"><inheritdoc cref="CellPart" path="/param[@name='Line']"/></param>
/// <param name="Reference">What stands between the quotes.</param>
internal sealed record ReferencePart(int Line, string Reference) : CellPart(Line);

/// <summary>A source of packages: <c>#i "…"</c>.</summary>
/// <param name="Line"><inheritdoc cref="CellPart" path="/param[@name='Line']"/></param>
/// <param name="Source">What stands between the quotes.</param>
internal sealed record SourcePart(int Line, string Source) : CellPart(Line);

/// <summary>A file to be run here: <c>#!import FILE</c>.</summary>
/// <param name="Line"><inheritdoc cref="CellPart" path="/param[@name='Line']"/></param>
/// <param name="File">The file, relative to the notebook.</param>
internal sealed record ImportPart(int Line, string File) : CellPart(Line);

/// <summary>Text to be shown as it is: <c>#!markdown</c> or <c>#!html</c>.</summary>
/// <param name="Line"><inheritdoc cref="CellPart" path="/param[@name='Line']"/></param>
/// <param name="MimeType">What kind of text.</param>
/// <param name="Text">The text.</param>
internal sealed record TextPart(int Line, string MimeType, string Text) : CellPart(Line);

/// <summary>A question about the notebook: <c>#!who</c>, <c>#!whos</c>, <c>#!lsmagic</c> or <c>#!about</c>.</summary>
/// <param name="Line"><inheritdoc cref="CellPart" path="/param[@name='Line']"/></param>
/// <param name="Name">Its name without the mark.</param>
internal sealed record QuestionPart(int Line, string Name) : CellPart(Line);

/// <summary>How long the cell takes is to be shown: <c>#!time</c>.</summary>
/// <param name="Line"><inheritdoc cref="CellPart" path="/param[@name='Line']"/></param>
internal sealed record TimePart(int Line) : CellPart(Line);

/// <summary>A command that isn't known.</summary>
/// <param name="Line"><inheritdoc cref="CellPart" path="/param[@name='Line']"/></param>
/// <param name="Problem">What is wrong, and what to do.</param>
internal sealed record UnknownPart(int Line, string Problem) : CellPart(Line);
