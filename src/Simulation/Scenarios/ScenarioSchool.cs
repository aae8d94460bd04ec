using System.Globalization;

namespace LobResearch.Simulation.Scenarios;

/// <summary>A school of a generated study.</summary>
public sealed class ScenarioSchool
{
    private const int FamiliesPerClass = 24;
    private readonly ScenarioOptions _options;
    private readonly double[] _lasting;
    private readonly double[] _shocks;
    private readonly double[] _classes;

    internal ScenarioSchool(ScenarioOptions options, ScenarioDraws draws, int index, string code, bool isMbo, IReadOnlyList<ScenarioActivity> activities, int parents)
    {
        (_options, Index, Code, IsMbo, Activities, Parents) = (options, index, code, isMbo, activities, parents);
        Offers = activities.Aggregate(Components.None, (all, activity) => all | activity.Components);
        ClassCount = Math.Max(1, (int)Math.Round(parents / 1.5 / FamiliesPerClass));
        var scales = ScaleModel.Parents.Count;
        var random = draws.Of(ScenarioStream.School, index);
        _lasting = Normals(scales);
        _shocks = Normals(scales * ScenarioCalendar.Waves);
        _classes = Normals(scales * ClassCount);
        Team = random.Normal();

        double[] Normals(int count)
        {
            var numbers = new double[count];
            for (var at = 0; at < count; at++)
                numbers[at] = random.Normal();
            return numbers;
        }
    }

    /// <summary>Its place, from 0.</summary>
    public int Index { get; }

    /// <summary>Its pseudonymous code.</summary>
    public string Code { get; }

    /// <summary>mbo, otherwise vmbo.</summary>
    public bool IsMbo { get; }

    /// <summary>vmbo or mbo.</summary>
    public string Sector => IsMbo ? "mbo" : "vmbo";

    /// <summary>What it offers.</summary>
    public Components Offers { get; }

    /// <summary>What it holds, in order of days.</summary>
    public IReadOnlyList<ScenarioActivity> Activities { get; }

    /// <summary>Parents of its students.</summary>
    public int Parents { get; }

    internal int ClassCount { get; }

    /// <summary>Where its team stands on the preconditions.</summary>
    internal double Team { get; }

    /// <summary>What school and class add to a trait.</summary>
    internal double Place(int scale, int wave, int classGroup) =>
        Math.Sqrt(_options.SchoolIcc) * (Math.Sqrt(1 - _options.SchoolShocks) * _lasting[scale] + Math.Sqrt(_options.SchoolShocks) * _shocks[scale * ScenarioCalendar.Waves + wave])
        + Math.Sqrt(_options.ClassIcc) * _classes[scale * ClassCount + classGroup];

    /// <summary>The grade of a class at T0 to T2.</summary>
    internal int GradeOf(int classGroup) => IsMbo ? 1 : 2 + classGroup % 2;

    /// <summary>The code of the track: 1 to 4 in vmbo, 5 for mbo.</summary>
    internal int TrackOf(int classGroup) => IsMbo ? 5 : 1 + classGroup / 2 % 4;

    /// <summary>A class's name; in the next school year its grade is one higher.</summary>
    internal string ClassName(int classGroup, int wave)
    {
        var letter = IsMbo ? classGroup : classGroup / 2;
        var grade = GradeOf(classGroup) + (wave == ScenarioCalendar.Waves - 1 ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"{grade}{(char)('A' + letter % 26)}{(letter < 26 ? "" : letter / 26 + 1)}");
    }
}
