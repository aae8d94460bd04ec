namespace LobResearch.Ingest.Checking;

/// <summary>Which text the database can hold: no NUL, and no half of a surrogate pair (workbooks can write both as escapes).</summary>
internal static class StorableText
{
    /// <summary>Whether it can be stored exactly as it is.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
            return false;
        for (var place = text.IndexOfAnyInRange('\uD800', '\uDFFF'); place >= 0;)
        {
            if (place + 1 >= text.Length || !char.IsSurrogatePair(text[place], text[place + 1]))
                return false;
            text = text[(place + 2)..];
            place = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return true;
    }
}
