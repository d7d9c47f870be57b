using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Daicho.Platform.Csv;

/// <summary>Writes a CSV file by its profile, in constant memory, and keeps its row count, size and hash.</summary>
public sealed class CsvWriter : IDisposable
{
    private const int FlushAt = 256 * 1024;
    private const byte Quote = (byte)'"';
    private readonly Stream stream;
    private readonly CsvProfile profile;
    private readonly CsvColumn[] columns;
    private readonly byte[] nullWord;
    private readonly byte[] newline;
    private readonly SearchValues<byte> needsQuotes;
    private readonly SearchValues<byte> notable;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * FlushAt);
    private byte[] encoded = [];
    private int length;
    private int field;

    /// <summary>Starts a file; the header row, if any, is written at once. The stream stays open.</summary>
    public CsvWriter(Stream stream, CsvProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        this.stream = stream;
        this.profile = profile.Check();
        columns = [.. profile.Columns];
        nullWord = Encoding.UTF8.GetBytes(profile.Null);
        newline = profile.Newline == CsvNewline.Lf ? [(byte)'\n'] : [(byte)'\r', (byte)'\n'];
        needsQuotes = SearchValues.Create([(byte)profile.Delimiter, (byte)'\r', (byte)'\n', Quote]);
        notable = CsvText.Notable(profile.Delimiter);
        if (profile.Bom == CsvBom.Required)
        {
            Append([0xEF, 0xBB, 0xBF]);
        }

        if (profile.Header != CsvHeader.None)
        {
            for (int i = 0; i < profile.Columns.Count; i++)
            {
                Separate();
                Put(Encoding.UTF8.GetBytes(profile.HeaderOf(i) ?? ""), forceQuotes: false);
                field++;
            }

            EndRow();
            Rows = 0;
        }
    }

    /// <summary>Rows written, the header not counted.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes an item; null is absence.</summary>
    /// <exception cref="InvalidDataException">The profile cannot express the value: our bug, never cut or replaced.</exception>
    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNull();
            return;
        }

        if (profile.ForPeople && value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
        {
            value = "'" + value;
        }

        int bytesMax = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (encoded.Length < bytesMax)
        {
            encoded = new byte[Math.Max(bytesMax, 1024)];
        }

        Write(encoded.AsSpan(0, StrictUtf8.GetBytes(value, encoded)));
    }

    /// <summary>Writes an item that is UTF-8 already.</summary>
    /// <exception cref="InvalidDataException">The profile cannot express the value.</exception>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        CsvColumn column = columns[Math.Min(field, columns.Length - 1)];
        bool looksNull = utf8.SequenceEqual(nullWord);
        bool plain = !utf8.ContainsAny(notable);
        if ((utf8.IsEmpty && !column.EmptyIsText && nullWord.Length == 0)
            || utf8.Length > profile.FieldBytesMax
            || utf8.Length > column.BytesMax
            || (utf8.Length > column.CharactersMax && CsvText.CountCharacters(utf8) > column.CharactersMax)
            || (!plain && CsvText.Find(utf8, column.LineBreaks) is not null))
        {
            throw new InvalidDataException($"Column {column.Name} of {profile.Name} cannot hold the value.");
        }

        Separate();
        if (plain && profile.Quote != CsvQuote.All && !looksNull)
        {
            Append(utf8);
        }
        else
        {
            Put(utf8, forceQuotes: looksNull && column.Nullable && nullWord.Length > 0);
        }

        field++;
    }

    /// <summary>Writes absence.</summary>
    /// <exception cref="InvalidDataException">The column does not allow it.</exception>
    public void WriteNull()
    {
        CsvColumn column = columns[Math.Min(field, columns.Length - 1)];
        if (!column.Nullable)
        {
            throw new InvalidDataException($"Column {column.Name} of {profile.Name} must not be absent.");
        }

        Separate();
        if (nullWord.Length > 0)
        {
            Append(nullWord);
        }
        else if (profile.Quote == CsvQuote.All)
        {
            Append([Quote, Quote]);
        }

        field++;
    }

    /// <summary>Writes absence so many times; quick, as wide layouts are mostly empty.</summary>
    /// <exception cref="InvalidDataException">A column does not allow it.</exception>
    public void WriteNulls(int count)
    {
        if (nullWord.Length > 0 || profile.Quote == CsvQuote.All || field == 0 || field + count > columns.Length)
        {
            for (int i = 0; i < count; i++)
            {
                WriteNull();
            }

            return;
        }

        foreach (CsvColumn column in columns.AsSpan(field, count))
        {
            if (!column.Nullable)
            {
                throw new InvalidDataException($"Column {column.Name} of {profile.Name} must not be absent.");
            }
        }

        Room(count).Fill((byte)profile.Delimiter);
        length += count;
        field += count;
    }

    /// <summary>Ends the row, and writes to the stream when enough has gathered.</summary>
    public async ValueTask EndRowAsync(CancellationToken cancellation)
    {
        EndRow();
        if (length >= FlushAt)
        {
            await FlushAsync(cancellation);
        }
    }

    /// <summary>Writes what has gathered to the stream.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (length == 0)
        {
            return;
        }

        hash.AppendData(buffer.AsSpan(0, length));
        Bytes += length;
        if (Bytes > profile.FileBytesMax)
        {
            throw new InvalidDataException($"A file of {profile.Name} grew past its limit.");
        }

        await stream.WriteAsync(buffer.AsMemory(0, length), cancellation);
        length = 0;
    }

    /// <summary>Ends the file: everything is in the stream; gives the facts for the manifest.</summary>
    public async ValueTask<CsvPart> CompleteAsync(string name, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await stream.FlushAsync(cancellation);
        return new CsvPart(name, Rows, Bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        hash.Dispose();
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            buffer = [];
        }
    }

    // Lone surrogates must fail, not become U+FFFD.
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private void EndRow()
    {
        if (profile.OpenEnded ? field < profile.Columns.Count : field != profile.Columns.Count)
        {
            throw new InvalidDataException($"A row of {profile.Name} has {field} columns.");
        }

        Append(newline);
        field = 0;
        Rows++;
    }

    private void Separate()
    {
        if (field > 0)
        {
            Append([(byte)profile.Delimiter]);
        }
    }

    private void Put(ReadOnlySpan<byte> utf8, bool forceQuotes)
    {
        bool special = utf8.ContainsAny(needsQuotes);
        if (profile.Quote != CsvQuote.All && !special && !forceQuotes)
        {
            Append(utf8);
            return;
        }

        if (profile.Quote == CsvQuote.None)
        {
            throw new InvalidDataException($"A value needs quotation marks, but {profile.Name} has none.");
        }

        Append([Quote]);
        int at;
        while (special && (at = utf8.IndexOf(Quote)) >= 0)
        {
            Append(utf8[..(at + 1)]);
            Append([Quote]);
            utf8 = utf8[(at + 1)..];
        }

        Append(utf8);
        Append([Quote]);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        length += bytes.Length;
    }

    private Span<byte> Room(int bytes)
    {
        if (length + bytes > buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + bytes));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            buffer = larger;
        }

        return buffer.AsSpan(length, bytes);
    }
}
