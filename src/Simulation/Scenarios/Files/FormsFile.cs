using LobResearch.Ingest.Mapping;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>A wave of the students' questionnaire as Microsoft Forms exports it: workbooks of words under Dutch questions.</summary>
internal sealed class FormsFile : IDisposable
{
    /// <summary>Answers that Microsoft Forms keeps in a workbook.</summary>
    public const int MostRows = 50_000;

    private readonly Func<int, string> _path;
    private readonly int _wave;
    private readonly SourceMapping _source;
    private readonly FormItems _form;
    private readonly string[] _headings;
    private readonly string[] _items;
    private readonly sbyte[][] _answers = [.. ScaleModel.Students.Select(model => new sbyte[model.Items])];
    private readonly Dictionary<(string Item, int Code), string> _words = [];
    private TableWorkbook? _workbook;
    private int _inWorkbook;
    private int _id;

    /// <param name="path">Gives the path of workbook 1, 2 …</param>
    /// <param name="wave">The wave.</param>
    /// <param name="firstId">The number that its first answer has: one form runs all year, and its numbers go on.</param>
    /// <param name="source">How it is mapped.</param>
    /// <param name="form">The students' form.</param>
    public FormsFile(Func<int, string> path, int wave, int firstId, SourceMapping source, FormItems form)
    {
        (_path, _wave, _id, _source, _form) = (path, wave, firstId, source, form);
        _items = [.. source.Items.Select(item => item.ItemId)];
        _headings =
        [
            "ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", source.Consent!.Column, source.GuardianConsent!.Column, source.PersonColumn, source.Wave.Column!, source.School!.Column,
            source.ClassGroup!, .. source.Items.Select(item => item.Column),
        ];
        Begin();
    }

    /// <summary>Number of workbooks.</summary>
    public int Workbooks { get; private set; }

    public void Write(ScenarioStudent student, Filling filling)
    {
        if (_inWorkbook == MostRows)
            Begin();
        _inWorkbook++;
        var family = student.Family;
        for (var scale = 0; scale < _answers.Length; scale++)
            student.Answer(scale, _wave, _answers[scale]);
        var cells = new object?[_headings.Length];
        object?[] first =
        [
            _id++, filling.Began, filling.Ended, "anonymous", $"{filling.FirstName} {filling.LastName}", student.Consents ? "Ja" : "Nee",
            student.GuardianConsents is { } given && student.AgeAt(_wave) < 16 ? given ? "Ja" : "Nee" : null, student.CodeAt(_wave), $"T{_wave}", family.School.Code, family.ClassAt(_wave),
        ];
        first.CopyTo(cells, 0);
        for (var item = 0; item < _items.Length; item++)
            cells[first.Length + item] = Cell(student, _items[item], filling.Remark);
        _workbook!.Row(cells);
    }

    /// <inheritdoc/>
    public void Dispose() => _workbook?.Dispose();

    private void Begin()
    {
        _workbook?.Dispose();
        _workbook = new TableWorkbook(_path(++Workbooks), "Form1");
        _workbook.Begin(_headings);
        _inWorkbook = 0;
    }

    private object? Cell(ScenarioStudent student, string item, string remark)
    {
        if (_form.PlaceOf(item) is { } place)
            return _answers[place.Scale][place.Item] is var code && code == 0 ? null : Words(item, code);
        return item switch
        {
            "student_gender" => Words(item, student.Family.ChildGender),
            "student_age" => student.AgeAt(_wave),
            "grade_year" => student.Family.GradeAt(_wave),
            "track" => Words(item, student.Family.Track),
            "remark" => remark,
            _ => null,
        };
    }

    private string Words(string item, int code)
    {
        if (!_words.TryGetValue((item, code), out var words))
            _words.Add((item, code), words = _form.WordsOf(item, code));
        return words;
    }
}
