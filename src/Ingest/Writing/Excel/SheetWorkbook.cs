using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Ingest.Sheets.Reading;
using SheetNames = DocumentFormat.OpenXml.Spreadsheet.Sheets;

namespace LobResearch.Ingest.Writing.Excel;

/// <summary>
/// Writes empty sheets as a workbook: headings, a drop-down list or a rule for each column with what to fill in, and a sheet
/// that explains them.
/// </summary>
/// <remarks>Office Open XML, ECMA-376 part 1, 18.3.1.32 (dataValidation). Lists stand on a hidden sheet: written into a rule they may not exceed 255 letters.</remarks>
public static class SheetWorkbook
{
    private const string Lists = "Lijsten";
    private const int LastRow = 5000;
    private const int LongestPrompt = 255;
    private const double LineHeight = 15;
    private const uint PlainStyle = 0;
    private const uint HeadingStyle = 1;
    private const uint DateStyle = 2;
    private const uint TextStyle = 3;
    private const uint WrappedStyle = 4;
    private const uint TitleStyle = 5;
    private const uint OptionalHeadingStyle = 6;
    private static readonly double[] ExplanationWidths = [20, 10, 70, 24, 50];

    /// <summary>Writes a workbook.</summary>
    /// <param name="path">Where.</param>
    /// <param name="title">What it is for, in Dutch.</param>
    /// <param name="afterwards">What to do with it once it is filled in, in Dutch.</param>
    /// <param name="sheets">Its sheets.</param>
    /// <param name="schools">Codes of the study's schools, for their drop-down list; empty when not known.</param>
    public static void Write(string path, string title, string afterwards, IReadOnlyList<SheetDefinition> sheets, IReadOnlyList<string> schools)
    {
        using var document = SpreadsheetDocument.Create(path, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var lists = new ListSheet(sheets, schools);
        var names = new SheetNames();
        foreach (var sheet in sheets)
            Add(workbook, names, sheet.Title, Worksheet(sheet, sheets, lists));
        Add(workbook, names, SheetFile.Explanation, Explanation(title, afterwards, sheets));
        Add(workbook, names, Lists, lists.ToWorksheet()).State = SheetStateValues.Hidden;
        workbook.Workbook = new Workbook(new BookViews(new WorkbookView { ActiveTab = 0 }), names);
    }

    private static Sheet Add(WorkbookPart workbook, SheetNames names, string name, Worksheet worksheet)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        part.Worksheet = worksheet;
        var sheet = new Sheet { Name = name, SheetId = (uint)names.ChildElements.Count + 1, Id = workbook.GetIdOfPart(part) };
        names.Append(sheet);
        return sheet;
    }

    private static Worksheet Worksheet(SheetDefinition sheet, IReadOnlyList<SheetDefinition> sheets, ListSheet lists)
    {
        var columns = new Columns();
        var headings = new Row { RowIndex = 1 };
        var rules = new DataValidations();
        for (var index = 0; index < sheet.Columns.Count; index++)
        {
            var column = sheet.Columns[index];
            columns.Append(new Column
            {
                Min = (uint)index + 1,
                Max = (uint)index + 1,
                Width = column.Kind == SheetCellKind.Text ? 60 : Math.Max(12, column.Heading.Length + 4),
                CustomWidth = true,
                Style = column.Kind switch
                {
                    SheetCellKind.Date => DateStyle,
                    SheetCellKind.Text => WrappedStyle,
                    // Codes such as 007 or 3-4 would otherwise become a number or a day.
                    SheetCellKind.Code or SheetCellKind.PersonCode or SheetCellKind.School or SheetCellKind.Purpose or SheetCellKind.Label => TextStyle,
                    _ => PlainStyle,
                },
            });
            headings.Append(Cell(index, 1, column.Heading, column.IsRequired ? HeadingStyle : OptionalHeadingStyle));
            rules.Append(Rule(column, index, sheets, lists));
        }

        rules.Count = (uint)rules.ChildElements.Count;
        return new Worksheet(
            new SheetProperties(new PageSetupProperties { FitToPage = true }),
            new SheetViews(new SheetView(
                new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen },
                new Selection { Pane = PaneValues.BottomLeft, ActiveCell = "A2", SequenceOfReferences = new ListValue<StringValue> { InnerText = "A2" } })
            { WorkbookViewId = 0 }),
            columns, new SheetData(headings), rules,
            new PageSetup { Orientation = OrientationValues.Landscape, FitToHeight = 0 });
    }

    private static DataValidation Rule(SheetColumn column, int index, IReadOnlyList<SheetDefinition> sheets, ListSheet lists)
    {
        var letters = Letters(index);
        var rule = new DataValidation
        {
            SequenceOfReferences = new ListValue<StringValue> { InnerText = string.Create(CultureInfo.InvariantCulture, $"{letters}2:{letters}{LastRow}") },
            AllowBlank = true,
            ShowInputMessage = true,
            PromptTitle = column.Heading,
            Prompt = Short(column.Explanation),
            ShowErrorMessage = true,
            ErrorTitle = column.Heading,
        };
        if (column.ListFromSheet is { } other && sheets.Any(sheet => sheet.Title == other))
            return List(rule, string.Create(CultureInfo.InvariantCulture, $"'{other}'!$A$2:$A${LastRow}"), $"Kies een naam van het blad {other}.");
        if (lists.RangeOf(column) is { } range)
        {
            List(rule, range, "Kies een woord uit de lijst.");
            // Several may be typed with commas between them, which no list allows.
            rule.ShowErrorMessage = column.Kind != SheetCellKind.Choices;
            return rule;
        }

        switch (column.Kind)
        {
            case SheetCellKind.WholeNumber:
                rule.Type = DataValidationValues.Whole;
                rule.Operator = DataValidationOperatorValues.Between;
                rule.Formula1 = new Formula1(column.Minimum.ToString(CultureInfo.InvariantCulture));
                rule.Formula2 = new Formula2(column.Maximum.ToString(CultureInfo.InvariantCulture));
                rule.Error = string.Create(CultureInfo.InvariantCulture, $"Vul een heel getal in van {column.Minimum} tot en met {column.Maximum}, of laat de cel leeg.");
                break;
            case SheetCellKind.Date:
                rule.Type = DataValidationValues.Date;
                rule.Operator = DataValidationOperatorValues.Between;
                rule.Formula1 = new Formula1(new DateTime(2000, 1, 1).ToOADate().ToString(CultureInfo.InvariantCulture));
                rule.Formula2 = new Formula2(new DateTime(2099, 12, 31).ToOADate().ToString(CultureInfo.InvariantCulture));
                rule.Error = "Vul een datum in, zoals 12-10-2026.";
                break;
            default:
                rule.ShowErrorMessage = false;
                rule.ErrorTitle = null;
                break;
        }

        return rule;
    }

    private static DataValidation List(DataValidation rule, string range, string error)
    {
        rule.Type = DataValidationValues.List;
        rule.Formula1 = new Formula1(range);
        rule.Error = error;
        return rule;
    }

    private static Worksheet Explanation(string title, string afterwards, IReadOnlyList<SheetDefinition> sheets)
    {
        var rows = new SheetData();
        uint next = 1;
        void Add(uint style, params string[] texts)
        {
            var row = new Row { RowIndex = next };
            // Not every office program makes a row higher by itself when its text is wrapped.
            if (style == WrappedStyle)
                (row.Height, row.CustomHeight) = (LineHeight * texts.Zip(ExplanationWidths, (text, width) => Math.Ceiling((text.Length + 1) / width)).Max(), true);
            for (var index = 0; index < texts.Length; index++)
                row.Append(Cell(index, next, texts[index], style));
            rows.Append(row);
            next++;
        }

        Add(TitleStyle, title);
        Add(PlainStyle, "De eerste rij van elk blad blijft zoals hij is: daaraan herkent het programma de kolommen. Donkere koppen zijn verplicht, lichte mogen leeg blijven.");
        Add(PlainStyle, "Schrijf nergens namen. Gebruik de eigen code van de persoon. Voeg geen cellen samen, zet er geen totalen of opmerkingen onder.");
        Add(PlainStyle, "Wat u niet weet, laat u leeg of zet u op 'onbekend'. Raad niet: leeg telt nooit als nee of als nul.");
        Add(PlainStyle, afterwards);
        foreach (var sheet in sheets)
        {
            next++;
            Add(TitleStyle, sheet.Title);
            Add(PlainStyle, sheet.About);
            Add(HeadingStyle, "kolom", "verplicht", "wat vult u in", "voorbeeld", "keuzes");
            foreach (var column in sheet.Columns)
                Add(WrappedStyle, column.Heading, column.IsRequired ? "ja" : "nee", column.Explanation, column.Example, string.Join(", ", column.Words.Select(word => word.Word)));
        }

        return new Worksheet(
            new SheetProperties(new PageSetupProperties { FitToPage = true }),
            new Columns(ExplanationWidths.Select((width, index) => new Column { Min = (uint)index + 1, Max = (uint)index + 1, Width = width, CustomWidth = true })),
            rows,
            new PageSetup { Orientation = OrientationValues.Landscape, FitToHeight = 0 });
    }

    private static Cell Cell(int column, uint row, string text, uint style) => new(new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }))
    {
        CellReference = string.Create(CultureInfo.InvariantCulture, $"{Letters(column)}{row}"),
        DataType = CellValues.InlineString,
        StyleIndex = style,
    };

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "d\\-m\\-yyyy" }) { Count = 1 },
        new Fonts(
            new Font(new FontSize { Val = 11 }, new FontName { Val = "Calibri" }),
            new Font(new Bold(), new FontSize { Val = 11 }, new Color { Rgb = "FFFFFFFF" }, new FontName { Val = "Calibri" }),
            new Font(new Bold(), new FontSize { Val = 14 }, new FontName { Val = "Calibri" }),
            new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "Calibri" }))
        { Count = 4 },
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
            new Fill(new PatternFill(new ForegroundColor { Rgb = "FF1F4E79" }) { PatternType = PatternValues.Solid }),
            new Fill(new PatternFill(new ForegroundColor { Rgb = "FFDDEBF7" }) { PatternType = PatternValues.Solid }))
        { Count = 4 },
        new Borders(new Border()) { Count = 1 },
        new CellStyleFormats(new CellFormat()) { Count = 1 },
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, FillId = 2, ApplyFont = true, ApplyFill = true },
            new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true },
            new CellFormat { NumberFormatId = 49, ApplyNumberFormat = true },
            new CellFormat(new Alignment { WrapText = true, Vertical = VerticalAlignmentValues.Top }) { ApplyAlignment = true },
            new CellFormat { FontId = 2, ApplyFont = true },
            new CellFormat { FontId = 3, FillId = 3, ApplyFont = true, ApplyFill = true })
        { Count = 7 },
        new CellStyles(new CellStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }) { Count = 1 });

    private static string Short(string text) => text.Length <= LongestPrompt ? text : text[..(LongestPrompt - 1)] + "…";

    private static string Letters(int column) => (column >= 26 ? Letters(column / 26 - 1) : "") + (char)('A' + column % 26);

    /// <summary>The hidden sheet with a list per column.</summary>
    private sealed class ListSheet
    {
        private readonly List<IReadOnlyList<string>> _lists = [];
        private readonly IReadOnlyList<string> _schools;

        public ListSheet(IReadOnlyList<SheetDefinition> sheets, IReadOnlyList<string> schools)
        {
            _schools = schools;
            foreach (var list in sheets.SelectMany(sheet => sheet.Columns).Select(WordsOf).OfType<IReadOnlyList<string>>())
            {
                if (!_lists.Exists(known => known.SequenceEqual(list)))
                    _lists.Add(list);
            }
        }

        public string? RangeOf(SheetColumn column)
        {
            if (WordsOf(column) is not { } words)
                return null;
            var letters = Letters(_lists.FindIndex(known => known.SequenceEqual(words)));
            return string.Create(CultureInfo.InvariantCulture, $"'{Lists}'!${letters}$1:${letters}${words.Count}");
        }

        public Worksheet ToWorksheet()
        {
            var rows = new SheetData();
            for (var row = 0; row < _lists.Select(list => list.Count).DefaultIfEmpty(0).Max(); row++)
            {
                var cells = new Row { RowIndex = (uint)row + 1 };
                for (var column = 0; column < _lists.Count; column++)
                {
                    if (row < _lists[column].Count)
                        cells.Append(Cell(column, (uint)row + 1, _lists[column][row], TextStyle));
                }

                rows.Append(cells);
            }

            return new Worksheet(rows);
        }

        private IReadOnlyList<string>? WordsOf(SheetColumn column) =>
            column.Words.Count > 0 ? column.Words.Select(word => word.Word).ToList()
            : column.Kind == SheetCellKind.School && _schools.Count > 0 ? _schools : null;
    }
}
