using LobResearch.Analysis.Comparisons;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Analysis.Scores;

/// <summary>How often each answer to a scale's items was given at a wave.</summary>
/// <param name="Form">The form version that has the scales.</param>
/// <param name="Wave">The wave.</param>
/// <param name="Answered">Persons with a questionnaire, and their schools.</param>
/// <param name="Items">Item by item, in the order of the scales.</param>
public sealed record ItemAnswersReport(Form Form, Wave Wave, CountedGroup Answered, IReadOnlyList<ItemAnswers> Items);

/// <summary>Answers to an item.</summary>
/// <param name="Scale">The scale that it is part of.</param>
/// <param name="Item">The item, with its answers.</param>
/// <param name="Counts">Per answer, in the order of the codebook, the persons who gave it.</param>
/// <param name="Missing">Persons without an answer, for whatever reason.</param>
public sealed record ItemAnswers(Scale Scale, Item Item, IReadOnlyList<CountedGroup> Counts, CountedGroup Missing)
{
    internal static ItemAnswers Of(Scale scale, Item item, ScaleFrame frame)
    {
        var place = frame.Items.ToList().IndexOf(item.Id);
        CountedGroup Count(Func<ScaleRow, bool> wanted)
        {
            var rows = frame.Rows.Where(wanted).ToList();
            return new CountedGroup(rows.Count, rows.Select(row => row.School).OfType<string>().Distinct().Count());
        }

        return new ItemAnswers(scale, item, [.. item.Answers!.Options.Select(option => Count(row => row.Values[place] == option.Code))], Count(row => double.IsNaN(row.Values[place])));
    }
}
