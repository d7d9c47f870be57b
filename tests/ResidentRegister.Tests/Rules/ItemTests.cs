using System.Reflection;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>The items of the record against the published list (RR-06).</summary>
public sealed class ItemTests
{
    private static readonly Type[] Leaves =
    [
        typeof(string), typeof(bool), typeof(int), typeof(DateOnly), typeof(PartialDate), typeof(PostalCode), typeof(AddressCode),
        typeof(ResidenceCardNumber), typeof(AddresseeNumber), typeof(HouseholdNumber), typeof(MunicipalityCode), typeof(ResidentId),
        typeof(HouseholdId),
    ];

    [Fact]
    public void Every_item_of_the_published_list_has_its_place()
    {
        string[] published = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "cases", "record-items.csv"))[1..];
        published.Length.ShouldBe(297);
        RecordItems.All.Where(item => item.No <= 297).Select(item => $"{item.No},{item.Japanese},{item.Field}").ShouldBe(published);
    }

    [Fact]
    public void Every_path_leads_to_a_value_or_a_computation()
    {
        HistoryRow row = Any.Row(Any.Resident());
        foreach (ShownItem item in ItemText.Of(row))
        {
            item.Text.ShouldNotBeNull(item.Item.Field);
        }

        RecordItems.All.Where(item => item.Source == ItemSource.Derived).Select(item => item.Path).Order(StringComparer.Ordinal)
            .ShouldBe(Derivations.All.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_field_of_the_record_belongs_to_an_item()
    {
        HashSet<string> mapped = [.. RecordItems.All.Where(item => item.Source == ItemSource.Record).Select(item => item.Path)];
        string[] elsewhere = ["Id", "Household.Id", "Notes", "DeletedCommonNames", "Absent"];
        LeavesOf(typeof(ResidentRecord), "")
            .Where(path => !mapped.Contains(path) && !elsewhere.Any(known => path == known || path.StartsWith(known + ".", StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Equal_records_differ_in_nothing()
    {
        ResidentRecord record = Any.Resident();
        RecordDiff.Between(record, record).ShouldBeEmpty();
        RecordDiff.Between(record, record with { }).ShouldBeEmpty();
    }

    [Fact]
    public void A_difference_names_the_item_with_both_contents()
    {
        ResidentRecord record = Any.Resident();
        ItemDifference difference = RecordDiff.Between(record, record with { BirthDate = Stage.On(1980, 5, 6) }).ShouldHaveSingleItem();
        difference.Item.Japanese.ShouldBe("生年月日");
        difference.Before.ShouldBe("昭和５５年５月５日");
        difference.After.ShouldBe("昭和５５年５月６日");
    }

    [Fact]
    public void Notes_and_reasons_of_absence_are_part_of_the_difference()
    {
        ResidentRecord record = Any.Resident();
        RecordDiff.Between(record, record with { Notes = [new Note(NoteKind.Remark, null, "備考", Stage.Today)] })
            .ShouldHaveSingleItem().Item.Field.ShouldBe("Notes");
        RecordDiff.Between(record, record with { Absent = new Dictionary<string, Absence> { ["PriorAddress"] = Absence.NotMigrated } })
            .ShouldHaveSingleItem().Item.Field.ShouldBe("Absences");
    }

    [Fact]
    public void A_new_record_is_compared_with_blanks() =>
        RecordDiff.Between(null, Any.Resident()).ShouldNotContain(item => item.After.Length == 0);

    [Fact]
    public void Foreign_birth_dates_and_the_end_of_the_stay_are_western()
    {
        HistoryRow row = Any.Row(Stage.Foreigner());
        ItemText.Of(RecordItems.Get("DateOfBirth"), row).ShouldBe("１９８０年５月５日");
        ItemText.Of(RecordItems.Get("PeriodOfStayExpirationDate"), row).ShouldBe("２０２８年３月３１日");
        ItemText.Of(RecordItems.Get("PeriodOfStayYears"), row).ShouldBe("3");
        ItemText.Of(RecordItems.Get("DateOfBirth"), Any.Row(Any.Resident())).ShouldBe("昭和５５年５月５日");
    }

    private static IEnumerable<string> LeavesOf(Type type, string path)
    {
        foreach (PropertyInfo property in type.GetProperties().Where(property => property.CanWrite))
        {
            Type own = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            string name = path + property.Name;
            if (own.IsEnum || Leaves.Contains(own) || own.IsGenericType)
            {
                yield return name;
            }
            else
            {
                foreach (string leaf in LeavesOf(own, name + "."))
                {
                    yield return leaf;
                }
            }
        }
    }
}
