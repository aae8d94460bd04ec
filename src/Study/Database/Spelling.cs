using System.Text;

namespace LobResearch.Study.Database;

/// <summary>How the code's enumerations are spelled in the database and in YAML: <c>SingleChoice</c> is <c>single_choice</c>.</summary>
public static class Spelling
{
    /// <summary>The lower-case spelling with underscores.</summary>
    public static string Of<T>(T value) where T : struct, Enum
    {
        var name = value.ToString();
        var spelled = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && spelled.Length > 0)
                spelled.Append('_');
            spelled.Append(char.ToLowerInvariant(letter));
        }

        return spelled.ToString();
    }
}
