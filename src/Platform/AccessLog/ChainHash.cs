using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Daicho.Platform.AccessLog;

/// <summary>
/// The hashes of the chain. The canonical form of a row is its tuple in PostgreSQL's binary COPY format over the columns
/// of <c>platform.access_log_canonical</c>: field count, then length and bytes of each field. It is the same on every
/// machine and server version, tells null from empty, and costs nothing to make.
/// </summary>
internal static class ChainHash
{
    /// <summary>What stands before the first row.</summary>
    public static readonly byte[] Genesis = SHA256.HashData("daicho access log chain 1"u8);

    public static byte[] Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> rowHash)
    {
        Span<byte> both = stackalloc byte[64];
        previous.CopyTo(both);
        rowHash.CopyTo(both[32..]);
        return SHA256.HashData(both);
    }

    /// <summary>Hash of a part of a tuple's fields, as if the tuple consisted of them alone.</summary>
    public static byte[] OfRow(ReadOnlySpan<byte> fields, short count)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[2];
        BinaryPrimitives.WriteInt16BigEndian(head, count);
        hash.AppendData(head);
        hash.AppendData(fields);
        return hash.GetHashAndReset();
    }
}

/// <summary>One tuple of a binary COPY: the bytes of its fields and where each lies.</summary>
internal sealed class CopyTuple
{
    private byte[] bytes = new byte[4096];
    private (int Start, int Length)[] fields = [];
    private int end;

    /// <summary>Reads the next tuple; false at the end of the stream.</summary>
    public async ValueTask<bool> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        await stream.ReadExactlyAsync(bytes.AsMemory(0, 2), cancellation);
        short count = BinaryPrimitives.ReadInt16BigEndian(bytes);
        if (count < 0)
        {
            return false;
        }

        if (fields.Length != count)
        {
            fields = new (int, int)[count];
        }

        end = 0;
        for (int i = 0; i < count; i++)
        {
            await FillAsync(stream, 4, cancellation);
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(end - 4));
            fields[i] = (end, length);
            if (length > 0)
            {
                await FillAsync(stream, length, cancellation);
            }
        }

        return true;
    }

    /// <summary>Skips the header of the stream: signature, flags and extension.</summary>
    public static async ValueTask SkipHeaderAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] header = new byte[19];
        await stream.ReadExactlyAsync(header, cancellation);
        if (!header.AsSpan(0, CopySignature.Length).SequenceEqual(CopySignature))
        {
            throw new InvalidDataException("The server did not answer with a binary COPY.");
        }
    }

    public bool IsNull(int field) => fields[field].Length < 0;

    public long Int64(int field) => BinaryPrimitives.ReadInt64BigEndian(Field(field));

    public ReadOnlySpan<byte> Field(int field) => bytes.AsSpan(fields[field].Start, Math.Max(0, fields[field].Length));

    /// <summary>The fields from <paramref name="first"/> on with their lengths, as they came.</summary>
    public ReadOnlySpan<byte> From(int first) => bytes.AsSpan(fields[first].Start - 4, end - fields[first].Start + 4);

    private static readonly byte[] CopySignature = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];

    private async ValueTask FillAsync(Stream stream, int length, CancellationToken cancellation)
    {
        if (bytes.Length < end + length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, end + length));
        }

        await stream.ReadExactlyAsync(bytes.AsMemory(end, length), cancellation);
        end += length;
    }
}
