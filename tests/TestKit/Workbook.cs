using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace LobResearch.TestKit;

/// <summary>Writes small Excel workbooks by hand, so that tests can have what office programs write and libraries hide.</summary>
public sealed class Workbook
{
    private readonly List<(string Name, bool Hidden, IReadOnlyList<object?[]> Rows, string[] Merged)> _sheets = [];

    /// <summary>Whether days are counted from 1904, as old Excels on Macintoshes do.</summary>
    public bool From1904 { get; init; }

    /// <summary>How it says so: 1 in Excel, true in LibreOffice.</summary>
    public string Says1904 { get; init; } = "1";

    /// <summary>Adds a sheet. Cells are null, text, double, bool, or DateTime; a text that begins with '=' is a formula with the value after '→'.</summary>
    public Workbook Sheet(string name, IReadOnlyList<object?[]> rows, bool hidden = false, params string[] merged)
    {
        _sheets.Add((name, hidden, rows, merged));
        return this;
    }

    /// <summary>Writes the file.</summary>
    public string Write(string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, "[Content_Types].xml",
            """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>"""
            + string.Concat(_sheets.Select((_, index) => $"""<Override PartName="/xl/worksheets/sheet{index + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"""))
            + "</Types>");
        Add(zip, "_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Add(zip, "xl/workbook.xml",
            $"""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr{(From1904 ? $" date1904=\"{Says1904}\"" : "")}/><sheets>"""
            + string.Concat(_sheets.Select((sheet, index) => $"""<sheet name="{SecurityElement.Escape(sheet.Name)}" sheetId="{index + 1}"{(sheet.Hidden ? " state=\"hidden\"" : "")} r:id="rId{index + 1}"/>"""))
            + "</sheets></workbook>");
        Add(zip, "xl/_rels/workbook.xml.rels",
            """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"""
            + string.Concat(_sheets.Select((_, index) => $"""<Relationship Id="rId{index + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{index + 1}.xml"/>"""))
            + $"""<Relationship Id="rId{_sheets.Count + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>""");
        // Style 1 is a date with time, style 2 a date.
        Add(zip, "xl/styles.xml", """<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>""");
        for (var index = 0; index < _sheets.Count; index++)
            Add(zip, $"xl/worksheets/sheet{index + 1}.xml", SheetXml(_sheets[index].Rows, _sheets[index].Merged));
        return path;
    }

    private string SheetXml(IReadOnlyList<object?[]> rows, string[] merged)
    {
        var xml = new StringBuilder("""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>""");
        for (var row = 0; row < rows.Count; row++)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<row r=\"{row + 1}\">");
            for (var column = 0; column < rows[row].Length; column++)
                xml.Append(Cell($"{Letters(column)}{row + 1}", rows[row][column]));
            xml.Append("</row>");
        }

        xml.Append("</sheetData>");
        if (merged.Length > 0)
            xml.Append(CultureInfo.InvariantCulture, $"<mergeCells count=\"{merged.Length}\">{string.Concat(merged.Select(range => $"<mergeCell ref=\"{range}\"/>"))}</mergeCells>");
        return xml.Append("</worksheet>").ToString();
    }

    private string Cell(string place, object? value) => value switch
    {
        null => "",
        double number => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{place}\"><v>{number:R}</v></c>"),
        bool truth => $"<c r=\"{place}\" t=\"b\"><v>{(truth ? 1 : 0)}</v></c>",
        DateTime moment => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{place}\" s=\"{(moment.TimeOfDay == TimeSpan.Zero ? 2 : 1)}\"><v>{moment.ToOADate() - (From1904 ? 1462 : 0):R}</v></c>"),
        string text when text.StartsWith('=') => $"<c r=\"{place}\"><f>{SecurityElement.Escape(text[1..text.IndexOf('→')])}</f><v>{SecurityElement.Escape(text[(text.IndexOf('→') + 1)..])}</v></c>",
        var text => $"<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text.ToString())}</t></is></c>",
    };

    private static string Letters(int column) => (column >= 26 ? Letters(column / 26 - 1) : "") + (char)('A' + column % 26);

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open(), new UTF8Encoding(false));
        writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + text);
    }
}
