using System.Diagnostics;
using System.Globalization;
using LobResearch.Ingest.Linking;

namespace LobResearch.Simulation.Codes;

/// <summary>How well the rule does on a population whose truth is known.</summary>
/// <remarks>A pair is two filled-in questionnaires of a person, one after the other in time; a link is such a pair that the rule made.</remarks>
/// <param name="Options">The population.</param>
/// <param name="Persons">Persons who answered.</param>
/// <param name="Codes">Codes they wrote.</param>
/// <param name="TruePairs">True pairs.</param>
/// <param name="Exact">True pairs linked by equal codes.</param>
/// <param name="Tolerant">True pairs linked through a code one element off.</param>
/// <param name="Reviewed">True pairs that weren't linked and wait for a person.</param>
/// <param name="FalseExact">Links by equal codes that join two persons.</param>
/// <param name="FalseTolerant">Other links that join two persons.</param>
/// <param name="Queue">Doubtful pairs of one role.</param>
/// <param name="DyadQueue">Doubtful pairs of a parent and a student.</param>
/// <param name="TrueDyads">Parents and students who both answered in one school.</param>
/// <param name="Dyads">Of them found.</param>
/// <param name="FalseDyads">Parents given to another's child.</param>
/// <param name="Seconds">Processor time of the linking alone, in seconds: what it takes on a machine with nothing else to do.</param>
/// <param name="Result">What the rule gave.</param>
public sealed record CodeEvaluation(
    CodePopulationOptions Options, int Persons, int Codes, int TruePairs, int Exact, int Tolerant, int Reviewed, int FalseExact, int FalseTolerant,
    int Queue, int DyadQueue, int TrueDyads, int Dyads, int FalseDyads, double Seconds, LinkResult Result)
{
    /// <summary>Links that join two persons.</summary>
    public int FalseLinks => FalseExact + FalseTolerant;

    /// <summary>False links as a share of all links.</summary>
    public double FalseShare => (double)FalseLinks / Math.Max(1, Exact + Tolerant + FalseLinks);

    /// <summary>Linked pairs as a share of the true ones.</summary>
    public double LinkedShare => (double)(Exact + Tolerant) / Math.Max(1, TruePairs);

    /// <summary>The head of a table, in Markdown.</summary>
    public static string Head =>
        "| elements | codes wrong | true pairs | exact | one off | missed | of these in review | false links | review queue | dyads found | false dyads | dyad queue |\n" +
        "|---|---|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>A line of the table.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Options.Elements} | {Options.CodeErrors:0 %} | {TruePairs} | {Share(Exact, TruePairs)} | {Share(Tolerant, TruePairs)} | {Share(TruePairs - Exact - Tolerant, TruePairs)} | {Share(Reviewed, TruePairs)} | {FalseLinks} = {100 * FalseShare:0.000} % ({FalseExact} exact, {FalseTolerant} one off) | {Queue} | {Share(Dyads, TrueDyads)} | {FalseDyads} = {100.0 * FalseDyads / Math.Max(1, Result.Dyads.Count):0.00} % | {DyadQueue} |");

    /// <summary>Links a population and compares with the truth.</summary>
    /// <param name="population">The population.</param>
    /// <param name="asIngested">True: equal codes of a role and school are one id already, as ingest's index makes them. False: each code has an id of its own, so that the rule for equal codes shows too.</param>
    /// <param name="options">Its options, for the table.</param>
    public static CodeEvaluation Of(CodePopulation population, CodePopulationOptions options, bool asIngested)
    {
        var (records, recordOf) = Records(population, asIngested);
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var result = Linker.Link(population.Scheme, records);
        process.Refresh();
        var seconds = (process.TotalProcessorTime - before).TotalSeconds;

        var at = records.Select((record, place) => (record.PersonId, place)).ToDictionary(pair => pair.PersonId, pair => pair.place);
        var group = Enumerable.Range(0, records.Count).ToArray();
        foreach (var members in result.Groups)
        {
            foreach (var member in members.Members)
                group[at[member]] = at[members.Canonical];
        }

        var doubtful = result.Doubtful.Where(pair => pair.Kind == LinkKind.SamePerson).Select(pair => Key(group[at[pair.One]], group[at[pair.Other]])).ToHashSet();
        var codes = population.Codes;
        int truePairs = 0, exact = 0, tolerant = 0, reviewed = 0, falseExact = 0, falseTolerant = 0;
        // A held-back row is no questionnaire of anybody.
        var kept = Enumerable.Range(0, codes.Count).Where(code => recordOf[code] >= 0).ToList();
        foreach (var (one, other) in Successive(kept, code => codes[code].Person, codes))
        {
            truePairs++;
            if (group[recordOf[one]] != group[recordOf[other]])
                reviewed += doubtful.Contains(Key(group[recordOf[one]], group[recordOf[other]])) ? 1 : 0;
            else if (codes[one].Code == codes[other].Code)
                exact++;
            else
                tolerant++;
        }

        foreach (var (one, other) in Successive(kept, code => group[recordOf[code]], codes))
        {
            if (codes[one].Person == codes[other].Person)
                continue;
            if (codes[one].Code == codes[other].Code)
                falseExact++;
            else
                falseTolerant++;
        }

        var firstOf = new int[records.Count];
        Array.Fill(firstOf, -1);
        foreach (var code in kept)
        {
            if (firstOf[recordOf[code]] < 0)
                firstOf[recordOf[code]] = code;
        }

        var students = codes.Where(code => code.Role == CodeRecord.Student).Select(code => (code.Person, code.Stay.School)).ToHashSet();
        var trueDyads = codes.Where(code => code.Role == CodeRecord.Parent && students.Contains((code.Child, code.Stay.School))).Select(code => (code.Person, code.Child)).Distinct().Count();
        var found = result.Dyads.Select(dyad => (Parent: codes[firstOf[at[dyad.Parent]]], Student: codes[firstOf[at[dyad.Student]]])).ToList();
        return new CodeEvaluation(
            options, codes.Select(code => code.Person).Distinct().Count(), codes.Count, truePairs, exact, tolerant, reviewed, falseExact, falseTolerant,
            doubtful.Count, result.Doubtful.Count(pair => pair.Kind == LinkKind.ParentOf), trueDyads,
            found.Where(pair => pair.Parent.Child == pair.Student.Person).Select(pair => (pair.Parent.Person, pair.Student.Person)).Distinct().Count(),
            found.Count(pair => pair.Parent.Child != pair.Student.Person), seconds, result);
    }

    /// <summary>The pairs one element off that the rule linked or asks about, with what it says of them and the truth.</summary>
    public static IEnumerable<(double Quality, bool IsTrue)> OneOff(CodePopulation population)
    {
        var (records, recordOf) = Records(population, asIngested: false);
        var person = records.Select(record => record.PersonId).Zip(recordOf.Select(at => population.Codes[at].Person)).ToDictionary(pair => pair.First, pair => pair.Second);
        var result = Linker.Link(population.Scheme, records);
        return result.Links.Where(link => link.Rule is LinkRule.OneElementOffInClass or LinkRule.OneElementOffInSchool).Select(link => (link.One, link.Other, link.Quality))
            .Concat(result.Doubtful.Where(pair => pair is { Kind: LinkKind.SamePerson, Rule: LinkRule.OneElementOffInClass or LinkRule.OneElementOffInSchool }).Select(pair => (pair.One, pair.Other, pair.Quality)))
            .Select(pair => (pair.Quality!.Value, person[pair.One] == person[pair.Other]));
    }

    /// <summary>The records that the rule gets.</summary>
    /// <returns>The records, and per code its record's place; −1 where ingest would hold the row back as a second one of a person in a wave.</returns>
    public static (IReadOnlyList<CodeRecord> Records, IReadOnlyList<int> RecordOf) Records(CodePopulation population, bool asIngested)
    {
        var reader = new CodeReader(population.Scheme);
        var records = new List<(string Role, SplitCode Code, List<Stay> Stays)>();
        var recordOf = new int[population.Codes.Count];
        var known = new Dictionary<(string Role, string School, string Code), int>();
        for (var at = 0; at < recordOf.Length; at++)
        {
            var code = population.Codes[at];
            var split = reader.Read(code.Code, code.Role);
            if (asIngested && known.TryGetValue((code.Role, code.Stay.School, split.Normalised), out var record))
            {
                var isSecond = records[record].Stays.Exists(stay => stay.Wave == code.Stay.Wave);
                recordOf[at] = isSecond ? -1 : record;
                if (!isSecond)
                    records[record].Stays.Add(code.Stay);
                continue;
            }

            known.TryAdd((code.Role, code.Stay.School, split.Normalised), records.Count);
            recordOf[at] = records.Count;
            records.Add((code.Role, split, [code.Stay]));
        }

        return (records.Select((record, at) => new CodeRecord(Id(at), record.Role, record.Code, record.Stays.OrderBy(stay => stay.Wave).ToList())).ToList(), recordOf);
    }

    private static Guid Id(int at)
    {
        var random = new RandomDraws(7, at);
        var bytes = new byte[16];
        BitConverter.TryWriteBytes(bytes, random.Bits());
        BitConverter.TryWriteBytes(bytes.AsSpan(8), random.Bits());
        return new Guid(bytes);
    }

    private static IEnumerable<(int One, int Other)> Successive(List<int> kept, Func<int, int> of, IReadOnlyList<SimulatedCode> codes) => kept
        .GroupBy(of)
        .SelectMany(same => same.OrderBy(code => codes[code].Stay.Wave).Zip(same.OrderBy(code => codes[code].Stay.Wave).Skip(1)));

    private static (int, int) Key(int one, int other) => (Math.Min(one, other), Math.Max(one, other));

    private static string Share(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / Math.Max(1, whole):0.0} %");
}
