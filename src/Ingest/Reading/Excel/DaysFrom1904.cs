namespace LobResearch.Ingest.Reading.Excel;

/// <summary>
/// Days of a workbook that counts them from 1904. It says so in an xsd:boolean, which LibreOffice writes as <c>true</c>; the
/// reading library knows only <c>1</c>, and takes the others' days for days since 1900.
/// </summary>
internal static class DaysFrom1904
{
    private const int Days = 1462;

    // Excel has a 29 February 1900; the library makes up for it in the days before.
    private static readonly DateTime AfterLeapDay = new(1900, 3, 1);
    private static readonly DateTime LastDay = DateTime.MaxValue.AddDays(-Days);

    /// <summary>Whether the workbook counts from 1904 and the library doesn't see it.</summary>
    /// <param name="stream">The workbook; its position is kept.</param>
    public static bool AreMissed(Stream stream) =>
        WorkbookParts.Look(stream, zip => WorkbookParts.Attribute(zip, WorkbookParts.Workbook, "workbookPr", _ => true, xml => xml.GetAttribute("date1904")))
            is { } stated and not "1" && stated.Trim() is "1" or "true";

    /// <summary>What was meant by a moment that the library counted from 1900; its number when it lies beyond the last year.</summary>
    public static object Meant(DateTime moment) =>
        moment > LastDay ? moment.ToOADate() : moment.AddDays(moment < AfterLeapDay ? Days - 1 : Days);
}
