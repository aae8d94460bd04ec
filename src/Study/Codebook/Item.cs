using System.Text.Json.Serialization;

namespace LobResearch.Study.Codebook;

/// <summary>A question.</summary>
/// <param name="Id">Identifier: a letter, then ASCII letters, digits and single underscores; at most 59 characters.</param>
/// <param name="Kind">How it is answered.</param>
/// <param name="Label">The question's words.</param>
/// <param name="Answers">The answers of a choice item; null otherwise.</param>
/// <param name="Minimum">Smallest valid number.</param>
/// <param name="Maximum">Largest valid number.</param>
/// <param name="Unit">Unit of a number.</param>
/// <param name="SpecialCategory">Special-category data (AVG art. 9): stored in a schema of its own.</param>
/// <param name="Missing">The missing codes that apply to it; null when all of the form's do.</param>
/// <param name="Source">Where the wording comes from.</param>
/// <param name="Licence">Under which licence.</param>
public sealed record Item(
    string Id,
    ItemKind Kind,
    Label Label,
    AnswerScale? Answers,
    decimal? Minimum,
    decimal? Maximum,
    string? Unit,
    bool SpecialCategory,
    IReadOnlyList<string>? Missing,
    string? Source,
    string? Licence)
{
    // Left out of the form's hash while they say nothing, so that forms which don't use them keep theirs.

    /// <summary>Whether a questionnaire that leaves it blank is a finding.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Required { get; init; }

    /// <summary>Whether its answer names or locates a person: it is dropped before anything is stored.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Identifying { get; init; }

    /// <summary>When the question is put; null for always.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Routing? OnlyIf { get; init; }

    /// <summary>Longest identifier.</summary>
    public const int MaximumIdLength = 59;

    /// <summary>Whether its answers are codes or whole numbers that fit the answers array.</summary>
    public bool IsCoded => Kind is ItemKind.SingleChoice or ItemKind.MultipleChoice or ItemKind.WholeNumber && !SpecialCategory && !Identifying;

    /// <summary>Smallest and largest answer of a numeric or choice item, as reverse-keying needs them; null when open.</summary>
    public (decimal Lowest, decimal Highest)? AnswerRange => Kind switch
    {
        ItemKind.SingleChoice when Answers is { Options.Count: > 0 } =>
            (Answers.Options.Min(option => option.Code), Answers.Options.Max(option => option.Code)),
        ItemKind.WholeNumber or ItemKind.Decimal when Minimum is not null && Maximum is not null => (Minimum.Value, Maximum.Value),
        _ => null,
    };
}

/// <summary>A list of answers that items share.</summary>
public sealed record AnswerScale(string Id, IReadOnlyList<AnswerOption> Options);

/// <summary>One answer.</summary>
/// <param name="Code">Stored code, 0–32767.</param>
/// <param name="Name">Short name, the level's name in models; the code's digits unless given.</param>
/// <param name="Label">Its words.</param>
public sealed record AnswerOption(int Code, string Name, Label Label);

/// <summary>A row of the form version's missing table.</summary>
/// <param name="Row">k: an answer of −k points here.</param>
/// <param name="OriginalCode">How the source file writes it; null for what the program itself assigns.</param>
/// <param name="Class">Class of the reason.</param>
/// <param name="Label">Its words.</param>
public sealed record MissingCode(int Row, string? OriginalCode, MissingClass Class, Label Label);

/// <summary>Items that are scored together.</summary>
/// <param name="Id">Identifier, such as SUP.</param>
/// <param name="Title">Its words.</param>
/// <param name="Items">Its items.</param>
/// <param name="MinimumAnswered">Share of the items that must be answered for a score.</param>
/// <param name="Aggregate">Mean or sum.</param>
public sealed record Scale(string Id, Label Title, IReadOnlyList<ScaleItem> Items, decimal MinimumAnswered, Aggregate Aggregate)
{
    // A share is written with three decimals at most: 0.667 means two thirds, so that 4 of 6 are enough.
    private const decimal Rounding = 0.0005m;

    /// <summary>How many items must be answered for a score: the fewest whose share, to three decimals, is the one asked.</summary>
    [JsonIgnore]
    public int MinimumItems => Math.Max(1, (int)Math.Ceiling((MinimumAnswered - Rounding) * Items.Count));
}

/// <summary>An item in a scale; a reversed one is scored lowest + highest − answer.</summary>
public sealed record ScaleItem(string ItemId, bool Reversed);
