using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>The items of one person on a form, as display text, from one record only (incident I-4).</summary>
internal sealed class SubjectItems(ResidentRecord record, CertificateRequest request, IssuerSettings issuer)
{
    private const string LeftOutWord = "（省略）";

    private readonly IReadOnlyList<CertificateItem> always = CertificateForms.Always(request.Form);
    private readonly bool entered = CertificateForms.IsEnteredItems(request.Form);

    /// <summary>Whether an item stands on the form.</summary>
    public bool Shows(CertificateItem item) => always.Contains(item) || request.Asks(item);

    /// <summary>氏名; a record whose name is not set yet says so.</summary>
    public string Name => record.Name.Display is { Length: > 0 } name ? name : "（空欄）";

    /// <summary>フリガナ, only when confirmed.</summary>
    public string? Reading => Shows(CertificateItem.Reading) && record.Name is { KanaConfirmed: true, Kana: { } kana } ? kana : null;

    /// <summary>住所 with prefecture and municipality; the building name obeys the flag of the record (RR-39) and the request.</summary>
    public string PresentAddress => issuer.Prefecture + issuer.Municipality
        + (request.LeftOut.Contains(LeftOut.Building) || Hides(BuildingHidden.Current)
            ? record.Address.WithoutBuilding
            : record.Address.Full);

    /// <summary>世帯主の氏名; blank while unset (1.1.10).</summary>
    public string Householder => record.Household.Head?.Written ?? "";

    /// <summary>The items of a person's sheet.</summary>
    public IReadOnlyList<LabelledItem> OfPerson() =>
    [
        .. Names(), .. Birth(ItemWidth.TwoThirds),
        .. One(CertificateItem.Address, () => [new("住所", PresentAddress)]),
        .. Optional(
            CertificateItem.Householder,
            () => [new("世帯主", Householder, ItemWidth.TwoThirds), new("続柄", record.Household.Relationship, ItemWidth.Third)],
            [new("世帯主", LeftOutWord, ItemWidth.TwoThirds), new("続柄", LeftOutWord, ItemWidth.Third)]),
        .. Domicile(), .. Dates(ItemWidth.Half), .. Origin(), .. Foreign(), .. Removal(), .. Numbers(),
    ];

    /// <summary>The items of a member on a household sheet; address and householder stand above.</summary>
    public IReadOnlyList<LabelledItem> OfMember() =>
    [
        .. Names(), .. Birth(ItemWidth.Third),
        .. Optional(
            CertificateItem.Householder,
            () => [new("続柄", record.Household.Relationship, ItemWidth.Third)],
            [new("続柄", LeftOutWord, ItemWidth.Third)]),
        .. Domicile(), .. Dates(ItemWidth.Third), .. Origin(), .. Foreign(), .. Numbers(),
    ];

    /// <summary>The items of a mover (住民基本台帳法施行令第23条).</summary>
    public IReadOnlyList<LabelledItem> OfMover() =>
    [
        .. Names(), .. Birth(ItemWidth.TwoThirds),
        new("続柄", record.Household.Relationship, ItemWidth.Half),
        new("児童手当", Held(record.Qualifications.ChildAllowance), ItemWidth.Half),
        .. Domicile(), .. Foreign(), .. Numbers(),
        new("国民健康保険", Held(record.Qualifications.NationalHealthInsurance), ItemWidth.Half),
        new("後期高齢者医療", Held(record.Qualifications.LateStageElderlyMedicalCare), ItemWidth.Half),
        new("介護保険", Held(record.Qualifications.LongTermCareInsurance), ItemWidth.Half),
        new("国民年金", Held(record.Qualifications.NationalPension), ItemWidth.Half),
    ];

    /// <summary>An address elsewhere; the building name obeys its own flag.</summary>
    public string AddressOf(Address address, BuildingHidden flag) => Hides(flag) ? address.WithoutBuilding : address.Full;

    /// <summary>An earlier address inside this municipality.</summary>
    public string EarlierAddress(Address address) => issuer.Prefecture + issuer.Municipality + AddressOf(address, BuildingHidden.Prior);

    private bool Hides(BuildingHidden flag) => record.Marks.HideBuilding.HasFlag(flag);

    private IEnumerable<LabelledItem> Names()
    {
        if (record.Name is { Written.Length: > 0, Alphabet: { } alphabet })
        {
            yield return new LabelledItem("氏名（ローマ字）", alphabet);
        }

        // 旧氏 and 通称 stand whenever recorded, also where only asked items stand.
        if (record.FormerSurname is { } former)
        {
            yield return new LabelledItem("旧氏", WithReading(former.Written, former.Kana, former.KanaConfirmed));
        }

        if (record.CommonName is { } common && (!entered || Shows(CertificateItem.CommonName)))
        {
            yield return new LabelledItem("通称", WithReading(common.Written, common.Kana, common.KanaConfirmed));
        }

        foreach (LabelledItem fact in Shows(CertificateItem.CommonNameRecord) ? CommonNameRecord() : [])
        {
            yield return fact;
        }
    }

    // 通称の記載及び削除に関する事項: those of a deleted one stay (1.1.2).
    private IEnumerable<LabelledItem> CommonNameRecord()
    {
        foreach (DeletedCommonName deleted in record.DeletedCommonNames)
        {
            yield return new LabelledItem("削除した通称", deleted.Name.Written);
            yield return new LabelledItem("　記載した市区町村・年月日", $"{deleted.Name.RecordedBy}　{Day(deleted.Name.RecordedOn)}");
            yield return new LabelledItem("　削除した市区町村・年月日", $"{deleted.DeletedBy}　{Day(deleted.DeletedOn)}");
        }

        if (record.CommonName is { } recorded)
        {
            yield return new LabelledItem("通称を記載した市区町村・年月日", $"{recorded.RecordedBy}　{Day(recorded.RecordedOn)}");
        }
    }

    private string WithReading(string written, string? kana, bool confirmed) =>
        Shows(CertificateItem.Reading) && confirmed && kana is not null ? $"{written}（{kana}）" : written;

    private IEnumerable<LabelledItem> Birth(ItemWidth width)
    {
        // Foreign birth dates are western (1.1.9).
        string birth = record.Kind == ResidentKind.Foreign ? record.BirthDate.DisplayWestern() : record.BirthDate.Display();
        if (Shows(CertificateItem.BirthDate))
        {
            yield return new LabelledItem("生年月日", birth, width);
        }

        if (Shows(CertificateItem.Sex))
        {
            string sex = record.Sex switch { Sex.Male => "男", Sex.Female => "女", Sex.Blank => "" };
            yield return new LabelledItem("性別", sex, ItemWidth.Third);
        }
    }

    private LabelledItem[] Domicile() => record.Kind == ResidentKind.Foreign ? [] : Optional(
        CertificateItem.Domicile,
        () => [new("本籍", record.Domicile?.Address.Full ?? Missing("domicile")), new("筆頭者", record.Domicile?.Head ?? Missing("domicile"))],
        [new("本籍", LeftOutWord, ItemWidth.Half), new("筆頭者", LeftOutWord, ItemWidth.Half)]);

    private IEnumerable<LabelledItem> Dates(ItemWidth width)
    {
        if (Shows(CertificateItem.BecameResident))
        {
            if (record.Kind == ResidentKind.Foreign)
            {
                yield return new LabelledItem("外国人住民となった年月日", Date(record.BecameForeignResident), ItemWidth.Full);
            }

            yield return new LabelledItem("住民となった年月日", Date(record.BecameResident), width);

            // Nobody notified an entry made ex officio: the day of that entry stands, and says so (法第7条第8号).
            yield return record.EnteredExOfficioOn is { } entered
                ? new LabelledItem("職権記載年月日", Day(entered), width)
                : new LabelledItem("届出日", Day(record.BecameResident?.NotifiedOn ?? record.BecameForeignResident?.NotifiedOn), width);
        }

        if (Shows(CertificateItem.AddressSettled))
        {
            yield return new LabelledItem("住所を定めた年月日", MovedInside ? Date(record.AddressSettled) : "", width);
        }
    }

    // Blank as long as there was no 転居, although the data hold the day of arrival (4.1.1.1). The reason tells; where none is known, or
    // a record was recovered ex officio, another day than that of becoming a resident does.
    private bool MovedInside => record.AddressSettled.ReasonCode switch
    {
        "MOVE" => true,
        null or "EXO_ADD" => record.AddressSettled.On != record.BecameResident?.On
            && record.AddressSettled.On != record.BecameForeignResident?.On,
        _ => false,
    };

    private IEnumerable<LabelledItem> Origin()
    {
        if (Shows(CertificateItem.MovedInFrom))
        {
            string from = record.MovedInFrom is { } origin ? AddressOf(origin.Address, BuildingHidden.MovedInFrom) : Missing("movedInFrom");
            yield return new LabelledItem("転入前住所", from);
        }

        if (Shows(CertificateItem.PriorAddress))
        {
            string prior = record.PriorAddress is { } earlier ? AddressOf(earlier.Address, BuildingHidden.Prior) : "";
            yield return new LabelledItem("異動前住所", prior);
        }
    }

    private IEnumerable<LabelledItem> Foreign()
    {
        if (record.Foreign is not { } foreign)
        {
            return [];
        }

        (CertificateItem Item, string Value)[] items =
        [
            (CertificateItem.Nationality, foreign.Nationality ?? ""),
            (CertificateItem.ForeignCategory, foreign.Category is { } category ? Category(category) : ""),
            (CertificateItem.ResidenceStatus, foreign.Status ?? ""),
            (CertificateItem.PeriodOfStay, foreign.Period ?? foreign.PermittedStay ?? ""),
            (CertificateItem.PeriodEnd, foreign.PeriodEnd is { } end ? Wareki.PrintWestern(end, WarekiForm.FullWidth) : ""),
            (CertificateItem.CardNumber, foreign.CardNumber?.Value ?? ""),
        ];
        return items.SelectMany(one => Optional(
            one.Item,
            () => [new(CertificateForms.Label(one.Item), one.Value, ItemWidth.Half)],
            [new(CertificateForms.Label(one.Item), LeftOutWord, ItemWidth.Half)]));
    }

    private IEnumerable<LabelledItem> Removal()
    {
        if (record.Removal is not { } removal)
        {
            yield break;
        }

        string reason = removal.Kind switch
        {
            RemovalKind.MovedOut => "転出",
            RemovalKind.Died => "死亡",
            RemovalKind.Removed => "消除",
            RemovalKind.Recompiled => "改製",
        };
        if (Shows(CertificateItem.Removal))
        {
            yield return new LabelledItem("消除年月日", Day(removal.RemovedOn), ItemWidth.Half);
            yield return new LabelledItem("消除事由", reason, ItemWidth.Half);
            yield return new LabelledItem("事由の生じた年月日", removal.HappenedOn.Display(), ItemWidth.Half);
            yield return new LabelledItem("届出日", Day(removal.NotifiedOn), ItemWidth.Half);
        }

        if (record.MoveOut is { } move && Shows(CertificateItem.MovedOutTo))
        {
            yield return new LabelledItem("転出先（予定）", AddressOf(move.PlannedTo, BuildingHidden.Planned));
            string actual = move.ActualTo is { } to ? AddressOf(to.Address, BuildingHidden.Actual) : "";
            yield return new LabelledItem("転出先（確定）", actual);
            yield return new LabelledItem("転入通知年月日", Day(move.NoticeOn), ItemWidth.Half);
            yield return new LabelledItem("転出年月日", Day(move.ActualOn), ItemWidth.Half);
        }
    }

    private IEnumerable<LabelledItem> Numbers() =>
        new[] { CertificateItem.IndividualNumber, CertificateItem.RecordCode }.SelectMany(item => Optional(
            item,
            () => [IsRecorded(item) ? NumberPlaces.For(item, record.Id.Value, ItemWidth.Half) : new(CertificateForms.Label(item), "", ItemWidth.Half)],
            [new(CertificateForms.Label(item), LeftOutWord, ItemWidth.Half)]));

    /// <summary>An empty item says 不明 when it was asked and not known; otherwise it is blank (incident I-16).</summary>
    private string Missing(string item) =>
        record.Absent.Any(one => one.Value == Absence.Unknown
            && one.Key.Split('.')[0].Equals(item, StringComparison.OrdinalIgnoreCase)) ? "不明" : "";

    private bool IsRecorded(CertificateItem item) => NumberState.Recorded
        == (item == CertificateItem.IndividualNumber ? record.IndividualNumber : record.RecordCode);

    private LabelledItem[] One(CertificateItem item, Func<LabelledItem[]> shown) => Shows(item) ? shown() : [];

    /// <summary>An item that a copy names as left out, and a certificate of entered items does not name at all (RR-84).</summary>
    private LabelledItem[] Optional(CertificateItem item, Func<LabelledItem[]> shown, LabelledItem[] leftOut) =>
        Shows(item) ? shown() : entered ? [] : leftOut;

    private static string Date(DatedFact? fact) => fact?.On.Display() ?? "";

    private static string Day(DateOnly? day) => day is { } known ? Wareki.Display(known, EraTable.Default) : "";

    private static string Held(Qualification? qualification) =>
        qualification is { Held: true } ? qualification.Category ?? "該当" : "該当なし";

    private static string Category(ForeignCategory category) => category switch
    {
        ForeignCategory.MidToLongTerm => "中長期在留者",
        ForeignCategory.SpecialPermanent => "特別永住者",
        ForeignCategory.TemporaryRefuge => "一時庇護許可者",
        ForeignCategory.ProvisionalStay => "仮滞在許可者",
        ForeignCategory.TransitionalByBirth => "出生による経過滞在者",
        ForeignCategory.TransitionalByLossOfNationality => "国籍喪失による経過滞在者",
    };
}
