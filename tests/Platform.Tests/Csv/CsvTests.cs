using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.Platform.Keys;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Csv;

public sealed class CsvTests
{
    private static readonly CsvProfile Three = Profile(new() { Name = "a" }, new() { Name = "b" }, new() { Name = "c" });

    public static TheoryData<string, byte[], CsvFaultKind> BrokenFiles => new()
    {
        { "Shift_JIS", [.. "\"a\",\""u8, 0x8A, 0xBF, .. "\",\"c\"\r\n"u8], CsvFaultKind.InvalidEncoding },
        { "a surrogate in UTF-8", [.. "\"a\",\""u8, 0xED, 0xA0, 0x80, .. "\",\"c\"\r\n"u8], CsvFaultKind.InvalidEncoding },
        { "an overlong NUL", [.. "\"a\",\""u8, 0xC0, 0x80, .. "\",\"c\"\r\n"u8], CsvFaultKind.InvalidEncoding },
        { "UTF-16", Encoding.Unicode.GetBytes("\"a\",\"b\",\"c\"\r\n"), CsvFaultKind.StrayQuote },
        { "a mark", "\uFEFF\"a\",\"b\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.ByteOrderMark },
        { "a mark in the middle", "\"a\",\"\uFEFFb\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.Noncharacter },
        { "an open quote", "\"a\",\"b\",\"c\r\n"u8.ToArray(), CsvFaultKind.UnclosedQuote },
        { "a cut row", "\"a\",\"b\",\"c\""u8.ToArray(), CsvFaultKind.CutRow },
        { "a row cut in its line end", "\"a\",\"b\",\"c\"\r"u8.ToArray(), CsvFaultKind.CutRow },
        { "text after a quote", "\"a\"x,\"b\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.StrayQuote },
        { "a quote left out", "a,\"b\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.QuoteStyle },
        { "a bare line feed", "\"a\",\"b\",\"c\"\n"u8.ToArray(), CsvFaultKind.LineEnd },
        { "a bare carriage return", "\"a\",\"b\",\"c\"\rx"u8.ToArray(), CsvFaultKind.LineEnd },
        { "two columns", "\"a\",\"b\"\r\n"u8.ToArray(), CsvFaultKind.ColumnCount },
        { "a trailing comma", "\"a\",\"b\",\"c\",\"\"\r\n"u8.ToArray(), CsvFaultKind.ColumnCount },
        { "NUL", "\"a\",\"\0\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.ControlCharacter },
        { "a line break", "\"a\",\"b\r\nb\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.ControlCharacter },
        { "C1", "\"a\",\"\u0085\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.ControlCharacter },
        { "a line separator", "\"a\",\"\u2028\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.ControlCharacter },
        { "right to left", "\"a\",\"x\u202Ey\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.BidiControl },
        { "an isolate", "\"a\",\"x\u2066y\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.BidiControl },
        { "an Arabic mark", "\"a\",\"x\u061Cy\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.BidiControl },
        { "U+FFFE", [.. "\"a\",\""u8, 0xEF, 0xBF, 0xBE, .. "\",\"c\"\r\n"u8], CsvFaultKind.Noncharacter },
        { "U+FDD0", "\"a\",\"\uFDD0\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.Noncharacter },
        { "U+2FFFF", "\"a\",\"\U0002FFFF\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.Noncharacter },
        { "a selector alone", "\"a\",\"\U000E0102\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.LoneSelector },
        { "two selectors", "\"a\",\"葛\U000E0102\U000E0103\",\"c\"\r\n"u8.ToArray(), CsvFaultKind.LoneSelector },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public async Task A_broken_file_is_refused_with_its_place(string what, byte[] file, CsvFaultKind expected)
    {
        byte[] whole = [.. "\"1\",\"2\",\"3\"\r\n"u8, .. file];
        byte[] first = expected == CsvFaultKind.ByteOrderMark ? file : whole;
        (_, CsvFault? fault) = await ReadAsync(first, Three, step: 7);
        fault.ShouldNotBeNull(what).Kind.ShouldBe(expected, what);
        fault.Line.ShouldBe(first == file ? 1 : 2, what);
        fault.Message.ShouldEndWith("。");
    }

    [Fact]
    public async Task A_field_of_a_million_characters_is_refused_without_being_held()
    {
        byte[] file = Encoding.UTF8.GetBytes($"\"a\",\"{new string('長', 1_000_000)}\",\"c\"\r\n");
        (_, CsvFault? fault) = await ReadAsync(file, Three);
        fault.ShouldBe(new CsvFault(CsvFaultKind.FieldTooLong, 1, 2, "b"));
    }

    [Fact]
    public async Task A_million_columns_are_refused()
    {
        byte[] file = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\"\",", 1_000_000)));
        (_, CsvFault? fault) = await ReadAsync(file, Three);
        fault.ShouldNotBeNull().Kind.ShouldBe(CsvFaultKind.RowTooLong);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+81-3")]
    [InlineData("-5")]
    [InlineData("@SUM(A1)")]
    [InlineData("'; drop table resident; --")]
    public async Task A_cell_that_looks_like_a_formula_stays_the_text_it_is(string text)
    {
        (byte[] file, _) = await WriteAsync(Three, [text, null, "末\"尾\""]);
        (List<string?[]> rows, CsvFault? fault) = await ReadAsync(file, Three, step: 3);
        fault.ShouldBeNull();
        rows.ShouldHaveSingleItem().ShouldBe([text, null, "末\"尾\""]);
    }

    [Fact]
    public async Task What_is_written_is_read_back_in_every_style_and_every_cut_of_the_stream()
    {
        SeededRandom random = new(20261101);
        string[] alphabet = ["a", "\"", ",", "'", " ", "　", "漢", "葛\U000E0102", "𠮷", "ー", "é", "=", "\\N", "０"];
        for (int round = 0; round < 300; round++)
        {
            bool word = round % 2 == 0;
            CsvProfile profile = Three with
            {
                Quote = round % 3 == 0 ? CsvQuote.All : CsvQuote.Minimal,
                Null = word ? "\\N" : "",
                Header = round % 5 == 0 ? CsvHeader.En : CsvHeader.None,
                Newline = round % 7 == 0 ? CsvNewline.Lf : CsvNewline.CrLf,
            };
            string?[][] rows = [.. Enumerable.Range(0, random.NextInt(6)).Select(_ => Enumerable.Range(0, 3).Select(_ =>
            {
                int length = random.NextInt(6);
                return length == 5 || (length == 0 && !word)
                    ? null
                    : string.Concat(Enumerable.Range(0, length).Select(_ => random.Pick(alphabet)));
            }).ToArray())];
            (byte[] file, CsvPart part) = await WriteAsync(profile, rows);
            (List<string?[]> read, CsvFault? fault) = await ReadAsync(file, profile, step: 1 + random.NextInt(9));
            fault.ShouldBeNull();
            read.Count.ShouldBe(rows.Length);
            part.Rows.ShouldBe(rows.Length);
            for (int i = 0; i < rows.Length; i++)
            {
                read[i].ShouldBe(rows[i]);
            }
        }
    }

    [Fact]
    public async Task Random_bytes_never_break_the_reader()
    {
        SeededRandom random = new(7);
        byte[] alphabet = [.. "\",\r\n"u8, 0, 0x61, 0xE6, 0xBC, 0xA2, 0xEF, 0xBB, 0xBF, 0xF3, 0xA0, 0x84, 0x82, 0xFF];
        for (int round = 0; round < 5000; round++)
        {
            byte[] file = [.. Enumerable.Range(0, random.NextInt(40)).Select(_ => alphabet[random.NextInt(alphabet.Length)])];
            CsvProfile profile = Three with { Quote = (CsvQuote)random.NextInt(3), Newline = (CsvNewline)random.NextInt(3) };
            (List<string?[]> rows, CsvFault? fault) = await ReadAsync(file, profile, step: 1 + random.NextInt(5));
            (rows.Count > 0 || fault is not null || file.Length == 0).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Absence_and_the_empty_text_stay_different()
    {
        CsvProfile profile = Profile(new() { Name = "text", EmptyIsText = true, Nullable = false }, new() { Name = "perhaps" });
        (byte[] file, _) = await WriteAsync(profile, ["", null]);
        (List<string?[]> rows, _) = await ReadAsync(file, profile);
        rows.ShouldHaveSingleItem().ShouldBe(["", null]);
    }

    [Fact]
    public void A_layout_that_cannot_tell_them_apart_is_refused_before_any_file() =>
        Should.Throw<ArgumentException>(() => Profile(new CsvColumn { Name = "text", EmptyIsText = true }).Check());

    [Fact]
    public async Task A_value_that_the_layout_cannot_hold_is_never_cut()
    {
        CsvProfile profile = Profile(new CsvColumn { Name = "short", CharactersMax = 2 });
        await Should.ThrowAsync<InvalidDataException>(() => WriteAsync(profile, ["三文字"]));
        (byte[] file, _) = await WriteAsync(profile, ["葛\U000E0102𠮷"]);
        (List<string?[]> rows, CsvFault? fault) = await ReadAsync(file, profile);
        fault.ShouldBeNull();
        rows.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Faulty_rows_are_listed_and_the_others_still_read()
    {
        byte[] file = "\"1\",\"2\",\"3\"\r\n\"x\"\r\n\"\0\",\"\",\"\"\r\n\"4\",\"5\",\"6\"\r\n"u8.ToArray();
        using CsvReader reader = new(new MemoryStream(file), Three);
        List<(long Line, CsvFaultKind? Kind)> seen = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            seen.Add((reader.Line, reader.Fault?.Kind));
        }

        seen.ShouldBe([(1, null), (2, CsvFaultKind.ColumnCount), (3, CsvFaultKind.ControlCharacter), (4, null)]);
    }

    [Fact]
    public void A_profile_is_data()
    {
        CsvProfile profile = Three with { Null = "\\N", Header = CsvHeader.En, Quote = CsvQuote.Minimal };
        CsvProfile.Parse(Encoding.UTF8.GetBytes(profile.ToJson())).ToJson().ShouldBe(profile.ToJson());
    }

    [Fact]
    public async Task A_set_is_seen_only_with_its_manifest_and_only_unchanged()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string folder = PostgresFixture.CreateFolder();
        using System.Security.Cryptography.ECDsa key =
            System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        ManifestSigners signers = new([SignerKey.Of(key)], UnsignedToo: false);
        try
        {
            (byte[] file, CsvPart part) = await WriteAsync(Three, ["a", "b", "c"]);
            string path = Path.Combine(folder, part.Name);
            await File.WriteAllBytesAsync(path, file, cancellation);
            (await CsvManifest.ReadAsync(folder, signers, cancellation)).Refusal!.Code.ShouldBe("CSV-M01");

            await Manifest(part).PublishAsync(
                folder, data => key.SignData(data, System.Security.Cryptography.HashAlgorithmName.SHA256), cancellation);
            CsvManifest read = (await CsvManifest.ReadAsync(folder, signers, cancellation)).Value;
            read.Parts.ShouldBe([part]);
            read.SignedBy.ShouldBe(signers.Known[0].Fingerprint);

            file[1] ^= 1;
            await File.WriteAllBytesAsync(path, file, cancellation);
            (await CsvManifest.ReadAsync(folder, signers, cancellation)).Refusal!.Code.ShouldBe("CSV-M04");

            await Manifest(part with { Rows = 2 }).PublishAsync(folder, null, cancellation);
            (await CsvManifest.ReadAsync(folder, signers, cancellation)).Refusal!.Code.ShouldBe("CSV-M03");
            File.Delete(Path.Combine(folder, CsvManifest.SignatureName));
            (await CsvManifest.ReadAsync(folder, signers, cancellation)).Refusal!.Code.ShouldBe("CSV-M03");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_public_key_survives_its_text_and_nothing_else_is_taken_for_one()
    {
        using System.Security.Cryptography.ECDsa key =
            System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        using System.Security.Cryptography.ECDsa other =
            System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        SignerKey signer = SignerKey.Of(key);

        SignerKey.TryParse(signer.ToPem(), out SignerKey? read).ShouldBeTrue();
        read!.Fingerprint.ShouldBe(signer.Fingerprint);
        foreach (string wrong in (string[])["", "abc", key.ExportPkcs8PrivateKeyPem(), SignerKey.Of(other).ToPem(), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
        {
            SignerKey.TryParse(wrong, out _).ShouldBeFalse();
        }
    }

    private static CsvManifest Manifest(CsvPart part) => new()
    {
        Id = Guid.CreateVersion7(),
        Linkage = "test",
        Version = "1",
        CreatedAt = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.FromHours(9)),
        Rows = part.Rows,
        Parts = [part],
        Profile = "three",
        Producer = "test",
    };

    private static CsvProfile Profile(params CsvColumn[] columns) => new() { Name = "three", Version = "1", Columns = columns };

    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@A1", "'@A1")]
    [InlineData("転居届", "転居届")]
    public async Task A_formula_is_written_as_text_for_people_and_as_it_is_for_programs(string value, string forPeople)
    {
        CsvProfile profile = new() { Name = "people", Version = "1", Quote = CsvQuote.Minimal, Columns = [new CsvColumn { Name = "a" }] };
        (byte[] linkage, _) = await WriteAsync(profile, [[value]]);
        (byte[] people, _) = await WriteAsync(profile with { ForPeople = true }, [[value]]);
        Encoding.UTF8.GetString(linkage).TrimEnd().ShouldBe(value);
        Encoding.UTF8.GetString(people).TrimEnd().ShouldBe(forPeople);
    }

    private static async Task<(byte[] File, CsvPart Part)> WriteAsync(CsvProfile profile, params string?[][] rows)
    {
        using MemoryStream stream = new();
        using CsvWriter writer = new(stream, profile);
        foreach (string?[] row in rows)
        {
            foreach (string? value in row)
            {
                writer.Write(value);
            }

            await writer.EndRowAsync(TestContext.Current.CancellationToken);
        }

        CsvPart part = await writer.CompleteAsync("part.csv", TestContext.Current.CancellationToken);
        return (stream.ToArray(), part);
    }

    private static async Task<(List<string?[]> Rows, CsvFault? Fault)> ReadAsync(byte[] file, CsvProfile profile, int step = 1 << 20)
    {
        using CsvReader reader = new(new Drips(file, step), profile);
        List<string?[]> rows = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            if (reader.Fault is not null)
            {
                return (rows, reader.Fault);
            }

            rows.Add([.. Enumerable.Range(0, reader.Count).Select(reader.Text)]);
        }

        return (rows, reader.Fault);
    }

    /// <summary>Gives a few bytes at a time, so that every cut inside a row is met.</summary>
    private sealed class Drips(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
