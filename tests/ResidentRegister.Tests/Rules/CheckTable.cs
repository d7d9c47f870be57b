using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;
using static Daicho.ResidentRegister.Tests.Rules.Stage;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>One row of the table: a situation in which the check fires, and the nearest one in which it does not.</summary>
internal sealed record CheckRow(string Id, Func<Findings> Fires, Func<Findings> Silent);

/// <summary>Both sides of every check, in the order of the catalogue.</summary>
internal static partial class CheckTable
{
    public static IReadOnlyList<CheckRow> Rows { get; } =
    [
        .. Dates(), .. Records(), .. Identifiers(), .. Households(), .. Relationships(), .. MoveIns(), .. Moves(), .. MoveOuts(),
        .. Events(), .. Names(), .. Foreigners(), .. OfficialActs(), .. Workflow(), .. Controls(),
    ];

    private static CheckRow Change(string id, Func<Stage, ChangeRequest> fires, Func<Stage, ChangeRequest> silent) =>
        new(id, () => Decide(fires), () => Decide(silent));

    private static CheckRow See(string id, Func<Stage, Findings> fires, Func<Stage, Findings> silent) =>
        new(id, () => fires(new Stage()), () => silent(new Stage()));

    private static CheckRow Record(
        string id, Func<ResidentRecord, ResidentRecord> fires, Func<ResidentRecord, ResidentRecord>? silent = null, ResidentRecord? basis = null) =>
        new(id, () => OfRecord(fires(basis ?? Any.Resident())), () => OfRecord((silent ?? (record => record))(basis ?? Any.Resident())));

    private static CheckRow Text(string id, Action<Findings> fires, Action<Findings> silent) => new(id, () => Run(fires), () => Run(silent));

    private static CheckRow Step(string id, (ResidentRecord? Before, HistoryRow Row) fires, (ResidentRecord? Before, HistoryRow Row) silent) =>
        Text(id, found => TransitionChecks.Check(fires.Before, fires.Row, found), found => TransitionChecks.Check(silent.Before, silent.Row, found));

    private static CheckRow Household(
        string id,
        Func<Stage, ResidentRecord[]> fires,
        Func<Stage, ResidentRecord[]>? silent = null) =>
        new(id, () => OfHousehold(fires), () => OfHousehold(silent ?? (stage => [stage.Head, stage.Wife, stage.Child])));

    private static Findings Decide(Func<Stage, ChangeRequest> request)
    {
        Stage stage = new();
        ChangeRequest made = request(stage);
        return stage.Decide(made);
    }

    private static Findings Run(Action<Findings> check)
    {
        Findings findings = new(CheckSettings.Default);
        check(findings);
        return findings;
    }

    private static Findings OfRecord(ResidentRecord record) =>
        Run(found => RecordChecks.Check(record, Today, MunicipalityCode.Parse("131016"), found));

    private static Findings OfHousehold(Func<Stage, ResidentRecord[]> members) =>
        Run(found => HouseholdChecks.Check(members(new Stage()), Today, found));

    private static ResidentRecord As(ResidentRecord record, string relationship) =>
        record with { Household = record.Household with { Relationship = relationship } };

    private static ResidentRecord Born(ResidentRecord record, int year, int month, int day) => record with { BirthDate = On(year, month, day) };

    private static HistoryRow Row(ResidentRecord record, string reason, int no = 2, DateOnly? happened = null)
    {
        HistoryRow row = Any.Row(record, no);
        return row with { Facts = row.Facts with { Reason = reason, HappenedOn = PartialDate.FromDate(happened ?? new DateOnly(2026, 6, 10)) } };
    }

    private static IEnumerable<CheckRow> Dates() =>
    [
        Change("DT-01", s => s.Move() with { HappenedOn = null }, s => s.Move()),
        Change("DT-02", s => s.Move() with { HappenedOn = June(16), NotifiedOn = June(15) }, s => s.Move() with { HappenedOn = June(15) }),
        Change("DT-03", s => s.Move() with { HappenedOn = Written("2026-02-30") }, s => s.Move() with { HappenedOn = Written("2026-06-01") }),
        Change("DT-04", s => s.Move() with { HappenedOn = Written("令和8年6月頃") }, s => s.Death() with { HappenedOn = Written("令和8年6月頃") }),
        Change("DT-05", s => s.Move() with { NotifiedOn = Written("令和8年6月頃") }, s => s.Move()),
        Text("DT-06", f => Read("令和8年5月初めごろ", f), f => Read("年月日不詳", f)),
        Text("DT-08", f => Read("平成27年2月29日", f), f => Read("平成28年2月29日", f)),
        Change("DT-09", s => s.Move() with { ProcessedOn = new DateOnly(2026, 6, 14) }, s => s.Move() with { ProcessedOn = Today }),
        Change("DT-10", s => s.Move() with { NotifiedOn = June(16) }, s => s.Move() with { NotifiedOn = June(15) }),
        Change("DT-11", s => s.Move() with { NotifiedOn = null }, s => s.Move()),
        Change("DT-12", s => s.Move() with { HappenedOn = On(2026, 5, 31) }, s => s.Move() with { HappenedOn = June(1) }),
        Change("DT-13", s => s.Move() with { NotifiedOn = June(9) }, s => s.Move() with { NotifiedOn = June(10) }),
        Text("DT-14", f => Read("昭和65年1月1日", f), f => Read("昭和64年1月1日", f)),
        Text("DT-15", f => Read("昭和64年1月8日", f), f => Read("昭和64年1月7日", f)),
        Change("DT-16", s => s.In(Mover() with { BirthDate = June(11) }), s => s.In(Mover() with { BirthDate = June(10) })),
        Record("DT-17", r => r with { BirthDate = On(2010, 4, 2) }, r => r with { BirthDate = On(2010, 4, 1) }),
        Record("DT-18", r => r with { AddressSettled = new DatedFact(On(2010, 3, 31)) }),
        See("DT-19",
            s => s.Decide(s.Move() with { HappenedOn = On(2010, 3, 31) }),
            s => s.Decide(s.Move() with { HappenedOn = On(2010, 4, 1) })),
        Change("DT-20", s => s.Death() with { RegisterNoticeOn = null }, s => s.Death()),
        Change("DT-21", s => s.Asked("ALIAS_DEL", "ALIAS_DEL", s.Head) with { ApplicationOn = null }, s => s.Asked("ALIAS_DEL", "ALIAS_DEL", s.Head)),
        Change("DT-22", s => s.Asked("FORMER_DEL", "FORMER_DEL", s.Head) with { RequestOn = null }, s => s.Asked("FORMER_DEL", "FORMER_DEL", s.Head)),
        Record("DT-23", r => r with { BirthDate = On(1905, 6, 15) }, r => r with { BirthDate = On(1905, 6, 16) }),
    ];

    private static void Read(string text, Findings findings) => DateChecks.Read(text, "birthDate", EraTable.Default, findings);

    private static IEnumerable<CheckRow> Records() =>
    [
        Change("RQ-01", s => s.In(Mover() with { BirthDate = null }), s => s.In()),
        Record("RQ-02", r => r with { Domicile = null }, r => r with { Domicile = new RegisteredDomicile(new Address { Town = "なし" }, "不明") }),
        Record("RQ-03", r => r with { BecameResident = null }),
        Record("RQ-04", r => r with { Address = new Address { Town = "" } }),
        Record("RQ-05", r => r with { RecordCode = NumberState.None }, r => r with { RecordCode = NumberState.Requested }),
        Record("RQ-06", r => r with { BecameForeignResident = null }, null, Foreigner()),
        Text("RQ-07", f => IdentifierChecks.AddresseeNumber("", f), f => IdentifierChecks.AddresseeNumber("0000019", f)),
        Text("RQ-08", f => IdentifierChecks.HouseholdNumber("", f), f => IdentifierChecks.HouseholdNumber("0000019", f)),
        Record("RQ-09", r => r with { Foreign = r.Foreign! with { Category = null } }, null, Foreigner()),
        Record("RQ-10", r => r with { Foreign = r.Foreign! with { CardNumber = null } }, null, Foreigner()),
        Record("RQ-11", r => r with { Foreign = r.Foreign! with { CardNumber = null } }, null, Foreigner(ForeignCategory.SpecialPermanent)),
        Record("RQ-12", r => r with { Foreign = r.Foreign! with { PermittedStay = null } }, null, Foreigner(ForeignCategory.TemporaryRefuge)),
        Record("RQ-13", r => r with { Foreign = r.Foreign! with { PermittedStay = null } }, null, Foreigner(ForeignCategory.ProvisionalStay)),
        Record("RQ-14", r => r with { Name = new PersonName { Written = "" } }),
        Record("RQ-15", r => r with { Sex = Sex.Blank }),
        Record("RQ-16", r => r with { Domicile = Any.Resident().Domicile }, null, Foreigner()),
        Text("RQ-17", f => IdentifierChecks.PostalCode("100000", f), f => IdentifierChecks.PostalCode("1000001", f)),
        See("RQ-18", s => Master(s, new AddressView { PostalCodeFits = false }), s => Master(s, new AddressView { PostalCodeFits = true })),
        Text("RQ-19", f => IdentifierChecks.AddressCode("1310100100", f), f => IdentifierChecks.AddressCode("13101001001", f)),
        See("RQ-20", s => Master(s, new AddressView { Inside = false }), s => Master(s, new AddressView { Inside = true })),
        See("RQ-21", s => Master(s, new AddressView { LotKnown = false }), s => Master(s, new AddressView { LotKnown = true })),
        See("RQ-22", s => Master(s, new AddressView { BuildingKnown = false }), s => Master(s, new AddressView())),
    ];

    private static Findings Master(Stage stage, AddressView master) => stage.Seeing(view => view with { NewAddress = master }).Decide(stage.Move());

    private static IEnumerable<CheckRow> Identifiers() =>
    [
        Text("ID-01", f => IdentifierChecks.IndividualNumber("12345678901", f), f => IdentifierChecks.IndividualNumber("123456789018", f)),
        Text("ID-02", f => IdentifierChecks.IndividualNumber("123456789019", f), f => IdentifierChecks.IndividualNumber("123456789018", f)),
        Match("ID-03", MatchKinds.IndividualNumber, live: true),
        Text("ID-04", f => IdentifierChecks.RecordCode("2472705960", f), f => IdentifierChecks.RecordCode("24727059608", f)),
        Text("ID-05", f => IdentifierChecks.RecordCode("24727059609", f), f => IdentifierChecks.RecordCode("24727059608", f)),
        Match("ID-06", MatchKinds.RecordCode, live: true),
        Change("ID-07",
            s => s.Official("CODE_EX_OFFICIO", "CODE_EXO_SET", s.Head) with { Fixes = [new ItemFix("recordCode", "24727059608")] },
            s => s.Official("CODE_EX_OFFICIO", "CODE_EXO_SET", s.Head)),
        Text("ID-10", f => IdentifierChecks.AddresseeNumber("0000018", f), f => IdentifierChecks.AddresseeNumber("0000019", f)),
        Text("ID-11", f => IdentifierChecks.ResidenceCard("A112345678CD", f), f => IdentifierChecks.ResidenceCard("AB12345678CD", f)),
        Text("ID-13", f => IdentifierChecks.MunicipalityCode("131045", f), f => IdentifierChecks.MunicipalityCode("131041", f)),
        Text("ID-14", f => IdentifierChecks.BasicPensionNumber("123456789", f), f => IdentifierChecks.BasicPensionNumber("1234567890", f)),
        Match("ID-15", MatchKinds.CardNumber, live: true),
        See("ID-16", s => Return(s, differs: true), s => Return(s, differs: false)),
        Text("ID-17", f => IdentifierChecks.IndividualNumber("１２３４５６７８９０１８", f), f => IdentifierChecks.IndividualNumber("123456789018", f)),
    ];

    private static CheckRow Match(string id, MatchKinds kind, bool live) => See(
        id,
        s => s.Seeing(view => view with { Matches = [new NewcomerMatch(new PersonRef("N1"), ResidentId.New(), live, kind)] }).Decide(s.In()),
        s => s.Decide(s.In()));

    private static ResidentRecord Gone() => Departures.Removed(
        Any.Resident() with { MoveOut = new MoveOut(new Address { Town = "大阪府大阪市" }, new DateOnly(2024, 3, 31)) },
        RemovalKind.MovedOut,
        "OUT_DOMESTIC",
        On(2024, 3, 31),
        new DateOnly(2024, 3, 31),
        new DateOnly(2024, 3, 20));

    private static Findings Return(Stage stage, bool differs, Func<ChangeRequest, ChangeRequest>? change = null, ResidentRecord? earlier = null)
    {
        ResidentRecord gone = earlier ?? Gone();
        stage.With(gone).Seeing(view => view with { Persons = [.. view.Persons.Select(person => person with { NumberDiffers = differs })] });
        ChangeRequest request = stage.In(Mover("見本　太郎") with { Earlier = gone.Id }) with { Mode = EntryMode.ReArrival };
        return stage.Decide((change ?? (one => one))(request));
    }
}
