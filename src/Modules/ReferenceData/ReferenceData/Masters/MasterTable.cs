using System.Security.Cryptography;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Csv;

namespace Daicho.ReferenceData.Masters;

/// <summary>Reads a master file into rows of text, strictly; files of masters are small enough to be held whole.</summary>
internal static class MasterTable
{
    private const int BytesMax = 256 * 1024 * 1024;

    /// <summary>A row of text with its line in the file; absent items are empty text.</summary>
    internal readonly record struct Row(long Line, string[] Items)
    {
        public string this[int column] => Items[column];
    }

    /// <summary>A file's rows and hash.</summary>
    internal sealed record Table(IReadOnlyList<Row> Rows, string Sha256);

    /// <summary>Reads a file with or without header; line ends and quotes as they come, encoding as stated.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="header">Names of the columns when the file has a header, otherwise null.</param>
    /// <param name="columns">Number of columns, or the least number when <paramref name="openEnded"/>.</param>
    /// <param name="openEnded">The last column repeats.</param>
    /// <param name="shiftJis">The file is in code page 932.</param>
    /// <param name="cancellation">Stops reading.</param>
    public static async Task<Result<Table>> ReadAsync(
        byte[] bytes,
        string[]? header,
        int columns,
        bool openEnded,
        bool shiftJis,
        CancellationToken cancellation)
    {
        CsvProfile profile = new()
        {
            Name = "master",
            Version = "1",
            Bom = CsvBom.Optional,
            Newline = CsvNewline.Any,
            Quote = CsvQuote.Minimal,
            Header = header is null ? CsvHeader.None : CsvHeader.En,
            FinalNewline = false,
            OpenEnded = openEnded,
            FileBytesMax = 2L * BytesMax,
            Columns = [.. Enumerable.Range(0, columns).Select(i => new CsvColumn
            {
                Name = header?[i] ?? $"{i + 1}",
                EmptyIsText = true,
                Nullable = false,
            })],
        };
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        MemoryStream raw = new(bytes, writable: false);
        try
        {
            await using Stream utf8 = shiftJis ? Encoding.CreateTranscodingStream(raw, CodePage932(), new UTF8Encoding(false, true)) : raw;
            using CsvReader reader = new(utf8, profile);
            List<Row> rows = [];
            while (await reader.ReadAsync(cancellation) && reader.Fault is null)
            {
                string[] items = new string[reader.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = reader.Text(i) ?? "";
                }

                rows.Add(new Row(reader.Line, items));
            }

            return reader.Fault is { } fault
                ? MasterRefusals.At(fault.Line, fault.Column, fault.Message)
                : rows.Count == 0 ? MasterRefusals.Empty : new Table(rows, sha256);
        }
        catch (DecoderFallbackException)
        {
            return MasterRefusals.Encoding;
        }
    }

    private static Encoding CodePage932() =>
        CodePagesEncodingProvider.Instance.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? throw new InvalidOperationException("The framework carries code page 932.");
}

/// <summary>Why masters are refused.</summary>
internal static class MasterRefusals
{
    /// <summary>No rows.</summary>
    public static readonly Refusal Empty = new("RD-01", "ファイルに行がありません。正しいファイルか確認してください。", RefusalKind.Malformed);

    /// <summary>Bytes that are not of the encoding.</summary>
    public static readonly Refusal Encoding = new(
        "RD-02", "文字コードが正しくありません。配布元のファイルをそのまま指定してください。", RefusalKind.Malformed);

    /// <summary>The municipality masters must come first.</summary>
    public static readonly Refusal NoMunicipalities = new(
        "RD-03", "市区町村のマスタがまだありません。先に市区町村（municipalities.csv）を取り込んでください。");

    /// <summary>No file of a known form.</summary>
    public static readonly Refusal NothingKnown = new(
        "RD-04", "取り込めるファイルがありません。ファイル名または --kind を確認してください。", RefusalKind.NotFound);

    /// <summary>Towns for a population are missing.</summary>
    public static readonly Refusal NoPopulation = new(
        "RD-05", "この市区町村の町字のマスタがありません。先に daicho masters import で取り込んでください。", RefusalKind.NotFound);

    /// <summary>A row is wrong.</summary>
    public static Refusal At(long line, int column, string message) => new(
        "RD-06",
        $"{line}行目{(column > 0 ? $"{column}列目" : "")}: {message}",
        RefusalKind.Malformed);
}
