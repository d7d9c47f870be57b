using Daicho.ResidentRegister.ArrivalNotices;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Relationships;
using Daicho.ResidentRegister.Residents.Validation;
using static Daicho.ResidentRegister.Tests.Rules.Stage;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>Households, relationships, moves in, within and out.</summary>
internal static partial class CheckTable
{
    private static ResidentRecord Neighbour(string lot = "１番地１") =>
        Any.Resident() with { Address = new Address { Town = "本町", Lot = lot }, Name = FixableItems.Named(Any.Resident().Name, "隣　人") };

    private static ChangeRequest Join(Stage stage, ResidentRecord into, params ResidentRecord[] persons) =>
        stage.With(into).Notified("HOUSEHOLD_CHANGE", "HH_CHANGE", persons) with
        {
            Target = new HouseholdTarget(into.Household.Id),
            Relationships = [.. persons.Select(person => new RelationshipSet(PersonRef.Of(person.Id), Relationship.Lodger))],
        };

    private static IEnumerable<CheckRow> Households() =>
    [
        See("HH-01", s => s.Family(s.Head, s.Wife).Decide(s.Death(s.Head)), s => s.Family(s.Head, s.Wife).Decide(s.Death(s.Wife))),
        Change("HH-02", s => s.Death(s.Head), s => s.Death(s.Wife)),
        Household("HH-03", s => [s.Head, As(s.Wife, Relationship.Head), s.Child]),
        Household("HH-04", s => [s.Wife, s.Child]),
        Change("HH-05", s => Join(s, Neighbour(), s.Child) with { Target = new HouseholdTarget(s.Head.Household.Id) }, s => Join(s, Neighbour(), s.Child)),
        Change("HH-06", s => s.Split(s.Head, s.Wife, s.Child), s => s.Split(s.Child)),
        Change("HH-07", s => s.Split(s.Child) with { NewAddress = Street("２番地") }, s => s.Split(s.Child)),
        Change("HH-08", s => Join(s, Neighbour("２番地"), s.Child), s => Join(s, Neighbour(), s.Child)),
        Change("HH-09", s => s.NewHead(Any.Resident()), s => s.NewHead(s.Wife, (s.Head, "夫"), (s.Child, "子"))),
        Change("HH-10", s => s.NewHead(s.Head), s => s.NewHead(s.Wife, (s.Head, "夫"), (s.Child, "子"))),
        Change("HH-11", s => s.NewHead(s.Wife, (s.Head, "夫")), s => s.NewHead(s.Wife, (s.Head, "夫"), (s.Child, "子"))),
        Household("HH-12", s => [Born(s.Head, 2011, 6, 16)], s => [Born(s.Head, 2011, 6, 15)]),
        Change("HH-13", s => Join(s, Neighbour(), s.Child) with { Target = new HouseholdTarget(HouseholdId.New()) }, s => Join(s, Neighbour(), s.Child)),
        See("HH-14",
            s => s.Family(s.Head).Decide(s.Notified("HOUSEHOLD_HEAD", "HH_HEAD", s.Head) with { NewHead = PersonRef.Of(s.Head.Id) }),
            s => s.Decide(s.NewHead(s.Wife, (s.Head, "夫"), (s.Child, "子")))),
        Household("HH-15", s => [s.Head, s.Wife with { Address = s.Wife.Address with { Lot = "２番地" } }]),
        Household("HH-16", s => [s.Head, s.Wife with { Address = s.Wife.Address with { Building = "１０１" } }]),
        Household("HH-19", s => [s.Head with { Name = FixableItems.Named(s.Head.Name, "改名　太郎") }, s.Wife]),
    ];

    private static IEnumerable<CheckRow> Relationships() =>
    [
        Record("RL-01", r => As(r, "孫"), r => As(r, "子の子")),
        Record("RL-02", r => As(r, "子の子の子の子の子"), r => As(r, "子の子の子の子")),
        Household("RL-03", s => [s.Head, As(s.Wife, "")]),
        Household("RL-04", s => [s.Head, s.Wife with { Sex = Sex.Male }]),
        Household("RL-05", s => [s.Head, As(s.Child, "妹")], s => [s.Head, As(s.Child, "弟")]),
        Household("RL-06", s => [s.Head, s.Wife, As(s.Child, "夫")]),
        Household("RL-07", s => [s.Head, Born(s.Child, 1980, 5, 4)], s => [s.Head, Born(s.Child, 1996, 5, 5)]),
        Household("RL-08", s => [s.Head, Born(As(s.Child, "父"), 1980, 5, 6)], s => [s.Head, Born(As(s.Child, "父"), 1950, 5, 6)]),
        Household("RL-09", s => [s.Head, Born(As(s.Child, "兄"), 1980, 5, 6)], s => [s.Head, Born(As(s.Child, "兄"), 1980, 5, 4)]),
        Change("RL-10",
            s => s.NewHead(s.Child, (s.Head, "縁故者"), (s.Wife, "母")),
            s => s.NewHead(s.Child, (s.Head, "父"), (s.Wife, "母"))),
        Change("RL-11", s => Foreign(s, "妻"), s => Foreign(s, "縁故者")),
        Household("RL-12", s => [s.Head, Born(s.Child, 1995, 5, 4)], s => [s.Head, Born(s.Child, 1995, 5, 5)]),
        Household("RL-13", s => [s.Head, Born(s.Wife, 2008, 6, 16)], s => [s.Head, Born(s.Wife, 2008, 6, 15)]),
    ];

    private static ChangeRequest Foreign(Stage stage, string relationship) => stage.Abroad(ForeignPerson() with { Relationship = relationship }) with
    {
        Target = new HouseholdTarget(stage.Head.Household.Id),
        NewAddress = null,
    };

    private static IEnumerable<CheckRow> MoveIns() =>
    [
        Change("MI-01", s => s.In(Mover() with { AddressSettledOn = June(9) }), s => s.In()),
        Match("MI-02", MatchKinds.IndividualNumber, live: false),
        Match("MI-03", MatchKinds.RecordCode, live: false),
        Match("MI-04", MatchKinds.CardNumber, live: false),
        Match("MI-05", MatchKinds.ThreeItems, live: false),
        Match("MI-06", MatchKinds.ThreeItems | MatchKinds.IndividualNumber, live: true),
        Match("MI-07", MatchKinds.ThreeItems, live: true),
        Renumbered("MI-08", "IN_DOMESTIC"),
        Change("MI-09", s => s.In() with { Documents = [] }, s => s.In() with { Documents = [CheckedDocument.SubstituteForMoveOutCertificate] }),
        Change("MI-10", s => s.In(Mover() with { MovedInFrom = null }), s => s.In()),
        Change("MI-11", s => s.Abroad() with { Documents = [] }, s => s.Abroad()),
        Change("MI-12", s => Unreported(s, "大阪府大阪市", "未届転入"), s => Unreported(s, "大阪府大阪市（未届）", "未届転入")),
        Change("MI-13", s => Unreported(s, "大阪府大阪市（未届）", null), s => Unreported(s, "大阪府大阪市（未届）", "未届転入")),
        Change("MI-14", s => Settled(s, null), s => Settled(s, new AddressWithHead(new Address { Town = "不明" }))),
        Change("MI-15", s => Special(s, CheckedDocument.FamilyRegister), s => Special(s, CheckedDocument.MoveOutInformation)),
        Change("MI-16",
            s => Special(s, CheckedDocument.MoveOutInformation) with { HappenedOn = On(2026, 5, 31) },
            s => Special(s, CheckedDocument.MoveOutInformation) with { HappenedOn = June(1) }),
        See("MI-17",
            s => Return(s, false, one => Renamed(one, "別　名")),
            s => Return(s, false, one => Renamed(one, "見本　太郎"))),
        Change("MI-18",
            s => s.Abroad() with { Provision = "30の46" },
            s => s.Abroad(ForeignPerson()) with { Provision = "30の46" }),
        Change("MI-19", s => s.Birth() with { FiledWithMoveIn = true }, s => s.Birth()),
        Change("MI-20",
            s => s.In() with { Certificate = new MoveOutCertificateData { PlannedOn = new DateOnly(2027, 6, 11) } },
            s => s.In() with { Certificate = new MoveOutCertificateData { PlannedOn = new DateOnly(2027, 6, 10) } }),
        Change("MI-21", s => s.In(Mover() with { Relationship = "子" }), s => s.In()),
        Change("MI-22", s => s.In(Mover() with { Relationship = null }) with { Target = HouseholdTarget.New }, s => s.In()),
    ];

    private static ChangeRequest Unreported(Stage stage, string origin, string? note) =>
        stage.In(
            Mover() with { MovedInFrom = new AddressWithHead(new Address { Town = origin }), PointToNote = note },
            "MOVE_IN_UNREPORTED") with { Unreported = true };

    private static ChangeRequest Settled(Stage stage, AddressWithHead? origin) => stage.Official("EX_OFFICIO_ENTRY", "EXO_ADD") with
    {
        Newcomers = [Mover() with { MovedInFrom = origin }],
        NewAddress = Street("９番地９"),
        NoticeToPerson = true,
    };

    private static ChangeRequest Special(Stage stage, CheckedDocument document) => stage.In() with { Special = true, Documents = [document] };

    private static ChangeRequest Renamed(ChangeRequest request, string name) => request with
    {
        Special = true,
        Documents = [CheckedDocument.MoveOutInformation],
        Newcomers = [request.Newcomers[0] with { Name = FixableItems.Named(request.Newcomers[0].Name!, name) }],
    };

    private static CheckRow Renumbered(string id, string reason)
    {
        ResidentRecord gone = Gone();
        ResidentRecord back = gone with { Removal = null, MoveOut = null };
        return Step(id, (gone, Row(back with { AddresseeNumber = Any.Resident().AddresseeNumber }, reason)), (gone, Row(back, reason)));
    }

    private static IEnumerable<CheckRow> Moves()
    {
        ResidentRecord before = Any.Resident();
        ResidentRecord moved = before with { AddressSettled = new DatedFact(June(10)) };
        return
        [
            Change("MV-01", s => s.Move() with { NewAddress = s.Head.Address }, s => s.Move()),
            Change("MV-02",
                s => s.Move() with { NewAddress = s.Head.Address with { Building = "２号棟" } },
                s => s.Move()),
            Step("MV-03", (before, Row(before, "MOVE")), (before, Row(moved, "MOVE"))),
            Step("MV-04",
                (before, Row(moved with { BecameResident = new DatedFact(June(10)) }, "MOVE")),
                (before, Row(moved, "MOVE"))),
            Change("MV-05",
                s => s.Move() with { Persons = [s.Head.Id], HappenedOn = On(2010, 3, 31) },
                s => s.Move() with { Persons = [s.Head.Id], HappenedOn = On(2010, 4, 1) }),
            See("MV-06",
                s => s.Family(Planned(s.Head), s.Wife, s.Child).Decide(s.Move()),
                s => s.Decide(s.Move())),
            See("MV-07", s => MovedForeigner(s, []), s => MovedForeigner(s, [CheckedDocument.ResidenceCard])),
        ];
    }

    private static Findings MovedForeigner(Stage stage, IReadOnlyList<CheckedDocument> documents)
    {
        ResidentRecord foreigner = Foreigner();
        return stage.With(foreigner).Decide(
            stage.Notified("RELOCATION", "MOVE", foreigner) with { NewAddress = Street("９番地"), Documents = documents });
    }

    private static ResidentRecord Planned(ResidentRecord record, bool abroad = false, bool special = false) => record with
    {
        MoveOut = new MoveOut(new Address { Town = abroad ? "アメリカ合衆国" : "大阪府大阪市", Abroad = abroad }, new DateOnly(2026, 6, 25))
        {
            NotifiedOn = Today,
            Special = special,
        },
    };

    private static IEnumerable<CheckRow> MoveOuts() =>
    [
        Change("MO-01", s => s.Out() with { HappenedOn = On(2026, 5, 31) }, s => s.Out() with { HappenedOn = June(1) }),
        Change("MO-02", s => s.Out() with { Destination = new Destination((Address?)null) }, s => s.Out()),
        Change("MO-03",
            s => s.Out() with { Destination = new Destination(new Address { Town = "霞野市" }) { Municipality = s.View.Municipality } },
            s => s.Out()),
        Change("MO-04", s => s.Out() with { Destination = new Destination(new Address { Town = "アメリカ合衆国", Abroad = true }) }, s => s.Out()),
        Change("MO-05", s => s.Out() with { HappenedOn = On(2026, 8, 15) }, s => s.Out() with { HappenedOn = On(2026, 8, 14) }),
        See("MO-06", s => s.Family(Planned(s.Head), s.Wife, s.Child).Decide(s.Out()), s => s.Decide(s.Out())),
        See("MO-08", s => Card(s, valid: false), s => Card(s, valid: true)),
        See("MO-09",
            s => s.Family(Planned(s.Head), s.Wife, s.Child).Decide(s.Out() with { Special = true }),
            s => s.Decide(s.Out() with { Special = true })),
        See("MO-13", s => Notice(s, s.Head), s => Notice(s, Planned(s.Head))),
        Step("MO-14",
            (Planned(Any.Resident()), Row(Gone(), ChangeReasons.OutDomesticDone)),
            (Gone(), Row(Gone(), ChangeReasons.ArrivalNoticeRecorded))),
        See("MO-15", s => Notice(s, Planned(s.Head), 24), s => Notice(s, Planned(s.Head))),
        Text("MO-16",
            f => ArrivalNoticeChecks.Missing(Gone() with { Removal = Gone().Removal! with { RemovedOn = new DateOnly(2026, 5, 15) } }, Today, 30, f),
            f => ArrivalNoticeChecks.Missing(Gone() with { Removal = Gone().Removal! with { RemovedOn = new DateOnly(2026, 5, 16) } }, Today, 30, f)),
        See("MO-17", s => Notice(s, Planned(s.Head), 25, "大阪府〓市"), s => Notice(s, Planned(s.Head))),
        Change("MO-18",
            s => s.Out() with { Route = Route.Online, HappenedOn = On(2026, 7, 16) },
            s => s.Out() with { Route = Route.Online, HappenedOn = On(2026, 7, 15) }),
        Change("MO-19", s => Emigrate(s) with { Route = Route.Online }, s => Emigrate(s)),
        Change("MO-21", s => s.Out(s.Head, s.Wife), s => s.Out(s.Head)),
        See("MO-22",
            s => s.Family(s.Head with { Qualifications = new Qualifications { AdultWard = true } }, s.Wife).Decide(s.Out(s.Head)),
            s => s.Decide(s.Out(s.Head))),
        See("MO-23", s => s.Protected(s.Head, support: true).Decide(s.Out()), s => s.Decide(s.Out())),
    ];

    private static Findings Card(Stage stage, bool valid) => stage
        .Seeing(view => view with { Persons = [new PersonView(Any.Row(stage.Head), []) { ValidCard = valid }] })
        .Decide(stage.Out() with { Special = true });

    private static ChangeRequest Emigrate(Stage stage) => stage.Notified("MOVE_OUT_ABROAD", "OUT_ABROAD", stage.Head, stage.Wife, stage.Child) with
    {
        HappenedOn = June(25),
        Destination = new Destination(new Address { Town = "アメリカ合衆国", Abroad = true }),
    };

    private static Findings Notice(
        Stage stage, ResidentRecord person, int day = 25, string destination = "大阪府大阪市北区") =>
        MoveOutCompletion.Arrived(
            new ArrivalNotice(person.Id, new DateOnly(2026, 6, day), new DateOnly(2026, 6, 28), new AddressWithHead(new Address { Town = destination })),
            stage.Family(person, stage.Wife, stage.Child).View).Findings;
}
