using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Daicho.Platform.Pdf;

/// <summary>The tables of one TrueType file, read by position; only small tables are ever held in memory.</summary>
/// <remarks>Source: OpenType 1.9, "Organization of an OpenType Font". The outlines (45 MB in IPAmj Mincho) stay on disk.</remarks>
internal sealed class FontTables
{
    private const uint TrueTypeOutlines = 0x00010000;

    private readonly SafeFileHandle file;
    private readonly Dictionary<string, (long Offset, int Length)> directory = [];

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no TrueType font (CFF outlines are not embedded).</exception>
    public FontTables(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"The font file {path} is missing; install the fonts of the system first.", path);
        }

        file = File.OpenHandle(path);
        byte[] head = ReadAt(0, 12);
        if (BinaryPrimitives.ReadUInt32BigEndian(head) != TrueTypeOutlines)
        {
            throw new InvalidDataException("The font file has no TrueType outlines.");
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(4));
        byte[] records = ReadAt(12, 16 * count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> record = records.AsSpan(16 * i, 16);
            directory[Encoding.ASCII.GetString(record[..4])] =
                (BinaryPrimitives.ReadUInt32BigEndian(record[8..]), (int)BinaryPrimitives.ReadUInt32BigEndian(record[12..]));
        }
    }

    /// <summary>A whole table.</summary>
    /// <exception cref="InvalidDataException">The font has no such table.</exception>
    public byte[] Read(string tag) => directory.TryGetValue(tag, out (long Offset, int Length) at)
        ? ReadAt(at.Offset, at.Length)
        : throw new InvalidDataException($"The font has no table {tag}.");

    /// <summary>A part of a table; safe to call from several threads.</summary>
    /// <exception cref="InvalidDataException">The part lies outside the table.</exception>
    public byte[] Read(string tag, long offset, int length)
    {
        (long start, int size) = directory[tag];
        return offset >= 0 && length >= 0 && offset + length <= size
            ? ReadAt(start + offset, length)
            : throw new InvalidDataException($"The font's table {tag} is shorter than its index says.");
    }

    /// <summary>SHA-256 of the whole file.</summary>
    public byte[] Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 16];
        for (long at = 0; RandomAccess.Read(file, block, at) is > 0 and int read; at += read)
        {
            hash.AppendData(block.AsSpan(0, read));
        }

        return hash.GetHashAndReset();
    }

    private byte[] ReadAt(long offset, int length)
    {
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length)
        {
            int read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            if (read == 0)
            {
                throw new InvalidDataException("The font file ends too early.");
            }

            done += read;
        }

        return bytes;
    }
}
