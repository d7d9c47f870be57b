using Daicho.Platform.Pdf;

using static System.Buffers.Binary.BinaryPrimitives;

namespace Daicho.Platform.Tests.Pdf;

/// <summary>A font of three glyphs with what IPAmj Mincho has not: a composite glyph and a default variation sequence.</summary>
/// <remarks>A = a square (glyph 1), B = two squares (glyph 2, made of glyph 1 twice); A with VS17 is plainly A.</remarks>
internal static class TestFont
{
    public const string DefaultSequence = "A\U000E0100";

    public static byte[] Build()
    {
        byte[] square = Square();
        byte[] pair = Pair();
        byte[] locations = Words32(0, 0, square.Length, square.Length + pair.Length);
        byte[] head = new byte[54];
        WriteUInt32BigEndian(head, 0x00010000);
        WriteUInt16BigEndian(head.AsSpan(18), 1000);
        WriteInt16BigEndian(head.AsSpan(40), 1000);
        WriteInt16BigEndian(head.AsSpan(42), 880);
        WriteInt16BigEndian(head.AsSpan(50), 1);
        byte[] header = new byte[36];
        WriteInt16BigEndian(header.AsSpan(4), 880);
        WriteInt16BigEndian(header.AsSpan(6), -120);
        WriteUInt16BigEndian(header.AsSpan(34), 3);
        byte[] profile = new byte[32];
        WriteUInt32BigEndian(profile, 0x00010000);
        WriteUInt16BigEndian(profile.AsSpan(4), 3);
        WriteUInt16BigEndian(profile.AsSpan(6), 8);
        WriteUInt16BigEndian(profile.AsSpan(8), 2);
        WriteUInt16BigEndian(profile.AsSpan(28), 2);
        WriteUInt16BigEndian(profile.AsSpan(30), 1);
        return TrueTypeFile.Build(
        [
            ("cmap", CharacterMap()), ("glyf", [.. square, .. pair]), ("head", head), ("hhea", header),
            ("hmtx", Words16(500, 0, 1000, 0, 1000, 0)), ("loca", locations), ("maxp", profile), ("name", Words16(0, 0, 6)),
        ]);
    }

    private static byte[] CharacterMap()
    {
        byte[] format12 = [.. Words16(12, 0), .. Words32(28, 0, 1, 'A', 'B', 1)];
        byte[] format14 = [.. Words16(14), .. Words32(29, 1), 0x0E, 0x01, 0x00, .. Words32(21, 0), .. Words32(1), 0, 0, (byte)'A', 0];
        return
        [
            .. Words16(0, 2), .. Words16(0, 5), .. Words32(20 + format12.Length), .. Words16(3, 10), .. Words32(20),
            .. format12, .. format14,
        ];
    }

    /// <summary>One contour of four points with an instruction that the subset must drop.</summary>
    private static byte[] Square() =>
    [
        .. Words16(1, 0, 0, 400, 400), .. Words16(3), .. Words16(1), 0x4F,
        1, 1, 1, 1, .. Words16(0, 400, 0, -400), .. Words16(0, 0, 400, 0), 0,
    ];

    /// <summary>Glyph 1 at its place, and once more 500 units to the right, with instructions after it.</summary>
    private static byte[] Pair() =>
    [
        .. Words16(-1, 0, 0, 900, 400), .. Words16(0x0022, 1), 0, 0, .. Words16(0x0103, 1, 500, 0), .. Words16(1), 0x4F, 0, 0, 0,
    ];

    private static byte[] Words16(params int[] values) => [.. values.SelectMany(value => new[] { (byte)((value >> 8) & 0xFF), (byte)(value & 0xFF) })];

    private static byte[] Words32(params int[] values) => [.. values.SelectMany(value => Words16(value >> 16, value))];
}
