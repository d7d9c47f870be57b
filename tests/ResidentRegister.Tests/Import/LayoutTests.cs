using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>The import layout: one definition that lists, writes and reads every item of the record.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Every_item_of_a_row_comes_back_as_it_was() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), async seed =>
    {
        HistoryRow row = new RandomRows((ulong)seed).Next();
        HistoryRow back = await RoundTripAsync(ImportLayout.Residents, row);
        Content(back).ShouldBe(Content(row));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public async Task Blank_empty_unknown_not_recorded_and_not_migrated_stay_different()
    {
        ResidentRecord record = Any.Resident() with
        {
            Office = "",
            Districts = new Districts(),
            Absent = new Dictionary<string, Absence>
            {
                ["DateOfBirth"] = Absence.Unknown,
                ["CommonNameRegistrationDate"] = Absence.NotRecorded,
                ["PriorAddress"] = Absence.NotMigrated,
            },
        };

        ResidentRecord back = (await RoundTripAsync(ImportLayout.Residents, Any.Row(record))).Record;

        back.Office.ShouldBe("");
        back.Districts.ShouldBe(new Districts());
        back.DistrictsBefore.ShouldBeNull();
        back.Marks.WarningCode.ShouldBeNull();
        back.Absent.ShouldBe(record.Absent);
    }

    [Fact]
    public async Task A_text_that_looks_like_a_formula_stays_the_text_it_is()
    {
        ResidentRecord record = Any.Resident();
        record = record with { Address = record.Address with { Building = "=HYPERLINK(\"http://invalid\")" } };

        (await RoundTripAsync(ImportLayout.Residents, Any.Row(record))).Record.Address.Building.ShouldBe(record.Address.Building);
    }

    [Theory]
    [InlineData("birth_date", "昨日", "日付として読み取れません")]
    [InlineData("addressee_number", "1234567", "検査数字")]
    [InlineData("sex", "おとこ", "区分が様式にありません")]
    [InlineData("name_written", "", "必須の項目が空です")]
    [InlineData("notified_on", "2023-02-29", "暦にある日")]
    [InlineData("history_no", "一", "数字で")]
    [InlineData("name_unset", "はい", "1（有）または0（無）")]
    [InlineData("resident_id", "x", "識別子の形")]
    [InlineData("notes", "[1]", "JSONとして読み取れません")]
    [InlineData("absent", "DateOfBirth=忘れた", "区分は")]
    [InlineData("empty", "no_such_column", "様式にない列名")]
    [InlineData("empty", "name_written", "値があります")]
    public async Task A_field_that_cannot_be_read_is_named_with_its_column_and_reason(string column, string value, string reason)
    {
        string[] fields = await FieldsAsync(ImportLayout.Residents, Any.Row(Any.Resident()));
        int place = ImportLayout.Residents.Profile.Columns.ToList().FindIndex(one => one.Name == column);
        fields[place] = value;

        (HistoryRow? row, IReadOnlyList<FieldFault> faults) =
            await ReadAsync(ImportLayout.Residents, await BytesAsync(ImportLayout.Residents, fields));

        row.ShouldBeNull();
        faults.ShouldContain(fault => fault.Message.Contains(reason) && !fault.Message.Contains("見本"));
        ImportLayout.Residents.Profile.Columns[faults[0].Column - 1].Name.ShouldBeOneOf(column, "name_written");
    }

    [Fact]
    public void Columns_have_unique_names_in_both_languages() =>
        new[]
        {
            ImportLayout.Residents.Profile, ImportLayout.History.Profile, ImportLayout.Households.Profile, ImportLayout.Numbers.Profile,
            ImportLayout.Support.Profile, ImportLayout.Suppressions.Profile, ImportLayout.Memos.Profile,
        }.ShouldAllBe(profile =>
            profile.Columns.Select(column => column.Japanese).Distinct().Count() == profile.Columns.Count
            && profile.Columns.Select(column => column.Name).Distinct().Count() == profile.Columns.Count);

    [Fact]
    public void No_column_of_the_residents_can_hold_a_number_of_the_vault() =>
        ImportLayout.Residents.Profile.Columns.Select(column => column.Name)
            .Where(name => name.Contains("individual_number") || name.Contains("record_code"))
            .ShouldBe(["record_code_state", "individual_number_state"]);

    [Fact]
    public async Task Small_files_come_back_as_they_were()
    {
        HouseholdRow household = new(new(Guid.CreateVersion7()), Any.Resident().Household.Number, new(2001, 1, 2), new(2020, 3, 4));
        NumberRow number = new(Any.Resident().AddresseeNumber, NumberKind.Individual, "123456789018");
        MemoRow memo = new(number.Person, "一行目\r\n二行目", "clerk-a", DateTimeOffset.UnixEpoch, null);
        SuppressionRow suppression = new()
        {
            SuppressionId = Guid.CreateVersion7(),
            Person = number.Person,
            Process = Protection.SuppressedProcess.Issue,
            Error = true,
            StartsOn = new(2024, 5, 6),
            Reason = "本人の申出",
            ReleasedUntil = DateTimeOffset.UnixEpoch,
        };

        (await RoundTripAsync(ImportLayout.Households, household)).ShouldBe(household);
        (await RoundTripAsync(ImportLayout.Numbers, number)).ShouldBe(number);
        (await RoundTripAsync(ImportLayout.Memos, memo)).ShouldBe(memo);
        (await RoundTripAsync(ImportLayout.Suppressions, suppression)).ShouldBe(suppression);
        SupportRow support = Support(number.Person);
        SupportRow back = await RoundTripAsync(ImportLayout.Support, support);
        back.Affairs.ShouldBe(support.Affairs);
        (back with { Affairs = support.Affairs }).ShouldBe(support);
    }

    private static SupportRow Support(AddresseeNumber person) => new()
    {
        MeasureId = Guid.CreateVersion7(),
        Person = person,
        Applicant = true,
        Provisional = false,
        StartedOn = new(2024, 1, 1),
        EndsOn = new(2024, 12, 31),
        Affairs = ["viewing", "record_present"],
        Contact = "",
        Offender = """{"name":"見本　次郎"}""",
        Forwarding = "[]",
    };

    private static (string Record, string Facts, string Reviewers) Content(HistoryRow row) => (
        RecordJson.Write(row.Record),
        (row with { Record = Blank, Facts = row.Facts with { ReviewedBy = [] } }).ToString(),
        string.Join('|', row.Facts.ReviewedBy) + System.Text.Json.JsonSerializer.Serialize(row.Facts.HappenedOn));

    private static readonly ResidentRecord Blank = Any.Resident();

    private static async Task<T> RoundTripAsync<T>(Layout<T> layout, T row)
        where T : class
    {
        (T? back, IReadOnlyList<FieldFault> faults) = await ReadAsync(layout, await BytesAsync(layout, row));
        faults.ShouldBeEmpty();
        return back.ShouldNotBeNull();
    }

    private static async Task<(T? Row, IReadOnlyList<FieldFault> Faults)> ReadAsync<T>(Layout<T> layout, byte[] file)
        where T : class
    {
        using CsvReader reader = new(new MemoryStream(file), layout.Profile);
        (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        reader.Fault.ShouldBeNull();
        RowBlock block = layout.Block(1);
        block.Add(reader);
        RowReader<T> rows = layout.Reader();
        return (rows.Read(block, 0), rows.Faults);
    }

    private static async Task<string[]> FieldsAsync<T>(Layout<T> layout, T row)
        where T : class
    {
        using CsvReader reader = new(new MemoryStream(await BytesAsync(layout, row)), layout.Profile);
        (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        return [.. Enumerable.Range(0, layout.Profile.Columns.Count).Select(i => reader.Text(i) ?? "")];
    }

    private static Task<byte[]> BytesAsync<T>(Layout<T> layout, T row)
        where T : class => WrittenAsync(layout, writer =>
        layout.To(writer).WriteAsync(row, TestContext.Current.CancellationToken));

    private static Task<byte[]> BytesAsync<T>(Layout<T> layout, string[] fields)
        where T : class => WrittenAsync(layout, writer =>
    {
        foreach (string field in fields)
        {
            writer.Write(field.Length == 0 ? null : field);
        }

        return writer.EndRowAsync(TestContext.Current.CancellationToken);
    });

    private static async Task<byte[]> WrittenAsync<T>(Layout<T> layout, Func<CsvWriter, ValueTask> write)
        where T : class
    {
        using MemoryStream stream = new();
        using CsvWriter writer = new(stream, layout.Profile);
        await write(writer);
        await writer.FlushAsync(TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
