using LobResearch.Charts.Theme;
using LobResearch.Ingest.Linking;
using LobResearch.Study.Design;
using Spectre.Console;

namespace LobResearch.Cli.Terminal;

/// <summary>
/// Shows a keyholder the doubtful pairs one by one and takes the decisions. It shows codes, waves, schools and classes;
/// it knows no answers. It stores nothing: what was decided is given back.
/// </summary>
/// <param name="console">The terminal; 80 columns are enough.</param>
/// <param name="scheme">How codes are built.</param>
/// <param name="language">Language of the words.</param>
public sealed class LinkReviewScreen(IAnsiConsole console, CodeScheme scheme, Language language)
{
    // Not Clear(): that would take away what the terminal kept from before, too.
    private const string EmptyPage = "\u001b[2J\u001b[1;1H";
    private readonly LinkReviewWords _words = new(language);

    /// <summary>The language of <c>--lang</c> (nl or en), else of the environment's <c>LANG</c>: Dutch where that begins with nl.</summary>
    public static Language LanguageOf(string? option, string? environment) =>
        (option ?? environment ?? "").StartsWith("nl", StringComparison.OrdinalIgnoreCase) ? Language.Dutch : Language.English;

    /// <summary>Goes through the pairs until all are seen or the keyholder leaves, who then keeps the decisions or doesn't.</summary>
    /// <param name="pairs">The pairs, in the order to show.</param>
    /// <param name="records">The record of each id in the pairs, its code decrypted.</param>
    /// <param name="waveName">A wave's name by its ordinal.</param>
    /// <exception cref="KeyNotFoundException">An id of a pair has no record.</exception>
    public LinkReview Show(IReadOnlyList<DoubtfulPair> pairs, IReadOnlyDictionary<Guid, CodeRecord> records, Func<int, string> waveName)
    {
        if (pairs.Count == 0)
        {
            console.WriteLine(_words.Nothing);
            return new LinkReview([], 0, Kept: true);
        }

        var review = new LinkReview([], pairs.Count, Kept: false);
        // Codes identify persons: on the other buffer they don't stay behind in the terminal's history.
        if (console.Profile.Capabilities is { Ansi: true, AlternateBuffer: true })
            console.AlternateScreen(() => review = Go(pairs, records, waveName));
        else
            review = Go(pairs, records, waveName);
        return review;
    }

    private LinkReview Go(IReadOnlyList<DoubtfulPair> pairs, IReadOnlyDictionary<Guid, CodeRecord> records, Func<int, string> waveName)
    {
        var verdicts = new bool?[pairs.Count];
        for (var at = 0; ;)
        {
            var leaves = at == pairs.Count;
            if (!leaves)
            {
                Show(pairs[at], at + 1, pairs.Count, records, waveName);
                var (same, different, skip, quit) = _words.Keys;
                var key = Key(_words.KeyLine, same, different, skip, quit);
                if (key is null)
                    return new LinkReview([], pairs.Count, Kept: false);
                leaves = key == quit;
                if (!leaves)
                    verdicts[at++] = key == same ? true : key == different ? false : null;
            }

            if (!leaves)
                continue;
            var decisions = Decisions(pairs, verdicts);
            if (decisions.Count == 0)
                return new LinkReview(decisions, pairs.Count, Kept: true);
            console.WriteLine(_words.Leaving(decisions.Count(decision => decision.Same), decisions.Count(decision => !decision.Same), pairs.Count - decisions.Count));
            var (save, discard, back) = _words.LeaveKeys;
            switch (Key(_words.LeaveLine, save, discard, back))
            {
                case { } key when key == save:
                    return new LinkReview(decisions, pairs.Count - decisions.Count, Kept: true);
                case { } key when key == back:
                    at = Math.Min(at, pairs.Count - 1);
                    break;
                default:
                    return new LinkReview([], pairs.Count, Kept: false);
            }
        }
    }

    private void Show(DoubtfulPair pair, int number, int of, IReadOnlyDictionary<Guid, CodeRecord> records, Func<int, string> waveName)
    {
        if (console.Profile.Capabilities is { Ansi: true, AlternateBuffer: true })
            console.Write(new ControlCode(EmptyPage));
        var (one, other) = (records[pair.One], records[pair.Other]);
        var (left, right) = _words.Sides(pair.Kind);
        console.Write(new Rule(Markup.Escape(_words.Title(number, of, pair.Kind))) { Justification = Justify.Left });
        var table = new Table { Border = TableBorder.Simple, Width = Math.Min(console.Profile.Width, 100) };
        table.AddColumn("").AddColumn(left).AddColumn(right).AddColumn("");
        table.AddRow(Cell(_words.Waves), Stays(one, waveName), Stays(other, waveName), Cell(""));
        if (one.Code.Elements is null || other.Code.Elements is null)
            table.AddRow(Cell(_words.Code), Cell(one.Code.Normalised), Cell(other.Code.Normalised), Cell(one.Code.Normalised == other.Code.Normalised ? _words.Agrees : _words.Differs));
        else
            AddElements(table, pair, one.Code.Elements, other.Code.Elements);
        console.Write(table);
        console.WriteLine($"{_words.Quality(pair.Quality)} ({_words.Rule(pair.Rule)})");
        console.WriteLine($"{_words.Rivals(pair.Rivals)}. {Sentence(_words.Reason(pair.Reason))}.");
    }

    private void AddElements(Table table, DoubtfulPair pair, IReadOnlyList<string?> one, IReadOnlyList<string?> other)
    {
        for (var at = 0; at < scheme.Elements.Count; at++)
        {
            var element = scheme.Elements[at];
            var isParents = at == scheme.ParentElement;
            if (isParents && one[at] is null && other[at] is null)
                continue;
            // Said in words: colour alone would tell some readers nothing.
            var (word, style) = (one[at], other[at]) switch
            {
                _ when isParents && pair.Kind == LinkKind.ParentOf => (_words.ParentsOwn, Style.Plain),
                (null, _) or (_, null) => (_words.NoAnswer, new Style(decoration: Decoration.Bold)),
                var (a, b) when a == b => (_words.Agrees, Style.Plain),
                _ => (_words.Differs, new Style(Color.Red, decoration: Decoration.Bold)),
            };
            table.AddRow(Cell(_words.Label(element.Label, element.Id)), Cell(one[at] ?? "–"), Cell(other[at] ?? "–"), new Text(word, style));
        }
    }

    private Text Stays(CodeRecord record, Func<int, string> waveName) =>
        Cell(string.Join('\n', record.Stays.OrderBy(stay => stay.Wave).Select(stay => _words.Stay(waveName(stay.Wave), stay))));

    // Reads until one of the keys comes; null when there is nobody to press one.
    private char? Key(string line, params char[] keys)
    {
        console.WriteLine(line);
        while (console.Input.ReadKey(intercept: true) is { } pressed)
        {
            var key = char.ToLowerInvariant(pressed.KeyChar);
            if (keys.Contains(key))
                return key;
        }

        return null;
    }

    private static List<LinkDecision> Decisions(IReadOnlyList<DoubtfulPair> pairs, bool?[] verdicts) => pairs
        .Zip(verdicts)
        .Where(pair => pair.Second is not null)
        .Select(pair => new LinkDecision(pair.First.Kind, pair.First.One, pair.First.Other, pair.Second!.Value))
        .ToList();

    private static Text Cell(string text) => new(text);

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}

/// <summary>What a keyholder decided.</summary>
/// <param name="Decisions">The decisions to keep; empty when the keyholder chose not to.</param>
/// <param name="Open">Pairs without a decision.</param>
/// <param name="Kept">False when the keyholder left without keeping anything.</param>
public sealed record LinkReview(IReadOnlyList<LinkDecision> Decisions, int Open, bool Kept);
