using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Daicho.Platform.Storage;

/// <summary>What a file outside the declared places was recognised as.</summary>
public enum CopyKind
{
    /// <summary>An archive of <c>pg_dump</c> (custom or tar format).</summary>
    Dump,

    /// <summary>A dump as SQL text.</summary>
    SqlDump,

    /// <summary>A base backup of a server as a tar file.</summary>
    BaseBackup,

    /// <summary>A file of a server's data folder: pages of a table or an index.</summary>
    TableFile,

    /// <summary>A segment of a server's write-ahead log.</summary>
    LogSegment,

    /// <summary>A file that the program itself writes for others: an output of the register.</summary>
    Output,
}

/// <summary>Tells from the beginning of a file whether it holds content of a database.</summary>
/// <remarks>
/// The forms are those of PostgreSQL 15 and later: <c>pg_dump</c> archives (PGDMP), page headers of 8 KiB pages of layout version 4
/// (storage/bufpage.h) and long headers of 16 MiB log segments (access/xlog_internal.h, magic 0xD1xx). What is encrypted, packed by
/// another packer than gzip, or renamed inside another format is not recognised.
/// </remarks>
public static class CopySignature
{
    /// <summary>Bytes of the beginning that are looked at.</summary>
    public const int HeadBytes = 8192;

    private const int PageBytes = 8192;
    private const int PageHeaderBytes = 24;
    private const int PageSizeAndVersion = PageBytes | 4;
    private const int LogSegmentBytes = 16 * 1024 * 1024;
    private const int TarNameBytes = 100;
    private const int TarMagicAt = 257;

    private static readonly string[] TarNames = ["backup_label", "PG_VERSION", "global/pg_control", "tablespace_map", "./backup_label", "./PG_VERSION"];

    /// <summary>What a file is, or null when nothing is recognised.</summary>
    /// <param name="head">Its beginning, up to <see cref="HeadBytes"/> bytes.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="outputs">How the first lines of the program's own outputs begin.</param>
    public static CopyKind? Of(ReadOnlySpan<byte> head, long length, IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return Plain(head, outputs) ?? Pages(head, length) ?? (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? Plain(Unpacked(head), outputs) : null);
    }

    private static CopyKind? Plain(ReadOnlySpan<byte> head, IReadOnlyList<string> outputs)
    {
        if (head.StartsWith("PGDMP"u8))
        {
            return CopyKind.Dump;
        }

        if (head.Length > TarMagicAt + 5 && head.Slice(TarMagicAt, 5).SequenceEqual("ustar"u8))
        {
            ReadOnlySpan<byte> name = head[..TarNameBytes];
            int end = name.IndexOf((byte)0);
            string first = Encoding.ASCII.GetString(end < 0 ? name : name[..end]);
            return first == "toc.dat" ? CopyKind.Dump : TarNames.Contains(first) ? CopyKind.BaseBackup : null;
        }

        if (head.IndexOf("-- PostgreSQL database dump"u8) >= 0 || head.IndexOf("-- PostgreSQL database cluster dump"u8) >= 0)
        {
            return CopyKind.SqlDump;
        }

        ReadOnlySpan<byte> text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        foreach (string output in outputs)
        {
            if (text.StartsWith(Encoding.UTF8.GetBytes(output)))
            {
                return CopyKind.Output;
            }
        }

        return null;
    }

    private static CopyKind? Pages(ReadOnlySpan<byte> head, long length)
    {
        if (length == LogSegmentBytes && head is [_, 0xD1, ..])
        {
            return CopyKind.LogSegment;
        }

        if (length < PageBytes || length % PageBytes != 0 || head.Length < PageHeaderBytes)
        {
            return null;
        }

        int lower = BinaryPrimitives.ReadUInt16LittleEndian(head[12..]);
        int upper = BinaryPrimitives.ReadUInt16LittleEndian(head[14..]);
        int special = BinaryPrimitives.ReadUInt16LittleEndian(head[16..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(head[18..]) == PageSizeAndVersion
            && PageHeaderBytes <= lower && lower <= upper && upper <= special && special <= PageBytes
                ? CopyKind.TableFile
                : null;
    }

    // The beginning of what is packed; a packed file that breaks off or is none gives what could be read.
    private static byte[] Unpacked(ReadOnlySpan<byte> head)
    {
        byte[] unpacked = new byte[HeadBytes];
        int read = 0;
        try
        {
            using GZipStream stream = new(new MemoryStream(head.ToArray()), CompressionMode.Decompress);
            int more;
            while (read < unpacked.Length && (more = stream.Read(unpacked, read, unpacked.Length - read)) > 0)
            {
                read += more;
            }
        }
        catch (InvalidDataException)
        {
            return unpacked[..read];
        }

        return unpacked[..read];
    }
}
