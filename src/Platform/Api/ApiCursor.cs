using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Api;

/// <summary>
/// Opaque places in lists. A cursor fits only the list it was given for: what the list is of goes into a check value. It
/// needs no key, for it opens nothing: permission, purpose and conditions are decided anew on each page.
/// </summary>
public static class ApiCursor
{
    private const int PlaceBytes = 16;
    private const int CheckBytes = 8;

    /// <summary>The cursor of a place; <paramref name="list"/> says what the list is of.</summary>
    public static string Write(Guid place, string list)
    {
        byte[] bytes = new byte[PlaceBytes + CheckBytes];
        place.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(bytes.AsSpan(0, PlaceBytes), list).CopyTo(bytes, PlaceBytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The cursor of a numbered place.</summary>
    public static string Write(int place, string list)
    {
        Span<byte> bytes = stackalloc byte[PlaceBytes];
        bytes.Clear();
        BinaryPrimitives.WriteInt32BigEndian(bytes[^4..], place);
        return Write(new Guid(bytes, bigEndian: true), list);
    }

    /// <summary>The place, or null when the cursor is not of this list.</summary>
    public static Guid? Read(string cursor, string list)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        byte[] bytes = new byte[PlaceBytes + CheckBytes];
        bool read = cursor.Length == 32
            && Base64Url.TryDecodeFromChars(cursor, bytes, out int length) && length == bytes.Length
            && Check(bytes.AsSpan(0, PlaceBytes), list).AsSpan().SequenceEqual(bytes.AsSpan(PlaceBytes));
        return read ? new Guid(bytes.AsSpan(0, PlaceBytes), bigEndian: true) : null;
    }

    /// <summary>The numbered place, or null when the cursor is not of this list.</summary>
    public static int? ReadNumber(string cursor, string list) =>
        Read(cursor, list) is { } place
            ? BinaryPrimitives.ReadInt32BigEndian(place.ToByteArray(bigEndian: true).AsSpan(PlaceBytes - 4))
            : null;

    private static byte[] Check(ReadOnlySpan<byte> place, string list) =>
        SHA256.HashData([.. place, .. Encoding.UTF8.GetBytes(list)])[..CheckBytes];
}
