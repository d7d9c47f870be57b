using System.Buffers;
using System.Text;
using Daicho.Kernel;

namespace Daicho.Platform.Csv;

/// <summary>Finds forbidden characters in UTF-8: a fast byte filter in front of the one authority, <see cref="TextCheck"/>.</summary>
internal static class CsvText
{
    // First bytes of everything TextCheck may refuse: control characters, C1, U+061C, U+200E…2069, U+FDD0…FFFF, supplementary planes.
    private static readonly byte[] FirstBytes =
        [.. Enumerable.Range(0, 32).Select(value => (byte)value), 0x7F, 0xC2, 0xD8, 0xE2, 0xEF, 0xF0, 0xF1, 0xF2, 0xF3, 0xF4];

    private static readonly SearchValues<byte> Candidates = SearchValues.Create(FirstBytes);

    /// <summary>Bytes without which a field needs neither the full check nor quotation marks.</summary>
    public static SearchValues<byte> Notable(char delimiter) => SearchValues.Create([.. FirstBytes, (byte)delimiter, (byte)'"']);

    /// <summary>Whether the bytes need the full check. Never false for text that it would refuse.</summary>
    public static bool NeedsCheck(ReadOnlySpan<byte> utf8)
    {
        int at = utf8.IndexOfAny(Candidates);
        while (at >= 0)
        {
            if (IsSuspect(utf8[at..]))
            {
                return true;
            }

            int next = utf8[(at + 1)..].IndexOfAny(Candidates);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    /// <summary>The fault of one field; null when it holds none.</summary>
    public static CsvFaultKind? Find(ReadOnlySpan<byte> utf8, bool lineBreaks)
    {
        if (!NeedsCheck(utf8))
        {
            return null;
        }

        char[]? rented = utf8.Length > 512 ? ArrayPool<char>.Shared.Rent(utf8.Length) : null;
        Span<char> text = rented ?? stackalloc char[512];
        try
        {
            int length = Encoding.UTF8.GetChars(utf8, text);
            return TextCheck.Check(text[..length], lineBreaks, out _) switch
            {
                TextFault.None => null,
                TextFault.UnpairedSurrogate or TextFault.Noncharacter => CsvFaultKind.Noncharacter,
                TextFault.ControlCharacter => CsvFaultKind.ControlCharacter,
                TextFault.BidiControl => CsvFaultKind.BidiControl,
                TextFault.LoneSelector => CsvFaultKind.LoneSelector,
            };
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    /// <summary>The number of characters, a base and its selector counted as one.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> utf8) => TextElements.Count(Encoding.UTF8.GetString(utf8));

    private static bool IsSuspect(ReadOnlySpan<byte> at)
    {
        byte second = at.Length > 1 ? at[1] : (byte)0;
        byte third = at.Length > 2 ? at[2] : (byte)0;
        return at[0] switch
        {
            < 0x20 or 0x7F => true,
            0xC2 => second is >= 0x80 and <= 0x9F,
            0xD8 => second == 0x9C,
            0xE2 => second is 0x80 or 0x81,
            0xEF => second is 0xB7 or 0xB8 or 0xBB || (second == 0xBF && third >= 0xBE),
            0xF3 => true,
            _ => (second & 0x0F) == 0x0F && third == 0xBF,
        };
    }
}
