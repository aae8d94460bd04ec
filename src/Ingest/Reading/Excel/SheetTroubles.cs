using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace LobResearch.Ingest.Reading.Excel;

/// <summary>
/// Cells of an .xlsx sheet that hold an error (#DIV/0!) or a formula whose value was never stored. The reading library gives
/// both as empty cells, so that they would pass for questions that nobody answered.
/// </summary>
internal static class SheetTroubles
{
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Places (row from 1, column from 0); empty for a workbook of the older kind.</summary>
    /// <param name="stream">The workbook; its position is kept.</param>
    /// <param name="sheet">The sheet's name.</param>
    public static HashSet<(int Row, int Column)> Find(Stream stream, string sheet) =>
        WorkbookParts.Look(stream, zip => Part(zip, sheet) is { } part && MayHave(part) ? Scan(part) : null) ?? [];

    private static ZipArchiveEntry? Part(ZipArchive zip, string sheet)
    {
        var id = WorkbookParts.Attribute(zip, WorkbookParts.Workbook, "sheet", xml => xml.GetAttribute("name") == sheet, xml => xml.GetAttribute("id", Relationships));
        var target = id is null ? null : WorkbookParts.Attribute(zip, "xl/_rels/workbook.xml.rels", "Relationship", xml => xml.GetAttribute("Id") == id, xml => xml.GetAttribute("Target"));
        return target is null ? null : zip.GetEntry(target.StartsWith('/') ? target[1..] : "xl/" + target);
    }

    // Most sheets have neither errors nor formulas, and looking for their marks is far quicker than reading the XML.
    private static bool MayHave(ZipArchiveEntry part)
    {
        using var stream = part.Open();
        var buffer = new byte[1 << 16];
        var kept = 0;
        for (int read; (read = stream.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var bytes = buffer.AsSpan(0, kept + read);
            if (bytes.IndexOf("t=\"e\""u8) >= 0 || bytes.IndexOf("t='e'"u8) >= 0 || bytes.IndexOf("<f"u8) >= 0 || bytes.IndexOf(":f>"u8) >= 0)
                return true;
            kept = Math.Min(8, bytes.Length);
            bytes[^kept..].CopyTo(buffer);
        }

        return false;
    }

    private static HashSet<(int Row, int Column)> Scan(ZipArchiveEntry part)
    {
        var places = new HashSet<(int, int)>();
        using var xml = XmlReader.Create(part.Open(), WorkbookParts.Settings);
        var (row, column, hasFormula, hasValue, isValue, type, isCell) = (0, -1, false, false, false, "", false);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                switch (xml.LocalName)
                {
                    case "row":
                        row = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? stated : row + 1;
                        column = -1;
                        break;
                    case "c":
                        column = Column(xml.GetAttribute("r")) ?? column + 1;
                        (hasFormula, hasValue, type, isCell) = (false, false, xml.GetAttribute("t") ?? "", !xml.IsEmptyElement);
                        break;
                    case "f" when isCell:
                        hasFormula = true;
                        break;
                    case "v" when isCell:
                        isValue = !xml.IsEmptyElement;
                        break;
                }
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                hasValue |= isValue;
            }
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "v")
            {
                isValue = false;
            }
            else if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "c" && isCell)
            {
                isCell = false;
                // A formula whose value is the empty text has a type and no value.
                if ((type == "e" && hasValue) || (hasFormula && !hasValue && type != "str"))
                    places.Add((row, column));
            }
        }

        return places;
    }

    private static int? Column(string? place)
    {
        var column = 0;
        foreach (var letter in place ?? "")
        {
            if (!char.IsAsciiLetterUpper(letter) || column > 1_000_000)
                break;
            column = column * 26 + letter - 'A' + 1;
        }

        return column == 0 ? null : column - 1;
    }
}
