using System.Globalization;
using System.Text;
using LobResearch.Ingest.Mapping;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>A wave of the parents' questionnaire as Qualtrics exports it: three rows of headings, codes, and columns that identify people.</summary>
internal sealed class QualtricsFile : IDisposable
{
    private static readonly (string Name, string Key, string Label)[] Tool =
    [
        ("StartDate", "startDate", "Start Date"), ("EndDate", "endDate", "End Date"), ("Status", "status", "Response Type"), ("IPAddress", "ipAddress", "IP Address"),
        ("Progress", "progress", "Progress"), ("Duration (in seconds)", "duration", "Duration (in seconds)"), ("Finished", "finished", "Finished"),
        ("RecordedDate", "recordedDate", "Recorded Date"), ("ResponseId", "_recordId", "Response ID"), ("RecipientLastName", "recipientLastName", "Recipient Last Name"),
        ("RecipientFirstName", "recipientFirstName", "Recipient First Name"), ("RecipientEmail", "recipientEmail", "Recipient Email"),
        ("ExternalReference", "externalDataReference", "External Data Reference"), ("LocationLatitude", "locationLatitude", "Location Latitude"),
        ("LocationLongitude", "locationLongitude", "Location Longitude"), ("DistributionChannel", "distributionChannel", "Distribution Channel"), ("UserLanguage", "userLanguage", "User Language"),
    ];

    private static readonly string[] LanguageCodes = ["NL", "EN", "TR", "AR", "PL", "EN"];
    private readonly StreamWriter _writer;
    private readonly int _wave;
    private readonly (int Scale, int Item)?[] _places;
    private readonly string[] _items;
    private readonly bool _tellsWave;
    private readonly ParentCodes _codes = new(ScaleModel.Parents);

    public QualtricsFile(string path, int wave, SourceMapping source, FormItems form)
    {
        _wave = wave;
        _writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        _items = [.. source.Items.Select(item => item.ItemId)];
        _places = [.. _items.Select(form.PlaceOf)];
        _tellsWave = source.Wave.Column is not null;
        var columns = Tool.Concat([Own(source.Consent!.Column, "Doet u mee aan het onderzoek?"), Own(source.PersonColumn, "Wat is uw code?"), Own(source.School!.Column, "school"), Own(source.ClassGroup!, "klas")])
            .Concat(_tellsWave ? [Own(source.Wave.Column!, "meting")] : [])
            .Concat(source.Items.Select(item => (Name: item.Column.Replace("QID", "Q", StringComparison.Ordinal), Key: item.Column, Label: form[item.ItemId].Label.Dutch))).ToList();
        _writer.WriteLine(string.Join(',', columns.Select(column => Quoted(column.Name))));
        _writer.WriteLine(string.Join(',', columns.Select(column => Quoted(column.Label))));
        _writer.WriteLine(string.Join(',', columns.Select(column => Quoted(
            column.Key is "startDate" or "endDate" or "recordedDate" ? $$"""{"ImportId":"{{column.Key}}","timeZone":"Europe/Amsterdam"}""" : $$"""{"ImportId":"{{column.Key}}"}"""))));

        static (string Name, string Key, string Label) Own(string name, string label) => (name, name, label);
    }

    public void Write(ScenarioParent parent, Filling filling)
    {
        var family = parent.Family;
        _codes.Read(parent, _wave);
        Cell(Moment(filling.Began));
        Cell(Moment(filling.Ended));
        Cell("0");
        Cell(filling.Address);
        Cell("100");
        Number(filling.Seconds);
        Cell("1");
        Cell(Moment(filling.Ended.AddSeconds(1)));
        Cell("R_" + filling.Id);
        Cell(filling.LastName);
        Cell(filling.FirstName);
        Cell($"{filling.Id[..8].ToLowerInvariant()}@example.org");
        Cell("");
        Cell("51.88");
        Cell("4.49");
        Cell("anonymous");
        Cell(LanguageCodes[parent.Facts.Language - 1]);
        Cell(parent.Response.Consents ? "1" : "2");
        Cell(parent.Response.CodeAt(_wave));
        Cell(family.School.Code);
        Cell(family.ClassAt(_wave));
        if (_tellsWave)
            Cell("T" + _wave.ToString(CultureInfo.InvariantCulture));
        for (var item = 0; item < _items.Length; item++)
        {
            if (_items[item] == "remark")
                Cell(filling.Remark, isLast: item == _items.Length - 1);
            else
                Number(_places[item] is { } place ? _codes.Of(place) : _codes.Of(_items[item]), isLast: item == _items.Length - 1);
        }

        _writer.Write('\n');
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // 0 is blank.
    private void Number(int number, bool isLast = false)
    {
        if (number != 0)
            _writer.Write(number);
        if (!isLast)
            _writer.Write(',');
    }

    private void Cell(string text, bool isLast = false)
    {
        _writer.Write(text.AsSpan().IndexOfAny(",\"\n") >= 0 ? Quoted(text) : text);
        if (!isLast)
            _writer.Write(',');
    }

    private static string Moment(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
