using System.Text.Json;
using System.Text.Json.Serialization;

namespace Daicho.Platform.Csv;

/// <summary>Which items are put into quotation marks.</summary>
public enum CsvQuote
{
    /// <summary>Every item.</summary>
    All,

    /// <summary>Only items that hold the delimiter, a quotation mark or a line break.</summary>
    Minimal,

    /// <summary>None; an item that would need them cannot be written.</summary>
    None,
}

/// <summary>Which header row a file has.</summary>
public enum CsvHeader
{
    /// <summary>None: the layout fixes the order (linkage files).</summary>
    None,

    /// <summary>Names of the columns.</summary>
    En,

    /// <summary>Japanese names of the columns.</summary>
    Ja,
}

/// <summary>Byte order mark at the start of a file.</summary>
public enum CsvBom
{
    /// <summary>Refused, and not written.</summary>
    None,

    /// <summary>Read over when present; not written.</summary>
    Optional,

    /// <summary>Must be present; written.</summary>
    Required,
}

/// <summary>What ends a record.</summary>
public enum CsvNewline
{
    /// <summary>CR LF.</summary>
    CrLf,

    /// <summary>LF.</summary>
    Lf,

    /// <summary>Either when reading; CR LF when writing.</summary>
    Any,
}

/// <summary>One item of a layout.</summary>
public sealed record CsvColumn
{
    /// <summary>Permanent name, unique in its layout.</summary>
    public required string Name { get; init; }

    /// <summary>The Japanese name of the item.</summary>
    public string? Japanese { get; init; }

    /// <summary>Most characters, a base and its selector counted as one; null for no limit but the field limit.</summary>
    public int? CharactersMax { get; init; }

    /// <summary>Most bytes, for receivers with a byte limit.</summary>
    public int? BytesMax { get; init; }

    /// <summary>An empty field is the empty text. Otherwise it is absence (null), as <see cref="CsvProfile.Null"/> says.</summary>
    public bool EmptyIsText { get; init; }

    /// <summary>Absence is allowed.</summary>
    public bool Nullable { get; init; } = true;

    /// <summary>CR and LF are allowed inside the item.</summary>
    public bool LineBreaks { get; init; }
}

/// <summary>How files of one linkage are written and read: data, versioned, attached to the linkage (common-functions.md 3.2).</summary>
public sealed record CsvProfile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Name of the layout.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the layout.</summary>
    public required string Version { get; init; }

    /// <summary>Always UTF-8: other encodings are transcoded, strictly, before they reach the reader.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>Byte order mark.</summary>
    public CsvBom Bom { get; init; }

    /// <summary>End of a record.</summary>
    public CsvNewline Newline { get; init; }

    /// <summary>The delimiter: one ASCII character.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Quotation marks.</summary>
    public CsvQuote Quote { get; init; }

    /// <summary>Header row.</summary>
    public CsvHeader Header { get; init; }

    /// <summary>How absence is written: the empty text for an empty field, or a word such as <c>\N</c>.</summary>
    public string Null { get; init; } = "";

    /// <summary>The last record must end with a line break; without it a cut file cannot be told from a whole one.</summary>
    public bool FinalNewline { get; init; } = true;

    /// <summary>The last column may repeat any number of times (name lists).</summary>
    public bool OpenEnded { get; init; }

    /// <summary>Most bytes of one field.</summary>
    public int FieldBytesMax { get; init; } = 64 * 1024;

    /// <summary>Most bytes of one record.</summary>
    public int RowBytesMax { get; init; } = 1024 * 1024;

    /// <summary>Most bytes of one file; larger sets are split into parts.</summary>
    public long FileBytesMax { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>
    /// The file is opened by people in a spreadsheet: an item that would be taken for a formula (= + - @, tab, CR) is written
    /// behind an apostrophe (common-functions.md 10). Never for linkage files, which must carry the value as it is.
    /// </summary>
    public bool ForPeople { get; init; }

    /// <summary>The items in order.</summary>
    public required IReadOnlyList<CsvColumn> Columns { get; init; }

    /// <summary>Reads a profile from JSON and checks it.</summary>
    /// <exception cref="JsonException">It is no profile.</exception>
    /// <exception cref="ArgumentException">It contradicts itself.</exception>
    public static CsvProfile Parse(ReadOnlySpan<byte> json) =>
        (JsonSerializer.Deserialize<CsvProfile>(json, Options) ?? throw new JsonException("A profile is null.")).Check();

    /// <summary>The profile as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Refuses a layout in which a value could not be told from absence, before any file is written.</summary>
    /// <exception cref="ArgumentException">The profile contradicts itself.</exception>
    public CsvProfile Check()
    {
        Require(Columns.Count is > 0 and <= 2000, "A layout has 1 to 2000 columns.");
        Require(Encoding == "utf-8", "Only UTF-8 is read and written.");
        Require(char.IsAscii(Delimiter) && Delimiter is not ('"' or '\r' or '\n'), "The delimiter is one ASCII character.");
        Require(FieldBytesMax is > 0 && RowBytesMax >= FieldBytesMax, "A record is at least as long as a field.");
        Require(Columns.DistinctBy(column => column.Name).Count() == Columns.Count, "Column names are unique.");
        Require(
            Header != CsvHeader.Ja || Columns.All(column => column.Japanese is not null),
            "A Japanese header needs a Japanese name for every column.");
        foreach (CsvColumn column in Columns)
        {
            Require(
                !(column.EmptyIsText && column.Nullable && Null.Length == 0),
                $"In column {column.Name} the empty text cannot be told from absence.");
            Require(!(column.LineBreaks && Quote == CsvQuote.None), $"Column {column.Name} needs quotation marks.");
        }

        return this;
    }

    /// <summary>Name of a column in the header row; null without a header.</summary>
    internal string? HeaderOf(int column) => Header switch
    {
        CsvHeader.None => null,
        CsvHeader.En => Columns[column].Name,
        CsvHeader.Ja => Columns[column].Japanese,
    };

    /// <summary>The column a field belongs to; with an open end the last one repeats.</summary>
    internal CsvColumn ColumnOf(int field) => Columns[Math.Min(field, Columns.Count - 1)];

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
