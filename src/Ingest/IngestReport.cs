using System.Globalization;
using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Reading;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest;

/// <summary>What bringing a file in did, or would do. It names rows by number and columns by heading, never what cells hold.</summary>
/// <param name="Source">The source.</param>
/// <param name="File">The file's name without its folder.</param>
/// <param name="Form">The form version that it fills, such as <c>parents 1</c>.</param>
public sealed record IngestReport(string Source, string File, string Form)
{
    /// <summary>The batch; null for a dry run and for an ingest that was stopped.</summary>
    public long? Batch { get; init; }

    /// <summary>Whether the same file, mapping and codebook were in already, so that nothing was done.</summary>
    public bool AlreadyIn { get; init; }

    /// <summary>Whether the database was left alone on purpose.</summary>
    public bool DryRun { get; init; }

    /// <summary>Data rows in the file.</summary>
    public int Rows { get; init; }

    /// <summary>Rows that were not there before.</summary>
    public int New { get; init; }

    /// <summary>Rows that were there, equal.</summary>
    public int Unchanged { get; init; }

    /// <summary>Rows that superseded earlier ones.</summary>
    public int Changed { get; init; }

    /// <summary>Rows not stored.</summary>
    public int HeldBack { get; init; }

    /// <summary>Rows of persons who withdrew: skipped.</summary>
    public int Withdrawn { get; init; }

    /// <summary>Rows of earlier files that this one no longer holds.</summary>
    public int Vanished { get; init; }

    /// <summary>How the file is written, as found or as stated.</summary>
    public IReadOnlyList<FileFact> Format { get; init; } = [];

    /// <summary>Columns that identify a person: dropped before anything was stored.</summary>
    public IReadOnlyList<string> DroppedColumns { get; init; } = [];

    /// <summary>Columns that were read past: the survey tool's own, and those that the source ignores by name.</summary>
    public IReadOnlyList<string> ReadPastColumns { get; init; } = [];

    /// <summary>Per rule how many rows break it.</summary>
    public IReadOnlyList<RuleResult> Rules { get; init; } = [];

    /// <summary>Whether it is a sheet filled in by hand, of which single rows have to be mended, rather than a survey's export.</summary>
    public bool IsSheet { get; init; }

    /// <summary>What a person should look at.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Whether so many rows break a rule that nothing was stored.</summary>
    public bool IsStopped => Rules.Any(rule => rule.Level == RuleLevel.Stop);

    /// <summary>Whether a person should look at it: a rule warns or stops.</summary>
    public bool NeedsAPerson => Rules.Any(rule => rule.Level != RuleLevel.Note);

    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        var lines = new List<string> { Head() };
        if (Format.Count > 0 && !AlreadyIn)
            lines.Add("  read as " + string.Join(", ", Format.Select(fact => $"{fact.Name} {fact.Value}")));
        if (DroppedColumns.Count > 0)
            lines.Add($"  dropped, since they identify a person: {string.Join(", ", DroppedColumns)}");
        // A sheet's findings say all that its rules could.
        if (!IsSheet)
            lines.AddRange(Rules.Select(rule => "  " + rule));
        var stopping = Rules.Where(rule => IsSheet && rule.Level == RuleLevel.Stop).Select(rule => rule.Rule).ToHashSet(StringComparer.Ordinal);
        lines.AddRange(Findings.Select(finding => $"{(stopping.Contains(finding.Rule) ? "! " : "  ")}{File}, {finding}"));
        return string.Join(Environment.NewLine, lines);
    }

    internal static IngestReport Begin(string path, IRecordReader records, ColumnUse use, SourceMapping mapping, Form form, bool dryRun) =>
        new(mapping.Id, VisibleText.Of(Path.GetFileName(path)), string.Create(CultureInfo.InvariantCulture, $"{form.Id} {form.Version}"))
        {
            DryRun = dryRun,
            Format = records.Facts,
            DroppedColumns = use.Identifying.Select(column => VisibleText.Of(records.Columns[column].Name)).ToList(),
            ReadPastColumns = use.ReadPast.Select(column => VisibleText.Of(records.Columns[column].Name)).ToList(),
        };

    private string Head()
    {
        if (AlreadyIn)
            return string.Create(CultureInfo.InvariantCulture, $"{File}: already in as batch {Batch}; 0 new rows.");
        var outcome = IsStopped && IsSheet ? "stopped: what is marked below with ! has to be mended first, nothing was stored"
            : IsStopped ? "stopped: too many rows break a rule, nothing was stored"
            : DryRun ? "a dry run, nothing stored"
            : string.Create(CultureInfo.InvariantCulture, $"batch {Batch}");
        return string.Create(
            CultureInfo.InvariantCulture, $"{File}: {Rows} rows, {New} new, {Unchanged} unchanged, {Changed} changed, {HeldBack} held back{(Withdrawn > 0 ? $", {Withdrawn} of persons who withdrew" : "")}, {Vanished} vanished; {outcome}.");
    }
}
