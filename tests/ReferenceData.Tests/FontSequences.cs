using System.Buffers.Binary;

namespace Daicho.ReferenceData.Tests;

/// <summary>The variation sequences of a font (cmap format 14), read without the program's own font code.</summary>
internal sealed class FontSequences
{
    private readonly HashSet<(int Base, int Selector)> sequences = [];

    public static FontSequences Read(string path)
    {
        FontSequences font = new();
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        int tables = U16(file, 4);
        for (int i = 0; i < tables; i++)
        {
            if (file.Slice(12 + (16 * i), 4).SequenceEqual("cmap"u8))
            {
                font.ReadCmap(file[U32(file, 12 + (16 * i) + 8)..]);
            }
        }

        return font;
    }

    public bool Contains(int character, int selector) => sequences.Contains((character, selector));

    private void ReadCmap(ReadOnlySpan<byte> cmap)
    {
        for (int i = 0; i < U16(cmap, 2); i++)
        {
            ReadOnlySpan<byte> table = cmap[U32(cmap, 4 + (8 * i) + 4)..];
            if (U16(table, 0) == 14)
            {
                ReadSelectors(table);
            }
        }
    }

    private void ReadSelectors(ReadOnlySpan<byte> table)
    {
        for (int i = 0; i < U32(table, 6); i++)
        {
            ReadOnlySpan<byte> record = table[(10 + (11 * i))..];
            int selector = U24(record, 0);
            if (U32(record, 3) is > 0 and int plain)
            {
                for (int j = 0; j < U32(table, plain); j++)
                {
                    ReadOnlySpan<byte> range = table[(plain + 4 + (4 * j))..];
                    for (int more = 0; more <= range[3]; more++)
                    {
                        sequences.Add((U24(range, 0) + more, selector));
                    }
                }
            }

            if (U32(record, 7) is > 0 and int special)
            {
                for (int j = 0; j < U32(table, special); j++)
                {
                    sequences.Add((U24(table, special + 4 + (5 * j)), selector));
                }
            }
        }
    }

    private static int U16(ReadOnlySpan<byte> from, int at) => BinaryPrimitives.ReadUInt16BigEndian(from[at..]);

    private static int U24(ReadOnlySpan<byte> from, int at) => (from[at] << 16) | U16(from, at + 1);

    private static int U32(ReadOnlySpan<byte> from, int at) => (int)BinaryPrimitives.ReadUInt32BigEndian(from[at..]);
}
