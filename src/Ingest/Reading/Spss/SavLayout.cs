using System.Text;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>A variable and where its values stand in a case.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Unit">Its first unit of eight bytes.</param>
/// <param name="Segments">Where its bytes are: one part, several for a very long string.</param>
internal sealed record SavColumn(SpssVariable Variable, int Unit, IReadOnlyList<SavSegment> Segments);

/// <summary>A part of a text value.</summary>
/// <param name="Unit">First unit of eight bytes.</param>
/// <param name="Bytes">How many bytes of the value stand there.</param>
internal sealed record SavSegment(int Unit, int Bytes);

/// <summary>All that is needed to read cases.</summary>
/// <param name="Header">What users see.</param>
/// <param name="Columns">Where values stand.</param>
/// <param name="Units">Units of eight bytes in a case.</param>
/// <param name="Bias">What one-byte numbers are offset by.</param>
/// <param name="Encoding">Encoding of text.</param>
internal sealed record SavLayout(SpssHeader Header, IReadOnlyList<SavColumn> Columns, int Units, double Bias, Encoding Encoding);
