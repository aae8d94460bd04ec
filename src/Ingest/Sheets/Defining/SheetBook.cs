using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LobResearch.Ingest.Sheets.Defining;

/// <summary>Sheets that come in by one verb: a workbook holds any of them, a CSV file one.</summary>
/// <param name="Name">The verb: <c>lob ingest NAME</c>; also the batch's kind.</param>
/// <param name="Title">What it is for, in Dutch.</param>
/// <param name="About">What it is for, in English.</param>
/// <param name="Sheets">Its sheets; those that others refer to come first.</param>
public sealed record SheetBook(string Name, string Title, string About, IReadOnlyList<SheetDefinition> Sheets)
{
    /// <summary>SHA-256 over all that decides how a file is read.</summary>
    public byte[] Hash { get; } = HashOf(Name, Sheets);

    private static byte[] HashOf(string name, IReadOnlyList<SheetDefinition> sheets)
    {
        var text = new StringBuilder(name);
        foreach (var sheet in sheets)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nsheet {sheet.Name} {string.Join(' ', sheet.Key)}");
            foreach (var column in sheet.Columns)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{column.Heading}|{column.Kind}|{column.Field}|{column.IsRequired}|{column.WhenEmpty}|{column.Minimum}|{column.Maximum}|{column.Element}");
                foreach (var word in column.Words)
                    text.Append(CultureInfo.InvariantCulture, $"|{word.Word}={word.Code}:{string.Join(',', word.AlsoRead)}");
            }
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
