using System.Globalization;
using System.Text;
using LobResearch.Ingest.Sheets;
using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>What schools write down: activities, who came, and who consented on paper. Semicolons, and days in several spellings.</summary>
internal sealed class RegisterFiles : IDisposable
{
    /// <summary>Rows that a sheet may have on the way in.</summary>
    public const int MostRows = 200_000;

    private static readonly string[] Months = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
    private readonly StreamWriter _activities;
    private readonly StreamWriter _consent;
    private readonly Func<int, string> _attendancePath;
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private StreamWriter? _attendance;
    private int _rows;
    private ScenarioSchool? _school;

    /// <param name="folder">Where.</param>
    /// <param name="attendancePath">Gives the path of attendance file 1, 2 …</param>
    public RegisterFiles(string folder, Func<int, string> attendancePath)
    {
        _attendancePath = attendancePath;
        _activities = Begin(Path.Combine(folder, "activities.csv"), Sheet(SheetBooks.Attendance, "activities"));
        _consent = Begin(Path.Combine(folder, "consent.csv"), Sheet(SheetBooks.Consent, "consent"));
    }

    /// <summary>Number of attendance files.</summary>
    public int Attendances { get; private set; }

    /// <summary>Parents who are left out of the register, since another of the school has the same code.</summary>
    public long SharedCodes { get; private set; }

    public void Begin(ScenarioSchool school)
    {
        _school = school;
        _codes.Clear();
        foreach (var activity in school.Activities)
        {
            Line(_activities, activity.Code, school.Code, activity.Kind, Day(activity.Day, activity.Slot),
                string.Join(", ", ScenarioEffects.Letters.Where((_, at) => activity.Components.HasFlag((Components)(1 << at)))), Text(activity.Minutes));
        }
    }

    public void Attendance(ScenarioParent parent)
    {
        // A list can't hold two persons under one code.
        if (_school!.Activities.Count == 0)
            return;
        if (!_codes.Add(parent.Response.Code))
        {
            SharedCodes++;
            return;
        }

        if (_attendance is null || _rows + _school.Activities.Count > MostRows)
        {
            _attendance?.Dispose();
            _attendance = Begin(_attendancePath(++Attendances), Sheet(SheetBooks.Attendance, "attendance"));
            _rows = 0;
        }

        foreach (var activity in _school.Activities)
        {
            var entry = parent.Attendance.Register(activity.Slot);
            _rows++;
            Line(_attendance, activity.Code, Day(activity.Day, activity.Slot + 1), _school.Code, "ouder", parent.Response.Code,
                entry.Invited switch { RegisterWord.Yes => "ja", RegisterWord.No => "nee", _ => "onbekend" },
                entry.Presence switch { RegisterWord.Yes => "aanwezig", RegisterWord.No => "afwezig", _ => "onbekend" },
                entry.ShareOfTime is { } share ? Text(Math.Max(5, (int)Math.Round(share * activity.Minutes))) : "",
                entry.Presence == RegisterWord.Unknown ? "onbekend" : "presentielijst");
        }
    }

    /// <summary>Consent on paper.</summary>
    public void Consent(string school, string role, string code, bool byGuardian, DateOnly day, string textVersion) =>
        Line(_consent, school, role, code, "", byGuardian ? "ouder of voogd" : "persoon zelf", "ja", Day(day, 1), textVersion);

    /// <inheritdoc/>
    public void Dispose()
    {
        _activities.Dispose();
        _consent.Dispose();
        _attendance?.Dispose();
    }

    private static SheetDefinition Sheet(SheetBook book, string name) => book.Sheets.Single(sheet => sheet.Name == name);

    private static StreamWriter Begin(string path, SheetDefinition sheet)
    {
        var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16) { NewLine = "\r\n" };
        writer.WriteLine(string.Join(';', sheet.Columns.Select(column => column.Heading)));
        return writer;
    }

    private static void Line(StreamWriter writer, params ReadOnlySpan<string> cells)
    {
        for (var at = 0; at < cells.Length; at++)
        {
            if (at > 0)
                writer.Write(';');
            writer.Write(cells[at]);
        }

        writer.WriteLine();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly day, int spelling) => (spelling % 3) switch
    {
        0 => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        1 => day.ToString("d-M-yyyy", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{day.Day} {Months[day.Month - 1]} {day.Year}"),
    };
}
