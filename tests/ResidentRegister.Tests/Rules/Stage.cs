using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>An invented family at 本町１番地１ with valid requests about it; a test changes the one thing that matters.</summary>
internal sealed class Stage
{
    public static readonly DateOnly Today = new(2026, 6, 15);
    private readonly List<PersonView> others = [];

    public Stage()
    {
        HouseholdId home = HouseholdId.New();
        Head = Any.Resident(home);
        Wife = Member(home, Head, Relationship.Wife, "見本　花子", Sex.Female, new DateOnly(1982, 7, 7), 2);
        Child = Member(home, Head, Relationship.Child, "見本　一郎", Sex.Male, new DateOnly(2012, 3, 3), 3);
        View = View with { Households = [Home(Head, Wife, Child)] };
    }

    public static IdentityDocuments Documents { get; } = new(["運転免許証", "個人番号カード"], ["年金手帳"], false);

    public ResidentRecord Head { get; }

    public ResidentRecord Wife { get; }

    public ResidentRecord Child { get; }

    public RegisterView View { get; private set; } = new()
    {
        Today = Today,
        Municipality = MunicipalityCode.Parse("131016"),
        MunicipalityName = "霞野市",
        IdentityDocuments = Documents,
        By = new Actor("clerk-a", "honcho", "t1"),
        Allotment = Allotment.Preview(ResidentId.New(), ResidentId.New(), ResidentId.New()) with { Provisional = false },
    };

    public static PartialDate On(int year, int month, int day) => PartialDate.FromDate(new DateOnly(year, month, day));

    public static PartialDate June(int day) => On(2026, 6, day);

    public static PartialDate Written(string text) =>
        PartialDate.TryParse(text, EraTable.Default, out PartialDate? date) ? date : throw new FormatException(text);

    public static HouseholdView Home(params ResidentRecord[] members) =>
        new(members[0].Household.Id, members[0].Household.Number, [.. members.Select(member => Any.Row(member))]);

    public static ResidentRecord Member(
        HouseholdId home, ResidentRecord head, string relationship, string name, Sex sex, DateOnly birth, int order) =>
        Any.Resident(home, relationship) with
        {
            Name = FixableItems.Named(head.Name, name),
            Sex = sex,
            BirthDate = PartialDate.FromDate(birth),
            BecameResident = birth > new DateOnly(2010, 4, 1) ? new DatedFact(PartialDate.FromDate(birth)) : head.BecameResident,
            AddressSettled = birth > new DateOnly(2010, 4, 1) ? new DatedFact(PartialDate.FromDate(birth)) : head.AddressSettled,
            Household = new Membership(home, head.Household.Number, relationship) { Order = order, Head = Relationship.NamesOf(head) },
        };

    public static ResidentRecord Foreigner(ForeignCategory category = ForeignCategory.MidToLongTerm) => Any.Resident() with
    {
        Kind = ResidentKind.Foreign,
        BecameResident = null,
        BecameForeignResident = new DatedFact(On(2015, 4, 1)),
        Domicile = null,
        Foreign = new ForeignResidence
        {
            Nationality = "ベトナム",
            Category = category,
            Status = category == ForeignCategory.MidToLongTerm ? "定住者" : null,
            Period = category == ForeignCategory.MidToLongTerm ? "３年" : null,
            PeriodEnd = category == ForeignCategory.MidToLongTerm ? new DateOnly(2028, 3, 31) : null,
            CardNumber = ResidenceCardNumber.Parse("AB12345678CD"),
            PermittedStay = category is ForeignCategory.TemporaryRefuge or ForeignCategory.ProvisionalStay ? "６月" : null,
        },
    };

    public static Address Street(string lot, string? building = null) => new() { Town = "北町", Lot = lot, Building = building };

    /// <summary>Changes the view.</summary>
    public Stage Seeing(Func<RegisterView, RegisterView> change)
    {
        View = change(View);
        return this;
    }

    /// <summary>Adds a person of another household, with history when it matters.</summary>
    public Stage With(ResidentRecord person, params HistoryRow[] history)
    {
        HistoryRow present = history.Length > 0 ? history[0] : Any.Row(person);
        others.Add(new PersonView(present, history.Length > 0 ? history : [present]));
        View = View with
        {
            Persons = [.. others],
            Households = person.IsLive && View.Households.All(home => home.Id != person.Household.Id)
                ? [.. View.Households, new HouseholdView(person.Household.Id, person.Household.Number, [present])]
                : View.Households,
        };
        return this;
    }

    /// <summary>Replaces the family as the register has it.</summary>
    public Stage Family(params ResidentRecord[] members)
    {
        View = View with { Households = [Home(members)] };
        return this;
    }

    public Stage Protected(ResidentRecord person, bool support, SuppressedProcess? suppressed = null, bool error = true, bool released = false)
    {
        ProtectionFacts facts = new(
            support ? [new SupportInForce(Guid.CreateVersion7(), person.Id, false, Today, Today.AddYears(1))] : [],
            suppressed is { } process ? [new SuppressionInForce(Guid.CreateVersion7(), process, error) { IsReleaseOver = released }] : []);
        View = View with { Protection = new Dictionary<ResidentId, ProtectionFacts> { [person.Id] = facts } };
        return this;
    }

    public Findings Decide(ChangeRequest request) => ChangeDecision.Decide(request, View).Findings;

    public ChangeProposal Propose(ChangeRequest request) => ChangeDecision.Decide(request, View);

    public ChangeRequest Notified(string form, string reason, params ResidentRecord[] persons) => new()
    {
        Form = form,
        Reason = reason,
        Basis = Basis.Notification,
        Persons = [.. persons.Select(person => person.Id)],
        HappenedOn = June(10),
        NotifiedOn = PartialDate.FromDate(View.Today),
        Notifier = new Notifier(NotifierKind.Person, "運転免許証"),
    };

    public ChangeRequest Official(string form, string reason, params ResidentRecord[] persons) => Notified(form, reason, persons) with
    {
        Basis = Basis.ExOfficio,
        NotifiedOn = null,
        Notifier = null,
        Ground = "実態調査",
        Documents = [CheckedDocument.Survey],
    };

    public ChangeRequest Registered(string form, string reason, params ResidentRecord[] persons) => Official(form, reason, persons) with
    {
        Basis = Basis.RegisterNotice,
        Ground = null,
        RegisterNoticeOn = June(15),
        Documents = [CheckedDocument.RegisterNotice],
    };

    public ChangeRequest Asked(string form, string reason, params ResidentRecord[] persons) => Notified(form, reason, persons) with
    {
        Basis = reason.StartsWith("ALIAS", StringComparison.Ordinal) ? Basis.Application : Basis.Request,
        NotifiedOn = null,
        ApplicationOn = reason.StartsWith("ALIAS", StringComparison.Ordinal) ? June(15) : null,
        RequestOn = reason.StartsWith("ALIAS", StringComparison.Ordinal) ? null : June(15),
    };

    public ChangeRequest Move() => Notified("RELOCATION", "MOVE", Head, Wife, Child) with { NewAddress = Street("９番地９") };

    public ChangeRequest Out(params ResidentRecord[] persons) =>
        Notified("MOVE_OUT", "OUT_DOMESTIC", persons.Length > 0 ? persons : [Head, Wife, Child]) with
        {
            HappenedOn = June(25),
            Destination = new Destination(new Address { Town = "大阪府大阪市" }) { Municipality = MunicipalityCode.Parse("271004") },
        };

    public ChangeRequest Death(params ResidentRecord[] persons) =>
        Registered("DEATH", "DEATH", persons.Length > 0 ? persons : [Child]);

    public ChangeRequest NewHead(ResidentRecord head, params (ResidentRecord Person, string Relationship)[] set) =>
        Notified("HOUSEHOLD_HEAD", "HH_HEAD", Head, Wife, Child) with
        {
            NewHead = PersonRef.Of(head.Id),
            Relationships = [.. set.Select(one => new RelationshipSet(PersonRef.Of(one.Person.Id), one.Relationship))],
        };

    public ChangeRequest Split(params ResidentRecord[] persons) => Notified("HOUSEHOLD_SPLIT", "HH_SPLIT", persons) with
    {
        NewHead = PersonRef.Of(persons[0].Id),
    };

    public static Newcomer Mover(string name = "見本　新") => new()
    {
        Ref = new PersonRef("N1"),
        Name = FixableItems.Named(new PersonName { Written = "", Kana = "ミホン　アラタ", KanaConfirmed = true }, name),
        Sex = Sex.Male,
        BirthDate = On(1990, 2, 2),
        Relationship = Relationship.Head,
        MovedInFrom = new AddressWithHead(new Address { Town = "大阪府大阪市北区", Lot = "１番地" }),
        Domicile = new RegisteredDomicile(new Address { Town = "大阪府大阪市北区", Lot = "１番地" }, "見本　新"),
        NumberEntered = true,
        RecordCodeEntered = true,
    };

    public ChangeRequest In(Newcomer? person = null, string form = "MOVE_IN", string reason = "IN_DOMESTIC") => Notified(form, reason) with
    {
        Newcomers = [person ?? Mover()],
        NewAddress = Street("９番地９"),
        Documents = [CheckedDocument.MoveOutCertificate, CheckedDocument.FamilyRegister],
        Certificate = reason == "IN_DOMESTIC" ? new MoveOutCertificateData { PlannedOn = View.Today } : null,
    };

    public ChangeRequest Abroad(Newcomer? person = null) => In(
        person ?? Mover() with { MovedInFrom = new AddressWithHead(new Address { Town = "アメリカ合衆国", Abroad = true }) },
        "MOVE_IN_ABROAD",
        "IN_ABROAD");

    public static Newcomer ForeignPerson() => Mover() with
    {
        Kind = ResidentKind.Foreign,
        Domicile = null,
        MovedInFrom = null,
        Foreign = Foreigner().Foreign,
    };

    public ChangeRequest Birth(Func<Newcomer, Newcomer>? change = null) => Registered("BIRTH", "BIRTH") with
    {
        HappenedOn = June(10),
        Newcomers =
        [
            (change ?? (child => child))(Mover("見本　次郎") with
            {
                BirthDate = June(10),
                Relationship = Relationship.Child,
                MovedInFrom = null,
                Domicile = null,
                NumberEntered = false,
                RecordCodeEntered = false,
                Parent = Wife.Id,
            }),
        ],
    };

    public ChangeRequest Fix(string item, string? value, string form = "EX_OFFICIO_CORRECTION", string reason = "EXO_FIX") =>
        Official(form, reason, Head) with { Fixes = [new ItemFix(item, value)] };

    public ChangeRequest Minor(MinorCase kind, string item, string value) =>
        Fix(item, value, "MINOR", "MINOR") with { Minor = kind };
}
