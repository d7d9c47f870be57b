using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Relationships;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>
/// Checks of one record by itself; the part that an import runs on every row. Nothing is allocated while nothing is found.
/// </summary>
/// <remarks>
/// RQ-05 does not fire while the record code is asked for (<see cref="NumberState.Requested"/>): the code comes through the
/// resident network. What may be blank on a 除票 (1.1.6) is not asked of one.
/// </remarks>
internal static class RecordChecks
{
    private const int TransitionalDays = 60;

    /// <summary>Checks a record as of a day.</summary>
    public static void Check(ResidentRecord record, DateOnly today, MunicipalityCode municipality, Findings findings)
    {
        findings.About(record);
        Dates(record, today, findings);
        Address(record, municipality, findings);
        NameChecks.Registered(record.Name, record.Kind, null, findings);
        if (record.Sex == Sex.Blank)
        {
            findings.Add("RQ-15", "sex", record);
        }

        if (record.RecordCode == NumberState.None && record.IsLive)
        {
            findings.Add("RQ-05", "recordCode", record);
        }

        RelationshipText(record, findings);
        if (record.Kind == ResidentKind.Japanese)
        {
            Japanese(record, findings);
        }
        else
        {
            Foreign(record, today, findings);
        }

        findings.About(null);
    }

    private static void Dates(ResidentRecord record, DateOnly today, Findings findings)
    {
        PartialDate birth = record.BirthDate;
        if (birth.IsNonCalendar)
        {
            findings.Add("DT-08", "birthDate", record);
        }

        PartialDate? became = record.BecameResident?.On;
        if (became is not null && birth.Earliest > became.Latest)
        {
            findings.Add("DT-17", "becameResidentOn", record);
        }

        // A naturalised person became a resident on the day of 外国人住民となった年月日, which may be later than the address (4.5.3).
        if (became is not null && record.BecameResident?.ReasonCode != "EXO_ADD_NATURALIZED"
            && record.AddressSettled.On.Latest < became.Earliest)
        {
            findings.Add("DT-18", "addressSettledOn", record);
        }

        if (record.IsLive && birth.Latest is { } latest && latest <= today && Age.On(latest, today) > findings.Settings.AgeMax)
        {
            findings.Add("DT-23", "birthDate", record);
        }

        if (record.Removal is { } removal)
        {
            if (birth.Earliest > removal.HappenedOn.Latest)
            {
                findings.Add(removal.Kind == RemovalKind.Died ? "BD-07" : "DT-16", "removedOn", record);
            }

            // A vague day of removal exists only for 死亡 and 失踪 (1.1.8).
            bool vagueAllowed = removal.Kind is RemovalKind.Died or RemovalKind.Removed;
            if (removal.HappenedOn.Exact is null && !vagueAllowed)
            {
                findings.Add("DT-05", "removedOn", record);
            }
        }

        if (record.Foreign?.FormerRegistrationOn is { IsNonCalendar: true })
        {
            findings.Add("DT-05", "formerRegistrationOn", record);
        }
    }

    private static void Address(ResidentRecord record, MunicipalityCode municipality, Findings findings)
    {
        Address address = record.Address;
        if (address.Town.Length == 0 && address.Lot.Length == 0)
        {
            findings.Add("RQ-04", "address", record);
        }

        bool outside = address.Abroad
            || (address.Code is { } code && !code.Value.AsSpan(0, 5).SequenceEqual(municipality.Value.AsSpan(0, 5)));
        if (outside && record.IsLive)
        {
            findings.Add("RQ-20", "address", record);
        }
    }

    private static void RelationshipText(ResidentRecord record, Findings findings)
    {
        if (record.Household.Relationship.Length == 0)
        {
            return;
        }

        RelationshipFault fault = Relationship.Check(record.Household.Relationship);
        if (fault != RelationshipFault.None)
        {
            findings.Add(fault == RelationshipFault.TooLong ? "RL-02" : "RL-01", "relationship", record);
        }
    }

    private static void Japanese(ResidentRecord record, Findings findings)
    {
        if (record.Domicile is null or { Head: "" } or { Address: { Town: "", Lot: "" } })
        {
            findings.Add("RQ-02", "domicile", record);
        }

        if (record.BecameResident is null)
        {
            findings.Add("RQ-03", "becameResidentOn", record);
        }

        if (record.Foreign is not null || record.BecameForeignResident is not null)
        {
            findings.Add("RQ-16", "foreign", record);
        }

        if (record.CommonName is not null)
        {
            findings.Add("NM-12", "commonName", record);
        }

        if (record.FormerSurname is { } former)
        {
            NameChecks.Text(former.Written, "formerSurname", null, findings);
            NameChecks.Reading(former.Kana, "formerSurnameKana", null, findings);
            if (former.Written == record.Name.Surname)
            {
                findings.Add("NM-10", "formerSurname", record);
            }
        }
    }

    private static void Foreign(ResidentRecord record, DateOnly today, Findings findings)
    {
        if (record.BecameForeignResident is null)
        {
            findings.Add("RQ-06", "becameForeignResidentOn", record);
        }

        if (record.Domicile is not null)
        {
            findings.Add("RQ-16", "domicile", record);
        }

        if (record.FormerSurname is not null)
        {
            findings.Add("NM-11", "formerSurname", record);
        }

        foreach (DeletedCommonName deleted in record.DeletedCommonNames)
        {
            NameChecks.Text(deleted.Name.Written, "deletedCommonName", null, findings);
        }

        if (record.CommonName is { } common)
        {
            NameChecks.Text(common.Written, "commonName", null, findings);
            NameChecks.Reading(common.Kana, "commonNameKana", null, findings);
            if (common.RecordedOn is null || string.IsNullOrEmpty(common.RecordedBy))
            {
                findings.Add("NM-14", "commonName", record);
            }
        }

        if (record.Foreign?.Category is not { } category)
        {
            findings.Add("RQ-09", "category", record);
            return;
        }

        Status(record, record.Foreign, category, findings);
        Transitional(record, category, today, findings);
    }

    private static void Status(ResidentRecord record, ForeignResidence foreign, ForeignCategory category, Findings findings)
    {
        if (string.IsNullOrEmpty(foreign.Nationality))
        {
            findings.Add("FR-08", "nationality", record);
        }

        string? missing = category switch
        {
            ForeignCategory.MidToLongTerm => foreign.CardNumber is null && record.IsLive ? "RQ-10" : null,
            ForeignCategory.SpecialPermanent => foreign.CardNumber is null && record.IsLive ? "RQ-11" : null,
            ForeignCategory.TemporaryRefuge => string.IsNullOrEmpty(foreign.PermittedStay) ? "RQ-12" : null,
            ForeignCategory.ProvisionalStay => string.IsNullOrEmpty(foreign.PermittedStay) ? "RQ-13" : null,
            ForeignCategory.TransitionalByBirth or ForeignCategory.TransitionalByLossOfNationality => null,
        };
        if (missing is not null)
        {
            findings.Add(missing, missing is "RQ-10" or "RQ-11" ? "cardNumber" : "permittedStay", record);
        }

        if (category == ForeignCategory.MidToLongTerm && IsShortStay(foreign))
        {
            findings.Add("FR-02", "residenceStatus", record);
        }

        bool hasStay = foreign.Status is not null || foreign.Period is not null || foreign.PeriodEnd is not null;
        if (category == ForeignCategory.SpecialPermanent && hasStay)
        {
            findings.Add("FR-03", "residenceStatus", record);
        }
    }

    private static void Transitional(ResidentRecord record, ForeignCategory category, DateOnly today, Findings findings)
    {
        DateOnly? since = category switch
        {
            ForeignCategory.TransitionalByBirth => record.BirthDate.Latest,
            ForeignCategory.TransitionalByLossOfNationality => record.Marks.NationalityLostOn ?? record.BecameForeignResident?.On.Latest,
            ForeignCategory.MidToLongTerm or ForeignCategory.SpecialPermanent or ForeignCategory.TemporaryRefuge
                or ForeignCategory.ProvisionalStay => null,
        };
        if (since is { } from && record.IsLive && today > from.AddDays(TransitionalDays))
        {
            findings.Add("FR-04", "category", record);
        }
    }

    // 住民基本台帳法第30条の45, 出入国管理及び難民認定法第19条の3: not for stays of three months or less.
    private static bool IsShortStay(ForeignResidence foreign) =>
        foreign.Status is "短期滞在" or "外交" or "公用"
        || foreign.Period is "3月" or "３月" or "三月" or "2月" or "２月" or "1月" or "１月" or "90日" or "９０日" or "30日"
            or "３０日" or "15日" or "１５日" or "3か月" or "３か月";
}
