using LobResearch.Simulation.Codes;

namespace LobResearch.Simulation.Scenarios;

/// <summary>A student with one or two parents in a school.</summary>
public sealed class ScenarioFamily
{
    private static readonly double[] FamilyTypes = [58, 14, 25, 3];
    private static readonly double[] SecondParent = [0.7, 0.6, 0, 0];
    private static readonly double[] Origins = [42, 10, 11, 9, 9, 6, 2, 11];
    private static readonly double[] DutchAtHome = [93, 5, 2];
    private static readonly double[] OthersAtHome = [25, 45, 30];
    private static readonly double[] DutchEducation = [5, 25, 45, 19, 6];
    private static readonly double[] OthersEducation = [20, 30, 34, 12, 4];

    internal ScenarioFamily(ScenarioStudyModel model, ScenarioSchool school, int index, int mostParents)
    {
        (School, Index) = (school, index);
        var random = model.Draws.Of(ScenarioStream.Family, school.Index, index);
        Engagement = random.Normal();
        ClassGroup = random.Below(school.ClassCount);
        NextClassGroup = random.Chance(0.6) ? ClassGroup : OtherClass(random);
        FamilyType = 1 + random.Weighted(FamilyTypes);
        var parents = random.Chance(SecondParent[FamilyType - 1]) ? Math.Min(2, mostParents) : 1;
        Origin = 1 + random.Weighted(Origins);
        HomeLanguage = 1 + random.Weighted(Origin == 1 ? DutchAtHome : OthersAtHome);
        Code = [.. Enumerable.Range(0, 5).Select(element => CodeElements.Draw(element, random))];
        ChildGender = 1 + random.Weighted([49, 49, 2]);
        var education = Origin == 1 ? DutchEducation : OthersEducation;
        Parents = [.. Enumerable.Range(0, parents).Select(number => new ScenarioParent(model, this, number, education))];
        Student = new ScenarioStudent(model, this);
    }

    /// <summary>The school.</summary>
    public ScenarioSchool School { get; }

    /// <summary>Its place within the school, from 0.</summary>
    public int Index { get; }

    /// <summary>One or two.</summary>
    public IReadOnlyList<ScenarioParent> Parents { get; }

    /// <summary>The student.</summary>
    public ScenarioStudent Student { get; }

    internal double Engagement { get; }

    internal int ClassGroup { get; }

    internal int NextClassGroup { get; }

    internal int FamilyType { get; }

    internal int Origin { get; }

    internal int HomeLanguage { get; }

    internal int ChildGender { get; }

    internal string[] Code { get; }

    internal int GradeAt(int wave) => School.GradeOf(ClassGroup) + (wave == ScenarioCalendar.Waves - 1 ? 1 : 0);

    internal int Track => School.TrackOf(ClassGroup);

    internal string ClassAt(int wave) => School.ClassName(wave == ScenarioCalendar.Waves - 1 ? NextClassGroup : ClassGroup, wave);

    // Of the same grade.
    private int OtherClass(RandomDraws random)
    {
        var other = random.Below(School.ClassCount);
        return School.GradeOf(other) == School.GradeOf(ClassGroup) ? other : ClassGroup;
    }
}
