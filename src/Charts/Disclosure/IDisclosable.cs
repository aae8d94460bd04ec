using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Disclosure;

/// <summary>What a table or picture shows, with the persons behind each number: only <see cref="DisclosureGate"/> releases it.</summary>
/// <typeparam name="TContent">The immutable record itself.</typeparam>
internal interface IReleasable<TContent>
    where TContent : class, IReleasable<TContent>
{
    /// <summary>The chart's name in the catalogue and the log, such as <c>forest</c>.</summary>
    string Chart { get; }

    /// <summary>The run that it draws; null when it draws none.</summary>
    string? Run { get; }

    /// <summary>Language of its words.</summary>
    Language Language { get; }

    /// <summary>The code of the one school that the whole picture is about; null when it is about several.</summary>
    string? OneSchool { get; }

    /// <summary>The code of the one leerkring that the whole picture is about; null when it is about none or several.</summary>
    string? OneCircle { get; }

    /// <summary>The groups behind the numbers, also those that aren't drawn but follow from what is, and the sums that bind them.</summary>
    IReadOnlyList<CountedTable> Tables { get; }

    /// <summary>The same content without the values of these groups: marked as withheld where they stood, never as zero. Words that told of them are made anew.</summary>
    TContent Withhold(WithheldCells withheld);

    /// <summary>The same content with schools called so; those without a name are pooled into one group, or left out. <see cref="Tables"/> tells of the result.</summary>
    TContent WithSchools(SchoolNames names);

    /// <summary>Whether withholding has left nothing to show but headings, though some groups that it counts might be told: then there is no picture.</summary>
    bool IsEmpty => false;
}

/// <summary>What a picture shows: released content of its kind is drawn.</summary>
/// <typeparam name="TContent">The immutable record itself.</typeparam>
/// <remarks>
/// Implemented by a record per kind of chart. A picture's constructor takes <see cref="Released{TContent}"/>, which only the gate makes,
/// so that nothing is drawn and no data file is written of what was not judged.
/// </remarks>
internal interface IDisclosable<TContent> : IReleasable<TContent>
    where TContent : class, IDisclosable<TContent>
{
    /// <summary>The picture of it.</summary>
    static abstract IChart Draw(Released<TContent> released);
}
