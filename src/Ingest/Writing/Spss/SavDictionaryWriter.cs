using System.Text;
using LobResearch.Ingest.Reading.Spss;

namespace LobResearch.Ingest.Writing.Spss;

/// <summary>Writes the description at the beginning of a system file.</summary>
internal sealed class SavDictionaryWriter(BinaryWriter writer, SavShape shape, SavWriterOptions options)
{
    private const int Utf8Page = 65001;
    private const int LongestLabel = 255;
    private const int LongestValueLabel = 120;
    private const int WidestShortText = 8;

    /// <summary>Writes everything before the first case.</summary>
    /// <returns>Place of the wide count of cases, to be filled in later.</returns>
    public long Write()
    {
        Header();
        foreach (var record in shape.Records)
            Variable(record);
        foreach (var column in shape.Columns.Where(column => column.Variable is { ValueLabels.Count: > 0, Width: <= WidestShortText }))
            ValueLabels(column);
        Extension(3, 4, [1, 0, 0, -1, 1, 1, 2, Utf8Page]);
        Doubles(4, [-double.MaxValue, double.MaxValue, Math.BitIncrement(-double.MaxValue)]);
        Extension(11, 4, [.. shape.Records.SelectMany(record => new[] { (int)record.Owner.Measure, record.Width == 0 ? 8 : Math.Min(record.Width, 40), record.Width == 0 ? 1 : 0 })]);
        Text(13, string.Join('\t', shape.Records.Where(record => record.IsFirst).Select(record => $"{record.ShortName}={record.Owner.Name}")));
        var veryLong = shape.Records.Where(record => record.IsFirst && record.Owner.Width > LongestLabel).ToList();
        if (veryLong.Count > 0)
            Text(14, string.Concat(veryLong.Select(record => FormattableString.Invariant($"{record.ShortName}={record.Owner.Width:00000}\0\t"))));
        var count = WideCount();
        Text(20, "UTF-8");
        LongValueLabels();
        LongMissing();
        writer.Write(999);
        writer.Write(0);
        return count;
    }

    private void Header()
    {
        Fixed(options.Compression == SpssCompression.Zlib ? "$FL3" : "$FL2", 4);
        Fixed("@(#) SPSS DATA FILE LobResearch", 60);
        writer.Write(2);
        writer.Write(shape.Units);
        writer.Write((int)options.Compression);
        writer.Write(0);
        writer.Write(-1);
        writer.Write(100.0);
        Fixed(options.Date, 9);
        Fixed(options.Time, 8);
        Fixed(options.FileLabel, 64);
        Fixed("", 3, 0);
    }

    private void Variable(SavRecord record)
    {
        var variable = record.Owner;
        var label = record.IsFirst && variable.Label is { Length: > 0 } text ? Cut(text, LongestLabel) : null;
        var missing = record.IsFirst && record.Width <= WidestShortText ? MissingCount(variable) : 0;
        var format = record.Width == 0 ? (variable.Format.Type is 0 or 1 ? SpssFormat.Number() : variable.Format) : SpssFormat.String(record.Width);
        writer.Write(2);
        writer.Write(record.Width);
        writer.Write(label is null ? 0 : 1);
        writer.Write(missing);
        writer.Write(format.ToWord());
        writer.Write(format.ToWord());
        Fixed(record.ShortName, 8);
        if (label is not null)
        {
            writer.Write(label.Length);
            writer.Write(label);
            writer.Write(new byte[(4 - label.Length % 4) % 4]);
        }

        if (missing != 0)
            Missing(variable);
        for (var unit = 1; unit < (record.Width + 7) / 8; unit++)
        {
            writer.Write(2);
            writer.Write(-1);
            writer.Write(0);
            writer.Write(0);
            writer.Write(0);
            writer.Write(0);
            Fixed("", 8);
        }
    }

    private static int MissingCount(SpssVariable variable) =>
        variable.Missing.Low is null ? variable.Missing.Numbers.Count + variable.Missing.Texts.Count : -2 - variable.Missing.Numbers.Count;

    private void Missing(SpssVariable variable)
    {
        if (variable.Missing.Low is { } low)
        {
            writer.Write(double.IsNegativeInfinity(low) ? Math.BitIncrement(-double.MaxValue) : low);
            writer.Write(double.IsPositiveInfinity(variable.Missing.High!.Value) ? double.MaxValue : variable.Missing.High.Value);
        }

        foreach (var value in variable.Missing.Numbers)
            writer.Write(value);
        foreach (var value in variable.Missing.Texts)
            Fixed(value, 8);
    }

    private void ValueLabels(SavColumn column)
    {
        writer.Write(3);
        writer.Write(column.Variable.ValueLabels.Count);
        foreach (var entry in column.Variable.ValueLabels)
        {
            if (column.Variable.IsNumber)
                writer.Write(entry.Number);
            else
                Fixed(entry.Text ?? "", 8);
            var label = Cut(entry.Label, LongestValueLabel);
            writer.Write((byte)label.Length);
            writer.Write(label);
            writer.Write(new byte[(8 - (label.Length + 1) % 8) % 8]);
        }

        writer.Write(4);
        writer.Write(1);
        writer.Write(column.Unit + 1);
    }

    private long WideCount()
    {
        writer.Write(7);
        writer.Write(16);
        writer.Write(8);
        writer.Write(2);
        writer.Write(1L);
        writer.Flush();
        var place = writer.BaseStream.Position;
        writer.Write(0L);
        return place;
    }

    private void LongValueLabels()
    {
        using var data = new MemoryStream();
        using var part = new BinaryWriter(data);
        foreach (var variable in shape.Columns.Select(column => column.Variable).Where(variable => variable is { Width: > WidestShortText, ValueLabels.Count: > 0 }))
        {
            Counted(part, Encoding.UTF8.GetBytes(variable.Name));
            part.Write(variable.Width);
            part.Write(variable.ValueLabels.Count);
            foreach (var entry in variable.ValueLabels)
            {
                Counted(part, Padded(entry.Text ?? "", variable.Width, (byte)' '));
                Counted(part, Cut(entry.Label, LongestValueLabel));
            }
        }

        part.Flush();
        if (data.Length > 0)
            Bytes(21, data.ToArray());
    }

    private void LongMissing()
    {
        using var data = new MemoryStream();
        using var part = new BinaryWriter(data);
        foreach (var variable in shape.Columns.Select(column => column.Variable).Where(variable => variable is { Width: > WidestShortText, Missing.Texts.Count: > 0 }))
        {
            Counted(part, Encoding.UTF8.GetBytes(variable.Name));
            part.Write((byte)variable.Missing.Texts.Count);
            part.Write(WidestShortText);
            foreach (var value in variable.Missing.Texts)
                part.Write(Padded(value, WidestShortText, (byte)' '));
        }

        part.Flush();
        if (data.Length > 0)
            Bytes(22, data.ToArray());
    }

    private void Extension(int subtype, int size, int[] values)
    {
        writer.Write(7);
        writer.Write(subtype);
        writer.Write(size);
        writer.Write(values.Length);
        foreach (var value in values)
            writer.Write(value);
    }

    private void Doubles(int subtype, double[] values)
    {
        writer.Write(7);
        writer.Write(subtype);
        writer.Write(8);
        writer.Write(values.Length);
        foreach (var value in values)
            writer.Write(value);
    }

    private void Text(int subtype, string text) => Bytes(subtype, Encoding.UTF8.GetBytes(text));

    private void Bytes(int subtype, byte[] bytes)
    {
        writer.Write(7);
        writer.Write(subtype);
        writer.Write(1);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static void Counted(BinaryWriter part, byte[] bytes)
    {
        part.Write(bytes.Length);
        part.Write(bytes);
    }

    private void Fixed(string text, int length, byte padding = (byte)' ') => writer.Write(Padded(text, length, padding));

    private static byte[] Padded(string text, int length, byte padding)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, padding);
        var own = Cut(text, length);
        own.CopyTo(bytes, 0);
        return bytes;
    }

    // Never in the middle of a character.
    private static byte[] Cut(string text, int length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= length)
            return bytes;
        while (length > 0 && (bytes[length] & 0xC0) == 0x80)
            length--;
        return bytes[..length];
    }
}
