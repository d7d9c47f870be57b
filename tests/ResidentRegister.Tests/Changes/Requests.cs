using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Notifications of invented people, complete unless a test takes something away.</summary>
internal static class Requests
{
    public static readonly DateOnly Happened = new(2026, 6, 10);

    public static readonly Notifier ByPerson = new(NotifierKind.Person, "運転免許証");

    /// <summary>転居届 of residents.</summary>
    public static ChangeRequest Relocation(string lot, params ResidentRecord[] persons) => Notification("RELOCATION", "MOVE") with
    {
        Persons = [.. persons.Select(person => person.Id)],
        NewAddress = new Address { Town = "緑町", Lot = lot },
    };

    /// <summary>世帯変更届.</summary>
    public static ChangeRequest Household(string form, string reason, params ResidentRecord[] persons) =>
        Notification(form, reason) with { Persons = [.. persons.Select(person => person.Id)] };

    /// <summary>転出届.</summary>
    public static ChangeRequest MoveOut(DateOnly planned, params ResidentRecord[] persons) =>
        Notification("MOVE_OUT", "OUT_DOMESTIC") with
        {
            Persons = [.. persons.Select(person => person.Id)],
            HappenedOn = PartialDate.FromDate(planned),
            Destination = new Destination(new Address { Town = "例示県例示市中央", Lot = "１番地" }),
        };

    /// <summary>転入届 of a family of head, wife and children.</summary>
    public static ChangeRequest MoveIn(int children = 2, string surname = "新規") =>
        Notification("MOVE_IN", "IN_DOMESTIC") with
        {
            Newcomers =
            [
                Newcomer("N1", $"{surname}　一郎", Sex.Male, new DateOnly(1985, 4, 1), "世帯主"),
                Newcomer("N2", $"{surname}　二葉", Sex.Female, new DateOnly(1986, 5, 2), "妻"),
                .. Enumerable.Range(0, children).Select(place =>
                    Newcomer($"N{place + 3}", $"{surname}　子{place}", Sex.Female, new DateOnly(2015, 6, place + 3), "子")),
            ],
            NewHead = new PersonRef("N1"),
            Target = HouseholdTarget.New,
            NewAddress = new Address { Town = "本町", Lot = "９番地" },
            Documents = [CheckedDocument.MoveOutCertificate],
            Certificate = new MoveOutCertificateData { PlannedOn = Happened },
        };

    public static Newcomer Newcomer(string key, string name, Sex sex, DateOnly birth, string relationship) => new()
    {
        Ref = new PersonRef(key),
        Name = new PersonName
        {
            Written = name,
            Surname = name.Split('　')[0],
            GivenName = name.Split('　')[1],
            Kana = "シンキ　カナ",
            KanaConfirmed = true,
        },
        Sex = sex,
        BirthDate = PartialDate.FromDate(birth),
        Relationship = relationship,
        MovedInFrom = new AddressWithHead(new Address { Town = "例示県例示市中央", Lot = "２番地" }, "新規　一郎"),
        Domicile = new RegisteredDomicile(new Address { Town = "例示県例示市中央", Lot = "２番地" }, "新規　一郎"),
    };

    /// <summary>出生届.</summary>
    public static ChangeRequest Birth(ResidentRecord parent) => Registered("BIRTH", "BIRTH") with
    {
        Newcomers =
        [
            new Newcomer
            {
                Ref = new PersonRef("N1"),
                Name = new PersonName { Written = "見本　新", Surname = "見本", GivenName = "新", Kana = "ミホン　アラタ", KanaConfirmed = true },
                Sex = Sex.Male,
                BirthDate = PartialDate.FromDate(Happened),
                Relationship = "子",
                Parent = parent.Id,
            },
        ],
    };

    /// <summary>死亡届.</summary>
    public static ChangeRequest Death(ResidentRecord person) =>
        Registered("DEATH", "DEATH") with { Persons = [person.Id] };

    /// <summary>誤記修正.</summary>
    public static ChangeRequest Clerical(ResidentRecord person, string item, string value) =>
        ExOfficio("CLERICAL", "CLERICAL") with { Persons = [person.Id], Fixes = [new ItemFix(item, value)] };

    /// <summary>職権修正.</summary>
    public static ChangeRequest Correction(ResidentRecord person, string item, string value) =>
        ExOfficio("EX_OFFICIO_CORRECTION", "EXO_FIX") with { Persons = [person.Id], Fixes = [new ItemFix(item, value)] };

    private static ChangeRequest Notification(string form, string reason) => new()
    {
        Form = form,
        Reason = reason,
        Basis = Basis.Notification,
        HappenedOn = PartialDate.FromDate(Happened),
        NotifiedOn = PartialDate.FromDate(new DateOnly(2026, 6, 15)),
        Notifier = ByPerson,
    };

    internal static ChangeRequest Registered(string form, string reason) => new()
    {
        Form = form,
        Reason = reason,
        Basis = Basis.RegisterNotice,
        HappenedOn = PartialDate.FromDate(Happened),
        RegisterNoticeOn = PartialDate.FromDate(new DateOnly(2026, 6, 15)),
        Source = InformationSource.AdministrativeOrgan,
        Documents = [CheckedDocument.RegisterNotice],
    };

    internal static ChangeRequest ExOfficio(string form, string reason) => new()
    {
        Form = form,
        Reason = reason,
        Basis = Basis.ExOfficio,
        HappenedOn = PartialDate.FromDate(Happened),
        Source = InformationSource.AdministrativeOrgan,
        Ground = "実態調査による",
        Documents = [CheckedDocument.Survey],
    };
}
