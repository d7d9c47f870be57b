using System.Text.Json;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Cases;

/// <summary>Builds the records of a case; what is not stated is valid and raises no finding.</summary>
internal static class CaseRecords
{
    private static readonly DateOnly Came = new(2015, 4, 1);

    /// <summary>The record of a given resident, with the facts of one history row laid over it.</summary>
    public static ResidentRecord Record(
        ResidentId id, JsonElement resident, JsonElement? row, CaseWorld world, ResidentRecord? before)
    {
        string relationship = row?.Text("relationship") ?? resident.Text("relationship") ?? Relationship.Head;
        AllottedHousehold household = world.Household(row?.Text("householdId") ?? resident.Text("householdId") ?? "H1");
        bool foreign = resident.Text("kind") == "foreign";
        PartialDate became = resident.Date("becameResidentOn") ?? PartialDate.FromDate(Came);
        ResidentRecord record = new()
        {
            Id = id,
            AddresseeNumber = resident.Text("addresseeNo") is { } number
                ? AddresseeNumber.Parse(number)
                : before?.AddresseeNumber ?? world.NextAddresseeNumber(),
            Municipality = CaseWorld.Municipality,
            Kind = foreign ? ResidentKind.Foreign : ResidentKind.Japanese,
            RecordCode = NumberState.Recorded,
            IndividualNumber = NumberState.Recorded,
            Name = Name(resident.Text("name") ?? "見本 太郎", resident.Text("kana")),
            CommonName = foreign && resident.Text("alias") is { Length: > 0 } alias
                ? new CommonName(alias, null, false) { RecordedOn = Came, RecordedBy = "霞野市" }
                : null,
            Sex = SexOf(resident.Text("sex"), relationship),
            BirthDate = resident.Date("birthDate") ?? resident.Date("birthWareki") ?? BirthOf(relationship),
            Address = Address(row?.Find("address") ?? resident.Find("address"), resident.Text("postalCode")),
            AddressSettled = new DatedFact(resident.Date("addressSince") ?? became),
            BecameResident = foreign ? null : new DatedFact(became, "IN_DOMESTIC", resident.Day("residentNotificationDate")),
            BecameForeignResident = foreign
                ? new DatedFact(resident.Date("becameForeignResidentOn") ?? PartialDate.FromDate(Came))
                : null,
            MovedInFrom = resident.Text("previousAddress") is { Length: > 0 } previous
                ? new AddressWithHead(new Address { Town = previous })
                : null,
            Domicile = foreign ? null : Domicile(resident.Text("honseki"), resident.Text("hittosha")),
            Foreign = foreign ? ForeignOf(resident) : null,
            Household = new Membership(household.Id, household.Number, relationship),
        };
        return WithState(record, resident, world.Today);
    }

    /// <summary>A name in the two scripts of the cases.</summary>
    public static PersonName Name(string written, string? kana) =>
        FixableItems.Named(new PersonName { Written = "", Kana = kana ?? "ミホン　タロウ", KanaConfirmed = true }, written);

    /// <summary>An address of the cases: one text, with or without a building.</summary>
    public static Address Address(JsonElement? address, string? postalCode) => new()
    {
        Town = "",
        Lot = address?.Text("lot") ?? "本町1-1",
        Building = address?.Text("building") is { Length: > 0 } building ? building : null,
        PostalCode = PostalCode.TryParse(postalCode, out PostalCode? code) ? code : null,
    };

    /// <summary>本籍・筆頭者.</summary>
    public static RegisteredDomicile Domicile(string? honseki, string? hittosha) =>
        new(new Address { Town = honseki ?? "霞野市本町1番地" }, hittosha ?? "見本 太郎");

    /// <summary>The items of a foreign resident.</summary>
    public static ForeignResidence ForeignOf(JsonElement person)
    {
        ForeignCategory? category = FixableItems.CategoryOf(person.Text("category") ?? "中長期在留者");
        string? card = person.Find("residenceCardNo") is { } stated ? stated.GetString() : "AB12345678CD";
        return new ForeignResidence
        {
            Nationality = "ベトナム",
            Category = category,
            Status = person.Text("residenceStatus") ?? (category == ForeignCategory.MidToLongTerm ? "定住者" : null),
            Period = category == ForeignCategory.MidToLongTerm ? "3年" : null,
            PeriodEnd = category == ForeignCategory.MidToLongTerm ? new DateOnly(2028, 3, 31) : null,
            CardNumber = ResidenceCardNumber.TryParse(card, out ResidenceCardNumber? number) ? number : null,
            PermittedStay = category is ForeignCategory.TemporaryRefuge or ForeignCategory.ProvisionalStay ? "6月" : null,
        };
    }

    /// <summary>The sex stated, or the one the relationship states, or male.</summary>
    public static Sex SexOf(string? sex, string relationship) => sex switch
    {
        "male" => Sex.Male,
        "female" => Sex.Female,
        null => Relationship.SexOf(relationship) is var stated and not Sex.Blank ? stated : Sex.Male,
        _ => Sex.Blank,
    };

    private static PartialDate BirthOf(string relationship) => PartialDate.FromDate(relationship switch
    {
        Relationship.Child => new DateOnly(2003, 6, 7),
        Relationship.Father or Relationship.Mother => new DateOnly(1946, 2, 3),
        _ => new DateOnly(1975, 4, 2),
    });

    private static ResidentRecord WithState(ResidentRecord record, JsonElement resident, DateOnly today)
    {
        string status = resident.Text("status") ?? "live";
        if (status == "live")
        {
            return record;
        }

        DateOnly planned = resident.Day("plannedOutDate") ?? resident.Day("removedOn") ?? today.AddDays(10);
        MoveOut plan = new(
            new Address
            {
                Town = resident.Text("plannedDestination") ?? "大阪府大阪市",
                Abroad = resident.Text("outKind") == "OUT_ABROAD",
            },
            planned)
        {
            NotifiedOn = planned.AddDays(-10),
        };
        ResidentRecord leaving = record with { MoveOut = plan };
        return status == "plannedOut"
            ? leaving
            : Departures.Removed(
                leaving,
                RemovalKind.MovedOut,
                "OUT_DOMESTIC",
                PartialDate.FromDate(planned),
                resident.Day("removedOn") ?? planned,
                plan.NotifiedOn);
    }
}
