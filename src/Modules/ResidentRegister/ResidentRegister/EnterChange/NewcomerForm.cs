using System.Globalization;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>Reads the persons who come: <c>N1.name</c>, <c>N2.name</c> and so on.</summary>
internal static class NewcomerForm
{
    /// <summary>How many persons the form shows.</summary>
    public static int People(Posted fields) =>
        int.TryParse(fields.Text("people"), NumberStyles.None, CultureInfo.InvariantCulture, out int people)
            ? Math.Clamp(people, 1, EntryNames.PeopleMax)
            : 1;

    /// <summary>The persons, in the order of the form.</summary>
    public static IReadOnlyList<Newcomer> Read(Posted fields, ChangeForm form, EntryLookups lookups) =>
        form.Has("newcomers")
            ? [.. Enumerable.Range(1, People(fields)).Select(place => One(fields, form, $"N{place}", lookups))]
            : [];

    /// <summary>What the move-out certificate says, with the differences and how they were settled (RR-20, CR-09).</summary>
    public static MoveOutCertificateData? Certificate(Posted fields)
    {
        MoveOutCertificateData read = new()
        {
            PlannedOn = fields.Day("certificate.plannedOn"),
            Reissued = fields.IsTicked("certificate.reissued"),
            Receipt = fields.Text("certificate.receipt"),
            Persons = [.. Places(fields).Select(key => Certified(fields, key)).OfType<CertifiedPerson>()],
            Discrepancies = [.. Places(fields).Select(key => Differing(fields, key)).OfType<Discrepancy>()],
        };
        return read is { PlannedOn: null, Reissued: false, Receipt: null, Persons.Count: 0, Discrepancies.Count: 0 } ? null : read;
    }

    private static IEnumerable<string> Places(Posted fields) => Enumerable.Range(1, People(fields)).Select(place => $"N{place}");

    private static CertifiedPerson? Certified(Posted fields, string key)
    {
        CertifiedPerson person = new(new PersonRef(key))
        {
            Name = fields.Text(key + ".certificateName"),
            BirthDate = fields.Date(key + ".certificateBirthDate", "birthDate"),
            Sex = fields.One<Sex>(key + ".certificateSex") ?? Sex.Blank,
        };
        return person is { Name: null, BirthDate: null, Sex: Sex.Blank } ? null : person;
    }

    private static Discrepancy? Differing(Posted fields, string key)
    {
        string? item = fields.Text(key + ".certificateItem");
        string? settlement = fields.Text(key + ".certificateSettlement");
        return item is null && settlement is null ? null : new Discrepancy(new PersonRef(key), item ?? "", settlement);
    }

    private static Newcomer One(Posted fields, ChangeForm form, string key, EntryLookups lookups)
    {
        string at = key + ".";
        if (fields.Text(at + "earlier") is not null && !lookups.Earlier.ContainsKey(key))
        {
            fields.Refuse("RR-23", "従前の記録が見つかりません。宛名番号を確認してください。", at + "earlier");
        }

        ResidentKind kind = fields.One<ResidentKind>(at + "kind") ?? ResidentKind.Japanese;
        return new Newcomer
        {
            Ref = new PersonRef(key),
            Earlier = lookups.Earlier.GetValueOrDefault(key),
            Kind = kind,
            Name = NameOf(fields, at),
            ParallelName = fields.Text(at + "parallelName") is { } parallel
                ? FixableItems.Named(new PersonName { Written = "" }, parallel)
                : null,
            CommonName = fields.Text(at + "commonName") is { } common
                ? new CommonName(common, fields.Text(at + "commonNameKana"), false)
                {
                    RecordedOn = fields.Day(at + "commonNameRecordedOn"),
                    RecordedBy = fields.Text(at + "commonNameRecordedBy"),
                }
                : null,
            DeletedCommonNames = form.Has("person.deletedCommonName") ? DeletedNameForm.Read(fields, at) : [],
            FormerSurname = fields.Text(at + "formerSurname") is { } former
                ? new FormerSurname(former, fields.Text(at + "formerSurnameKana"), false)
                : null,
            Sex = fields.One<Sex>(at + "sex") ?? Sex.Blank,
            BirthDate = fields.Date(at + "birthDate", "birthDate"),
            Relationship = fields.Text(at + "relationship"),
            MovedInFrom = EntryForm.AddressOf(fields, at + "movedInFrom") is { } from
                ? new AddressWithHead(from, fields.Text(at + "movedInFrom.head"))
                : null,
            LastRegistered = EntryForm.AddressOf(fields, at + "lastRegistered"),
            Domicile = EntryForm.AddressOf(fields, at + "domicile") is { } domicile
                ? new RegisteredDomicile(domicile, fields.Text(at + "domicile.head") ?? "")
                : null,
            Foreign = kind == ResidentKind.Foreign ? ForeignOf(fields, at + "foreign") : null,
            AddressSettledOn = fields.Date(at + "addressSettledOn", "addressSettledOn"),
            BecameResidentOn = fields.Date(at + "becameResidentOn", "becameResidentOn"),
            LivedElsewhereSince = fields.IsTicked(at + "livedElsewhereSince"),
            Parent = Guid.TryParse(fields.Text(at + "parent"), out Guid parent) ? new ResidentId(parent) : null,
            PointToNote = form.Has("person.pointToNote") ? fields.Text(at + "pointToNote") : null,
        };
    }

    private static PersonName? NameOf(Posted fields, string at)
    {
        string? written = fields.Text(at + "name");
        string? alphabet = fields.Text(at + "alphabet");
        return written is null && alphabet is null
            ? null
            : FixableItems.Named(new PersonName { Written = "", Alphabet = alphabet }, written) with
            {
                Kana = fields.Text(at + "kana"),
                KanaConfirmed = fields.IsTicked(at + "kanaConfirmed"),
            };
    }

    private static ForeignResidence ForeignOf(Posted fields, string at)
    {
        ResidenceCardNumber? card = null;
        if (fields.Text(at + ".cardNumber") is { } text && !ResidenceCardNumber.TryParse(text, out card))
        {
            fields.Refuse("ID-11", "在留カード等の番号は英字２字・数字８桁・英字２字で入力してください。", at + ".cardNumber");
        }

        return new ForeignResidence
        {
            Nationality = fields.Text(at + ".nationality"),
            Category = fields.One<ForeignCategory>(at + ".category"),
            Status = fields.Text(at + ".status"),
            Period = fields.Text(at + ".period"),
            PeriodEnd = fields.Day(at + ".periodEnd"),
            CardNumber = card,
            PermittedStay = fields.Text(at + ".permittedStay"),
            ResidenceNotified = true,
        };
    }
}
