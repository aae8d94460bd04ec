using LobResearch.Ingest.Linking;
using LobResearch.Simulation.Codes;

namespace LobResearch.Simulation.Scenarios;

/// <summary>The codes of a generated study's questionnaires with who truly wrote them, to see how well they can be linked.</summary>
public static class ScenarioCodes
{
    /// <summary>Codes of the parents (T0 to T3) and students (T0, T2) whose answers may be stored, in the order of the files.</summary>
    public static CodePopulation Of(ScenarioPopulation population)
    {
        var codes = new List<SimulatedCode>();
        var person = 0;
        foreach (var school in population.Schools)
        {
            foreach (var family in population.FamiliesOf(school))
            {
                var child = person++;
                for (var wave = 0; wave < ScenarioCalendar.Waves; wave++)
                {
                    if (family.Student.Answers(wave))
                        codes.Add(new SimulatedCode(child, child, CodeRecord.Student, new Stay(wave + 1, school.Code, family.ClassAt(wave)), family.Student.CodeAt(wave)));
                }

                foreach (var parent in family.Parents)
                {
                    for (var wave = 0; wave < ScenarioCalendar.Waves; wave++)
                    {
                        if (parent.Response.Answers(wave))
                            codes.Add(new SimulatedCode(person, child, CodeRecord.Parent, new Stay(wave + 1, school.Code, family.ClassAt(wave)), parent.Response.CodeAt(wave)));
                    }

                    person++;
                }
            }
        }

        return CodePopulation.Of(CodeElements.Scheme(5), codes);
    }
}
