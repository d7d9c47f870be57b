using Daicho.ResidentRegister.CompareRegister;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;
using Daicho.ResidentRegister.Search;
using static Daicho.ResidentRegister.Tests.Rules.Stage;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>Births, deaths, nationality, names, foreign residents, ex officio acts, workflow, support and the promised controls.</summary>
internal static partial class CheckTable
{
    private static IEnumerable<CheckRow> Events()
    {
        ResidentRecord foreigner = Foreigner();
        ResidentRecord closed = Departures.Removed(foreigner, RemovalKind.Removed, "EXO_REM_NATURALIZED", June(10), Today, null);
        ResidentRecord japanese = Any.Resident() with
        {
            Id = foreigner.Id,
            AddresseeNumber = foreigner.AddresseeNumber,
            BecameResident = new DatedFact(On(2015, 4, 1)),
        };
        (ResidentRecord?, HistoryRow) naturalized = (closed, Row(japanese, "EXO_ADD_NATURALIZED", 3));
        ResidentRecord native = Any.Resident();
        ResidentRecord nativeClosed = Departures.Removed(native, RemovalKind.Removed, "EXO_REM_NATIONALITY_LOST", June(10), Today, null);
        ResidentRecord lost = Foreigner(ForeignCategory.TransitionalByLossOfNationality) with
        {
            Id = native.Id,
            AddresseeNumber = native.AddresseeNumber,
            BecameForeignResident = new DatedFact(June(10)),
        };
        (ResidentRecord?, HistoryRow) nationalityLost = (nativeClosed, Row(lost, "EXO_ADD_NATIONALITY_LOST", 3));
        ResidentRecord child = Born(Any.Resident(), 2026, 6, 10);
        return
        [
            Change("BD-01", s => s.Birth(c => c with { BirthDate = June(9) }), s => s.Birth()),
            Step("BD-02", (null, Row(child, "BIRTH", 1)), (null, Row(child with { BecameResident = new DatedFact(June(10)) }, "BIRTH", 1))),
            Change("BD-03", s => s.Birth(c => c with { MovedInFrom = Mover().MovedInFrom }), s => s.Birth()),
            See("BD-04", s => s.Family(s.Head, Born(s.Wife, 2011, 6, 11)).Decide(s.Birth()), s => s.Family(s.Head, Born(s.Wife, 2011, 6, 10)).Decide(s.Birth())),
            Change("BD-05", s => s.Birth(c => c with { NumberEntered = true }), s => s.Birth()),
            See("BD-06",
                s => s.Family(s.Head, s.Wife, Born(s.Child, 2025, 10, 11)).Decide(s.Birth()),
                s => s.Family(s.Head, s.Wife, Born(s.Child, 2026, 6, 9)).Decide(s.Birth())),
            Change("BD-07", s => s.Death(s.Child) with { HappenedOn = On(2012, 3, 2) }, s => s.Death(s.Child) with { HappenedOn = On(2012, 3, 3) }),
            See("BD-08", s => GoneAgain(s, "DEATH"), s => s.Decide(s.Death())),
            Change("BD-10",
                s => s.Official("EX_OFFICIO_DELETION", "EXO_REM", s.Child) with { Disappearance = true, NoticeToPerson = false },
                s => s.Registered("EX_OFFICIO_DELETION", "EXO_REM", s.Child) with { Disappearance = true }),
            Step("BD-11",
                (nativeClosed, Row(lost with { BecameForeignResident = native.BecameResident }, "EXO_ADD_NATIONALITY_LOST", 3)),
                nationalityLost),
            Step("BD-12",
                (nativeClosed, Row(lost with { Foreign = lost.Foreign! with { FormerRegistrationOn = On(2010, 4, 1) } }, "EXO_ADD_NATIONALITY_LOST", 3)),
                nationalityLost),
            Step("BD-13",
                (closed, Row(japanese with { BecameResident = new DatedFact(June(10)) }, "EXO_ADD_NATURALIZED", 3)), naturalized),
            Step("BD-14", (foreigner, Row(japanese, "EXO_ADD_NATURALIZED", 3)), naturalized),
            Step("BD-15", (closed, Row(japanese with { RecordCode = NumberState.Requested }, "EXO_ADD_NATURALIZED", 3)), naturalized),
            Step("BD-16", (closed, Row(japanese with { CommonName = new CommonName("通称", null, false) }, "EXO_ADD_NATURALIZED", 3)), naturalized),
        ];
    }

    private static Findings GoneAgain(Stage stage, string reason)
    {
        ResidentRecord gone = Gone();
        stage.With(gone);
        return stage.Decide(reason == "DEATH" ? stage.Death(gone) : stage.Fix("remark", "備考") with { Persons = [gone.Id] });
    }

    private static ChangeRequest Former(Stage stage, string reason, string? written = "旧氏", string? kana = "キュウシ") =>
        stage.Asked(reason, reason, stage.Head) with
        {
            Fixes = [new ItemFix("formerSurname", written), new ItemFix("formerSurnameKana", kana)],
        };

    private static Findings FormerAgain(Stage stage, string reason, string written, params HistoryRow[] history) =>
        stage.Seeing(view => view with { Persons = [new PersonView(history[0], history)] }).Decide(Former(stage, reason, written));

    private static HistoryRow Surname(Stage stage, int no, string surname, string reason = "EXO_FIX")
    {
        ResidentRecord record = stage.Head with { Name = FixableItems.Named(stage.Head.Name, $"{surname}　太郎") };
        return Row(reason is "FORMER_CHANGE" ? record with { FormerSurname = new FormerSurname("古", "フル", true) } : record, reason, no);
    }

    private static ChangeRequest Alias(Stage stage, ResidentRecord person) => stage.With(person).Asked("ALIAS_SET", "ALIAS_SET", person) with
    {
        Fixes = [new ItemFix("commonName", "山本　一"), new ItemFix("commonNameKana", "ヤマモト　ハジメ")],
    };

    private static readonly CommonName Recorded = new("山本", "ヤマモト", true) { RecordedOn = new DateOnly(2020, 1, 6), RecordedBy = "霞野市" };

    private static IEnumerable<CheckRow> Names() =>
    [
        Record("NM-01", r => r with { Name = r.Name with { Written = "見本\u202E太郎" } }),
        Record("NM-02", r => r with { Name = r.Name with { Written = "見本\uE000郎" } }, r => r with { Name = r.Name with { Written = "見本𠮷郎" } }),
        Record("NM-03", r => r with { Name = r.Name with { Kana = "みほん　たろう" } }),
        Record("NM-04", r => r with { Name = r.Name with { Kana = null } }),
        Change("NM-06", s => Former(s, "FORMER_SET", kana: ""), s => Former(s, "FORMER_SET")),
        See("NM-07",
            s => s.Family(s.Head with { FormerSurname = new FormerSurname("古", "フル", true) }, s.Wife, s.Child).Decide(Former(s, "FORMER_SET")),
            s => s.Decide(Former(s, "FORMER_SET"))),
        See("NM-08",
            s => FormerAgain(s, "FORMER_CHANGE", "別氏", Surname(s, 2, "新氏", "FORMER_CHANGE"), Surname(s, 1, "前氏")),
            s => FormerAgain(s, "FORMER_CHANGE", "前氏", Surname(s, 2, "新氏", "FORMER_CHANGE"), Surname(s, 1, "前氏"))),
        See("NM-09",
            s => FormerAgain(s, "FORMER_SET", "古氏", Surname(s, 2, "見本", "FORMER_DEL"), Surname(s, 1, "見本")),
            s => FormerAgain(s, "FORMER_SET", "見本", Surname(s, 3, "新氏"), Surname(s, 2, "見本", "FORMER_DEL"), Surname(s, 1, "見本"))),
        Change("NM-10", s => Former(s, "FORMER_SET", "見本"), s => Former(s, "FORMER_SET", "旧本")),
        Record("NM-11", r => r with { FormerSurname = new FormerSurname("古", "フル", true) }, null, Foreigner()),
        Record("NM-12", r => r with { CommonName = Recorded }),
        Change("NM-13", s => Alias(s, Foreigner() with { CommonName = Recorded }), s => Alias(s, Foreigner())),
        Record("NM-14", r => r with { CommonName = Recorded with { RecordedBy = null } }, r => r with { CommonName = Recorded }, Foreigner()),
        Change("NM-15",
            s => s.Abroad(Returner(lived: true)),
            s => s.Abroad(Returner(lived: false))),
        Record("NM-16",
            r => r with { Name = r.Name with { Written = new string('長', 41) } },
            r => r with { Name = r.Name with { Written = new string('長', 40) } }),
        Change("NM-17", s => s.Fix("kana", "ミホン　タロオ"), s => s.Fix("kana", s.Head.Name.Kana)),
        Record("NM-18", r => r with { Name = new PersonName { Written = "" } }, r => r with { Name = new PersonName { Written = "", Alphabet = "SAMPLE TARO" } }, Foreigner()),
    ];

    private static Newcomer Returner(bool lived) => Mover() with
    {
        MovedInFrom = new AddressWithHead(new Address { Town = "アメリカ合衆国", Abroad = true }),
        FormerSurname = new FormerSurname("古", "フル", true),
        LivedElsewhereSince = lived,
    };

    private static IEnumerable<CheckRow> Foreigners() =>
    [
        Change("FR-01",
            s => s.Abroad(ForeignPerson() with { Foreign = Foreigner().Foreign! with { PeriodEnd = new DateOnly(2026, 6, 9) } }),
            s => s.Abroad(ForeignPerson() with { Foreign = Foreigner().Foreign! with { PeriodEnd = new DateOnly(2026, 6, 10) } })),
        Record("FR-02", r => r with { Foreign = r.Foreign! with { Status = "短期滞在" } }, null, Foreigner()),
        Record("FR-03", r => r with { Foreign = r.Foreign! with { Status = "定住者" } }, null, Foreigner(ForeignCategory.SpecialPermanent)),
        Record("FR-04", r => Born(r, 2026, 4, 15), r => Born(r, 2026, 4, 16), Foreigner(ForeignCategory.TransitionalByBirth)),
        Change("FR-06",
            s => Immigration(s, CheckedDocument.ResidenceCard),
            s => Immigration(s, CheckedDocument.ImmigrationConfirmation)),
        Record("FR-08", r => r with { Foreign = r.Foreign! with { Nationality = null } }, null, Foreigner()),
    ];

    private static ChangeRequest Immigration(Stage stage, CheckedDocument document) => stage.Fix("remark", "備考") with
    {
        Basis = Basis.ImmigrationNotice,
        Ground = null,
        NoticeOn = June(15),
        Documents = [document],
    };

    private static IEnumerable<CheckRow> OfficialActs() =>
    [
        Step("OF-01", (Any.Resident(), Any.Row(Any.Resident(), 2, null, 2)), (null, Any.Row(Any.Resident(), 2, null, 1))),
        Change("OF-02", s => s.Minor(MinorCase.CommonCharacter, "birthDate", "1980-05-06"), s => s.Minor(MinorCase.CommonCharacter, "name", "見夲　太郎")),
        Change("OF-03", s => s.Minor(MinorCase.BuildingRenamed, "lot", "２番地"), s => s.Minor(MinorCase.LotRenumbered, "lot", "２番地")),
        Change("OF-04",
            s => s.Official("RELOCATION", "MOVE", s.Head, s.Wife, s.Child) with { NewAddress = Street("２番地"), Documents = [CheckedDocument.Survey] },
            s => s.Official("RELOCATION", "MOVE", s.Head, s.Wife, s.Child) with { NewAddress = Street("２番地"), NoticeToPerson = false }),
        Change("OF-05", s => s.Fix("remark", "備考") with { Ground = " " }, s => s.Fix("remark", "備考")),
        See("OF-06", s => Cancelled(s, 1), s => Cancelled(s, 2)),
        See("OF-07", s => CancelledTwice(s), s => Cancelled(s, 2)),
        Change("OF-10", s => s.Move() with { Reason = "転居取消" }, s => s.Move()),
        See("OF-11", s => GoneAgain(s, "EXO_FIX"), s => s.Decide(s.Fix("remark", "備考"))),
        Change("OF-12",
            s => s.Asked("CODE_CHANGE", "CODE_CHANGE_REQ", s.Head) with { Fixes = [new ItemFix("recordCode", "24727059608")] },
            s => s.Asked("CODE_CHANGE", "CODE_CHANGE_REQ", s.Head)),
    ];

    private static Findings Cancelled(Stage stage, int no) => CancelDecision.Decide(
        new CancelRequest { Rows = [new CancelledRow(stage.Head.Id, no)], Ground = "誤りの届出" },
        stage.Seeing(view => view with
        {
            Persons = [new PersonView(Any.Row(stage.Head, 2), [Any.Row(stage.Head, 2), Any.Row(stage.Head)])],
        }).View).Findings;

    private static Findings CancelledTwice(Stage stage)
    {
        HistoryRow cancel = Row(stage.Head, "CANCEL_FIX", 3) with { ReplacesNo = 2 };
        stage.Seeing(view => view with { Persons = [new PersonView(cancel, [cancel, Any.Row(stage.Head, 2), Any.Row(stage.Head)])] });
        return CancelDecision.Decide(
            new CancelRequest { Rows = [new CancelledRow(stage.Head.Id, 2)], Ground = "誤りの届出" }, stage.View).Findings;
    }

    private static Findings Open(params string[] checks) => Run(found => Array.ForEach(checks, check => found.Add(check)));

    private static IEnumerable<CheckRow> Workflow() =>
    [
        See("WF-01",
            s => s.Seeing(view => view with { OpenDrafts = [new DraftView(ChangeCaseId.New(), [s.Child.Id])] }).Decide(s.Move()),
            s => s.Seeing(view => view with { OpenDrafts = [new DraftView(ChangeCaseId.New(), [ResidentId.New()])] }).Decide(s.Move())),
        Text("WF-02", f => WorkflowChecks.Promotion(Open(), [], true, false, f), f => WorkflowChecks.Promotion(Open(), [], true, true, f)),
        Text("WF-03", f => WorkflowChecks.Promotion(Open("DT-11"), [], true, true, f), f => WorkflowChecks.Promotion(Open(), [], true, true, f)),
        Text("WF-04",
            f => WorkflowChecks.Promotion(Open("DT-12"), [new AlertConfirmation("DT-12", " ", "clerk-a")], true, true, f),
            f => WorkflowChecks.Promotion(Open("DT-12"), [new AlertConfirmation("DT-12", "入院のため", "clerk-a")], true, true, f)),
        Text("WF-05", f => WorkflowChecks.Bulk(101, f), f => WorkflowChecks.Bulk(100, f)),
        See("WF-06", s => Held(s, true), s => Held(s, false)),
        See("WF-07",
            s => s.Seeing(view => view with { By = view.By with { MayChange = false } }).Decide(s.Move()),
            s => s.Decide(s.Move())),
        Change("WF-09", s => Based(s, 2), s => Based(s, 1)),
        See("WF-10", s => s.Protected(s.Head, false, SuppressedProcess.Change).Decide(s.Move()), s => s.Protected(s.Head, false, SuppressedProcess.Issue).Decide(s.Move())),
        See("WF-11", s => s.Protected(s.Head, false, SuppressedProcess.Change, error: false).Decide(s.Move()), s => s.Decide(s.Move())),
        Text("SP-04", f => SupportRules.Open(new DateOnly(2026, 7, 15), Today, f), f => SupportRules.Open(new DateOnly(2026, 7, 16), Today, f)),
        Text("SP-05", f => SupportRules.Open(new DateOnly(2026, 6, 14), Today, f), f => SupportRules.Open(new DateOnly(2026, 6, 15), Today, f)),
        Text("SP-06", f => SupportRules.Extend(new DateOnly(2026, 7, 16), Today, f), f => SupportRules.Extend(new DateOnly(2026, 7, 15), Today, f)),
        Text("SP-07",
            f => SupportRules.Start(new DateOnly(2020, 4, 1), new DateOnly(2021, 4, 1), null, f),
            f => SupportRules.Start(new DateOnly(2020, 4, 1), new DateOnly(2021, 3, 31), null, f)),
        Text("SP-08", f => SupportRules.Start(null, null, null, f), f => SupportRules.Start(new DateOnly(2020, 4, 1), null, null, f)),
        See("SP-11",
            s => s.Protected(s.Head, false, SuppressedProcess.Change, released: true).Decide(s.Move()),
            s => s.Protected(s.Head, false, SuppressedProcess.Change).Decide(s.Move())),
        Text("LK-03", f => f.AddRange(Differences(closed: false).Told), f => f.AddRange(Differences(closed: true).Told)),
        Text("SR-01", f => Search(new SearchConditions(), f), f => Search(new SearchConditions { Sex = Sex.Male }, f)),
        Text("SR-02", f => Found(1000).Tell(f), f => Found(999).Tell(f)),
        Text("SR-03", f => Found(1, suppressed: true).Tell(f), f => Found(1).Tell(f)),
    ];

    private static DeletedCommonName Deleted(int day) =>
        new(new CommonName("通称　消子", null, false), new DateOnly(2026, 6, day), "例示県例示市");

    private static void Search(SearchConditions conditions, Findings findings)
    {
        if (SearchForm.CheckEnough(conditions) is { } why)
        {
            findings.Add(new Finding(why.Code, Severity.Error, why.Message));
        }
    }

    private static DifferenceListModel Differences(bool closed) => new(closed,
    [
        new IdentityDifference
        {
            Id = Guid.CreateVersion7(), Number = 1, Origin = "試験", Kind = "items", Items = ["住所"], FoundOn = Today, ClosedHow = closed ? "repaired" : null,
            Received = new ReceivedItems { Kind = ReceivedKind.IdentityInformation },
        },
    ]);

    private static SearchResult Found(long total, bool suppressed = false)
    {
        ProtectionFacts protection = new([], suppressed ? [new SuppressionInForce(Guid.CreateVersion7(), SuppressedProcess.Issue, false)] : []);
        return new SearchResult(new SearchConditions(), [new SearchHit(null!, protection, false)], total); // the row tells nothing here
    }

    private static Findings Held(Stage stage, bool held) => stage
        .Seeing(view => view with { Persons = [new PersonView(Any.Row(stage.Head), []) { HeldByOther = held }] })
        .Decide(stage.Move());

    private static ChangeRequest Based(Stage stage, int version) =>
        stage.Move() with { BaseVersions = new Dictionary<string, int> { [PersonRef.Of(stage.Head.Id).Value] = version } };

    private static ChangeRequest Compared(Stage stage, string? settlement) => stage.In() with
    {
        Certificate = new MoveOutCertificateData { Discrepancies = [new Discrepancy(new PersonRef("N1"), "birthDate", settlement)] },
    };

    private static IEnumerable<CheckRow> Controls() =>
    [
        Change("CR-02", s => s.Move() with { Notifier = new Notifier(NotifierKind.Attorney, "運転免許証") }, s => s.Move() with { Notifier = new Notifier(NotifierKind.Attorney, "運転免許証") { AuthorityShown = true } }),
        Change("CR-07", s => s.Death() with { Documents = [] }, s => s.Death()),
        Change("CR-08", s => s.Move() with { RecompilationNumber = "1" }, s => s.Move()),
        Change("CR-09", s => Compared(s, ""), s => Compared(s, "転出元に確認")),
        Change("RR-10", s => s.Move() with { Source = InformationSource.NationalBody }, s => s.Move() with { Source = InformationSource.Representative }),
        Change("RR-21", s => s.In() with { Certificate = null }, s => s.In()),
        Change("RR-30",
            s => s.In(Mover() with { DeletedCommonNames = [Deleted(11)] }),
            s => s.In(Mover() with { DeletedCommonNames = [Deleted(10)] })),
        Change("RR-57", s => s.Fix("remark", "備考") with { Fixes = [] }, s => s.Fix("remark", "備考")),
        See("RR-58", s => Cancelled(s, 9), s => Cancelled(s, 2)),
        Change("RR-62", s => s.Move() with { Basis = Basis.RegisterNotice }, s => s.Move()),
        Change("RR-69", s => s.Move() with { Persons = [] }, s => s.Move()),
    ];
}
