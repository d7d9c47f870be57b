using System.Buffers.Binary;
using System.Text;

namespace Daicho.ResidentRegister.Data;

/// <summary>Rows in PostgreSQL's binary COPY form, built on any thread and sent on another.</summary>
internal sealed class CopyRows
{
    private static readonly DateOnly Epoch = new(2000, 1, 1);
    private static readonly DateTimeOffset EpochMoment = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private byte[] bytes = new byte[64 * 1024];
    private int length;

    /// <summary>What begins a stream: signature, no flags, no extension.</summary>
    public static ReadOnlyMemory<byte> Header { get; } =
        new byte[] { 0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0 };

    /// <summary>What ends a stream.</summary>
    public static ReadOnlyMemory<byte> Trailer { get; } = new byte[] { 0xFF, 0xFF };

    /// <summary>The rows.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes.AsMemory(0, length);

    /// <summary>How many rows.</summary>
    public int Count { get; private set; }

    /// <summary>Empties it for reuse.</summary>
    public void Clear() => (length, Count) = (0, 0);

    /// <summary>Starts a row.</summary>
    public CopyRows Row(short columns)
    {
        Count++;
        BinaryPrimitives.WriteInt16BigEndian(Take(2), columns);
        return this;
    }

    /// <summary>NULL.</summary>
    public CopyRows Null()
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);
        return this;
    }

    /// <summary>smallint.</summary>
    public CopyRows Small(short? value)
    {
        if (value is not { } number)
        {
            return Null();
        }

        BinaryPrimitives.WriteInt16BigEndian(Sized(2), number);
        return this;
    }

    /// <summary>int.</summary>
    public CopyRows Int(int? value)
    {
        if (value is not { } number)
        {
            return Null();
        }

        BinaryPrimitives.WriteInt32BigEndian(Sized(4), number);
        return this;
    }

    /// <summary>boolean.</summary>
    public CopyRows Bool(bool value)
    {
        Sized(1)[0] = value ? (byte)1 : (byte)0;
        return this;
    }

    /// <summary>uuid.</summary>
    public CopyRows Id(Guid value)
    {
        value.TryWriteBytes(Sized(16), bigEndian: true, out _);
        return this;
    }

    /// <summary>uuid, or NULL.</summary>
    public CopyRows IdOrNull(Guid? value) => value is { } id ? Id(id) : Null();

    /// <summary>date.</summary>
    public CopyRows Date(DateOnly? value) => value is { } day ? Int(day.DayNumber - Epoch.DayNumber) : Null();

    /// <summary>timestamptz.</summary>
    public CopyRows Moment(DateTimeOffset? value)
    {
        if (value is not { } moment)
        {
            return Null();
        }

        BinaryPrimitives.WriteInt64BigEndian(Sized(8), (moment - EpochMoment).Ticks / TimeSpan.TicksPerMicrosecond);
        return this;
    }

    /// <summary>text.</summary>
    public CopyRows Text(string? value)
    {
        if (value is null)
        {
            return Null();
        }

        int place = length;
        Take(4 + Encoding.UTF8.GetMaxByteCount(value.Length));
        int written = Encoding.UTF8.GetBytes(value, bytes.AsSpan(place + 4));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(place), written);
        length = place + 4 + written;
        return this;
    }

    /// <summary>jsonb from its text.</summary>
    public CopyRows Json(ReadOnlySpan<byte> utf8)
    {
        Span<byte> place = Sized(1 + utf8.Length);
        place[0] = 1; // version of the binary form
        utf8.CopyTo(place[1..]);
        return this;
    }

    /// <summary>jsonb from its text, or NULL.</summary>
    public CopyRows Json(string? text) => text is null ? Null() : Json(Encoding.UTF8.GetBytes(text));

    /// <summary>text[].</summary>
    public CopyRows Texts(IReadOnlyList<string> values)
    {
        const int textOid = 25;
        int place = length;
        Take(4);
        int start = length;
        WriteInt(values.Count == 0 ? 0 : 1);
        WriteInt(0);
        WriteInt(textOid);
        if (values.Count > 0)
        {
            WriteInt(values.Count);
            WriteInt(1);
        }

        foreach (string value in values)
        {
            Text(value);
        }

        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(place), length - start);
        return this;
    }

    private void WriteInt(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    private Span<byte> Sized(int size)
    {
        WriteInt(size);
        return Take(size);
    }

    private Span<byte> Take(int size)
    {
        if (length + size > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + size));
        }

        length += size;
        return bytes.AsSpan(length - size, size);
    }
}
