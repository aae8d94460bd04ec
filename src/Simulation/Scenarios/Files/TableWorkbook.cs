using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace LobResearch.Simulation.Scenarios.Files;

/// <summary>Writes a workbook row by row, its bytes decided by its content alone. Libraries stamp the time into it and hold all of it in memory.</summary>
/// <remarks>Office Open XML, ECMA-376 part 1, with texts inline.</remarks>
internal sealed class TableWorkbook : IDisposable
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    private static readonly DateTimeOffset Stamp = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ZipArchive _zip;
    private readonly IReadOnlyList<string> _sheets;
    private StreamWriter? _writer;
    private int _sheet;
    private int _row;
    private string[] _letters = [];

    public TableWorkbook(string path, params IReadOnlyList<string> sheets)
    {
        _sheets = sheets;
        _zip = new ZipArchive(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16), ZipArchiveMode.Create);
        var numbers = Enumerable.Range(1, sheets.Count).ToList();
        Add("[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{Types}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Types}.styles+xml"/>{string.Concat(numbers.Select(number => $"""<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{Types}.worksheet+xml"/>"""))}</Types>""");
        Add("_rels/.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Add("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets>{string.Concat(numbers.Select(number => $"""<sheet name="{SecurityElement.Escape(sheets[number - 1])}" sheetId="{number}" r:id="rId{number}"/>"""))}</sheets></workbook>""");
        Add("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Package}/relationships">{string.Concat(numbers.Select(number => $"""<Relationship Id="rId{number}" Type="{Relations}/worksheet" Target="worksheets/sheet{number}.xml"/>"""))}<Relationship Id="rId{sheets.Count + 1}" Type="{Relations}/styles" Target="styles.xml"/></Relationships>""");
        // Style 1 is a moment, style 2 a day.
        Add("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>""");
    }

    /// <summary>Begins the next sheet, with its headings.</summary>
    public void Begin(IReadOnlyList<string> headings)
    {
        End();
        _letters = [.. headings.Select((_, column) => Letters(column))];
        _row = 0;
        _writer = new StreamWriter(Entry(string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{++_sheet}.xml")), new UTF8Encoding(false), 1 << 16);
        _writer.Write($"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{Main}"><sheetData>""");
        Row([.. headings]);
    }

    /// <summary>Writes a row: null, text, a whole number, a day or a moment per heading.</summary>
    public void Row(params ReadOnlySpan<object?> cells)
    {
        var writer = _writer!;
        _row++;
        writer.Write("<row r=\"");
        writer.Write(_row);
        writer.Write("\">");
        for (var column = 0; column < cells.Length; column++)
        {
            if (cells[column] is null or "")
                continue;
            writer.Write("<c r=\"");
            writer.Write(_letters[column]);
            writer.Write(_row);
            writer.Write(cells[column] switch { string => "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">", DateTime => "\" s=\"1\"><v>", DateOnly => "\" s=\"2\"><v>", _ => "\"><v>" });
            switch (cells[column])
            {
                case string text:
                    writer.Write(SecurityElement.Escape(text));
                    break;
                case int number:
                    writer.Write(number);
                    break;
                case DateTime moment:
                    writer.Write(moment.ToOADate().ToString("R", CultureInfo.InvariantCulture));
                    break;
                case DateOnly day:
                    writer.Write(day.ToDateTime(default).ToOADate().ToString("R", CultureInfo.InvariantCulture));
                    break;
                default:
                    throw new InvalidOperationException($"No cell holds a {cells[column]!.GetType().Name}.");
            }

            writer.Write(cells[column] is string ? "</t></is></c>" : "</v></c>");
        }

        writer.Write("</row>");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_sheet < _sheets.Count && _writer is not null)
        {
            End();
            if (_sheet < _sheets.Count)
                Begin([]);
        }

        End();
        _zip.Dispose();
    }

    private void End()
    {
        if (_writer is null)
            return;
        _writer.Write("</sheetData></worksheet>");
        _writer.Dispose();
        _writer = null;
    }

    private void Add(string name, string text)
    {
        using var writer = new StreamWriter(Entry(name), new UTF8Encoding(false));
        writer.Write("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""");
        writer.Write(text);
    }

    private Stream Entry(string name)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = Stamp;
        return entry.Open();
    }

    private static string Letters(int column) => (column >= 26 ? Letters(column / 26 - 1) : "") + (char)('A' + column % 26);
}
