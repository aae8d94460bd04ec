using System.Runtime.InteropServices;
using System.Text;
using LobResearch.Ingest.Identity;

namespace LobResearch.Ingest.Storing;

/// <summary>
/// A keyed hash over everything that is stored of a questionnaire but whose it is: codes get new indexes when keys change. It is made of codes, not of row ids: the same content
/// gives the same hash in every database with the same key.
/// </summary>
internal sealed class ContentHash : IDisposable
{
    private readonly KeyRing _key;
    private readonly int _formVersion;
    private readonly MemoryStream _content = new();
    private readonly BinaryWriter _writer;

    /// <param name="key">The keys.</param>
    /// <param name="formVersion">The form's version number.</param>
    public ContentHash(KeyRing key, int formVersion)
    {
        (_key, _formVersion) = (key, formVersion);
        _writer = new BinaryWriter(_content, Encoding.UTF8);
    }

    /// <summary>Hashes a questionnaire.</summary>
    public byte[] Of(string wave, string? school, string? classGroup, DateTime? submitted, AnswerSheet answers)
    {
        _content.SetLength(0);
        _writer.Write(_formVersion);
        _writer.Write(wave);
        _writer.Write(school ?? "");
        _writer.Write(classGroup ?? "");
        _writer.Write(submitted?.Ticks ?? 0);
        _writer.Flush();
        _content.Write(MemoryMarshal.AsBytes(answers.Coded.AsSpan()));
        foreach (var (ordinal, value, missing) in answers.Numbers)
            Write(ordinal, value ?? 0, missing);
        foreach (var (ordinal, value, missing) in answers.Days)
            Write(ordinal, value?.DayNumber ?? 0, missing);
        foreach (var (ordinal, body, missing) in answers.Texts)
        {
            Write(ordinal, 0, missing);
            _writer.Write(body ?? "");
        }

        foreach (var answer in answers.Sensitive)
        {
            Write(answer.ItemOrdinal, answer.Number ?? answer.Code ?? answer.Day?.DayNumber ?? 0, answer.Missing);
            _writer.Write(answer.OptionCode);
            _writer.Write(answer.Body ?? "");
        }

        _writer.Flush();
        return _key.ContentHash(_content.GetBuffer().AsSpan(0, (int)_content.Length));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private void Write(short ordinal, double value, short? missing)
    {
        _writer.Write(ordinal);
        _writer.Write(value);
        _writer.Write(missing ?? 0);
    }
}
