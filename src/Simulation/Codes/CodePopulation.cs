using System.Globalization;
using LobResearch.Ingest.Linking;
using LobResearch.Study.Design;

namespace LobResearch.Simulation.Codes;

/// <summary>A filled-in questionnaire's code, and who truly filled it in.</summary>
/// <param name="Person">The person, from 0.</param>
/// <param name="Child">For a parent: the student meant. For a student: the student.</param>
/// <param name="Role">student or parent.</param>
/// <param name="Stay">Wave (1–4 for T0–T3), school and class.</param>
/// <param name="Code">As written, errors included.</param>
public sealed record SimulatedCode(int Person, int Child, string Role, Stay Stay, string Code);

/// <summary>
/// Students with one or two parents, in schools and classes, over the waves T0–T3 of which T3 lies in the next school
/// year: some drop out, some come new, some move; each writes the code anew at each wave, sometimes wrongly.
/// </summary>
public sealed class CodePopulation
{
    /// <summary>T0, T1, T2 in one school year, T3 in the next.</summary>
    public const int Waves = 4;
    private const int LastYear = 4;
    private readonly CodePopulationOptions _options;
    private readonly CodeErrors _errors;
    private readonly int _schools;
    private readonly int _classes;

    private CodePopulation(CodePopulationOptions options)
    {
        (_options, _errors) = (options, new CodeErrors(options.CodeErrors, options.SecondErrors, options.ParentElementErrors));
        Scheme = CodeElements.Scheme(options.Elements);
        // About two persons of a family answer at all.
        _schools = Math.Max(2, options.Persons / 2 / options.SchoolSize);
        _classes = Math.Max(1, options.SchoolSize / LastYear / options.ClassSize);
    }

    private CodePopulation(CodeScheme scheme, IReadOnlyList<SimulatedCode> codes)
        : this(new CodePopulationOptions()) => (Scheme, Codes) = (scheme, codes);

    /// <summary>How the codes are built.</summary>
    public CodeScheme Scheme { get; }

    /// <summary>All codes, family by family.</summary>
    public IReadOnlyList<SimulatedCode> Codes { get; private set; } = [];

    /// <summary>Codes that were made elsewhere.</summary>
    /// <param name="scheme">How they are built.</param>
    /// <param name="codes">The codes, those of a person one after the other.</param>
    internal static CodePopulation Of(CodeScheme scheme, IReadOnlyList<SimulatedCode> codes) => new(scheme, codes);

    /// <summary>Generates a population.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Elements isn't 4, 5 or 6.</exception>
    public static CodePopulation Generate(CodePopulationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Elements, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Elements, CodeElements.Most);
        var population = new CodePopulation(options);
        var codes = new List<SimulatedCode>();
        var (person, answering) = (0, 0);
        for (var family = 0; answering < options.Persons; family++)
        {
            var start = codes.Count;
            person = population.Family(family, person, codes);
            answering += codes.Skip(start).Select(code => code.Person).Distinct().Count();
        }

        population.Codes = codes;
        return population;
    }

    // Returns the next free person.
    private int Family(int family, int person, List<SimulatedCode> codes)
    {
        var random = new RandomDraws(_options.Seed, family);
        var siblings = random.Chance(_options.Twins) ? 2 : 1;
        var values = Enumerable.Range(0, _options.Elements).Select(element => CodeElements.Draw(element, random)).ToArray();
        var twinValues = (string[])values.Clone();
        twinValues[CodeElements.OwnName] = CodeElements.Draw(CodeElements.OwnName, random);
        var first = 1 + random.Weighted([1 - (3 * _options.Newcomers), _options.Newcomers, _options.Newcomers, _options.Newcomers]);
        var sameClass = random.Chance(0.7);
        var stays = Stays(random, first);
        var otherClass = Stays(random, first);
        var child = person;
        for (var twin = 0; twin < siblings; twin++)
        {
            var places = twin == 0 || sameClass ? stays : stays.Zip(otherClass, (one, other) => one with { ClassGroup = other.ClassGroup }).ToList();
            Answer(person++, child + twin, CodeRecord.Student, twin == 0 ? values : twinValues, null, places, (0.88, 0.92, 0.5), random, codes);
        }

        var parents = random.Chance(0.72) ? 2 : 1;
        for (var parent = 1; parent <= parents; parent++)
            Answer(person++, child, CodeRecord.Parent, values, parent, stays, (0.48, 0.65, 0.1), random, codes);
        return person;
    }

    private List<Stay> Stays(RandomDraws random, int first)
    {
        var stays = new List<Stay>();
        var school = random.Below(_schools);
        var year = 1 + random.Below(LastYear);
        var letter = random.Below(_classes);
        for (var wave = first; wave <= Waves; wave++)
        {
            if (wave > first && random.Chance(_options.Movers))
                (school, letter) = (random.Below(_schools), random.Below(_classes));
            else if (wave > first && random.Chance(wave == Waves ? 1 - _options.ClassKept : 0.01))
                letter = random.Below(_classes);
            if (wave == Waves && wave > first && ++year > LastYear)
                break;
            stays.Add(new Stay(wave, string.Create(CultureInfo.InvariantCulture, $"S{school + 1:000}"), string.Create(CultureInfo.InvariantCulture, $"{year}{(char)('A' + letter)}")));
        }

        return stays;
    }

    private void Answer(
        int person, int child, string role, string[] values, int? parent, List<Stay> stays, (double First, double Again, double Back) response, RandomDraws random, List<SimulatedCode> codes)
    {
        bool? before = null;
        foreach (var stay in stays)
        {
            var answers = random.Chance(before switch { null => response.First, true => response.Again, false => response.Back });
            before = answers;
            if (answers)
                codes.Add(new SimulatedCode(person, child, role, stay, _errors.Written(values, parent, random)));
        }
    }
}
