using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>What an item of the record is, for the forms that correct it.</summary>
/// <param name="Key">Key in <see cref="ItemFix.Item"/>.</param>
/// <param name="Label">Label on the form.</param>
/// <param name="Kind">How it is typed.</param>
/// <param name="Apply">The record with the new value; null when the text is refused, with the finding added.</param>
/// <param name="Text">The present value as it would be typed.</param>
internal sealed record FixableItem(
    string Key,
    string Label,
    FieldKind Kind,
    Func<ResidentRecord, string?, FixContext, ResidentRecord?> Apply,
    Func<ResidentRecord, string?> Text)
{
    /// <summary>An item of 氏名 or 住所: what a minor correction may touch (4.2.3.2).</summary>
    public bool NameOrAddress { get; init; }

    /// <summary>有 or 無.</summary>
    public bool IsFlag { get; init; }

    /// <summary>An item of the four basic items: a change is told to the municipal server.</summary>
    public bool FourItems { get; init; }
}

/// <summary>What applying a correction may need besides the record.</summary>
internal sealed record FixContext(DateOnly Today, string MunicipalityName, ChangeRequest Request, Findings Findings);

/// <summary>The items that corrections may change, each with its reading of typed text.</summary>
internal static class FixableItems
{
    /// <summary>Key of 第３０条の４５の区分.</summary>
    public const string Category = "category";

    /// <summary>All of them, in the order of the forms.</summary>
    public static IReadOnlyList<FixableItem> All { get; } =
        [.. Names(), .. Basics(), .. Addresses(), .. Register(), .. Foreign(), .. Others()];

    private static readonly Lazy<Dictionary<string, FixableItem>> ByKey =
        new(() => All.Concat(QualificationItems.All).ToDictionary(item => item.Key, StringComparer.Ordinal));

    /// <summary>The item of a key, those reported by other duties included; null when there is none.</summary>
    public static FixableItem? Find(string key) => ByKey.Value.GetValueOrDefault(key);

    private static FixableItem[] Names() =>
    [
        new("name", "氏名", FieldKind.Text, (r, v, _) => r with { Earlier = Earlier(r), Name = Named(r.Name, v) }, r => r.Name.Written)
            { NameOrAddress = true, FourItems = true },
        new("kana", "氏名のフリガナ", FieldKind.Text,
            (r, v, _) => r with { Earlier = Earlier(r), Name = r.Name with { Kana = Blank(v), KanaConfirmed = false } }, r => r.Name.Kana)
            { NameOrAddress = true },
        Flag("kanaConfirmed", "氏名のフリガナの確認", (r, yes) => r with { Name = r.Name with { KanaConfirmed = yes } }, r => r.Name.KanaConfirmed),
        new("alphabet", "氏名（ローマ字）", FieldKind.Text,
            (r, v, _) => r with { Earlier = Earlier(r), Name = r.Name with { Alphabet = Blank(v) } }, r => r.Name.Alphabet)
            { NameOrAddress = true, FourItems = true },
        new("parallelName", "併記名", FieldKind.Text,
            (r, v, _) => r with
            {
                Earlier = Earlier(r),
                ParallelName = Blank(v) is { } name ? Named(r.ParallelName ?? new PersonName { Written = "" }, name) : null,
            },
            r => r.ParallelName?.Written),
        new("parallelNameKana", "併記名のフリガナ", FieldKind.Text,
            (r, v, _) => r with
            {
                Earlier = Earlier(r),
                ParallelName = r.ParallelName is { } name ? name with { Kana = Blank(v), KanaConfirmed = false } : null,
            },
            r => r.ParallelName?.Kana),
        Flag("parallelNameKanaConfirmed", "併記名のフリガナの確認",
            (r, yes) => r with { ParallelName = r.ParallelName is { } name ? name with { KanaConfirmed = yes } : null },
            r => r.ParallelName is { KanaConfirmed: true }),
        new("addresseeName", "宛名氏名", FieldKind.Text,
            (r, v, _) => r with { AddresseeName = Blank(v) is { } name ? Named(new PersonName { Written = "" }, name) : null },
            r => r.AddresseeName?.Written),
        new("addresseeNameKana", "宛名氏名のフリガナ", FieldKind.Text,
            (r, v, _) => r with { AddresseeName = r.AddresseeName is { } name ? name with { Kana = Blank(v) } : null },
            r => r.AddresseeName?.Kana),
        Mark("nameCategory", "氏名区分", (m, v) => m with { NameCategory = v }, m => m.NameCategory),
        new("namePriority", "氏名優先区分", FieldKind.Choice,
            (r, v, c) => Enum.TryParse(v, out NamePriority priority)
                ? r with { NamePriority = priority }
                : Refused(c, "RR-57", "namePriority"),
            r => Enum.GetName(r.NamePriority)),
        new("formerSurname", "旧氏", FieldKind.Text,
            (r, v, c) => r with { FormerSurname = Former(r, v, r.FormerSurname?.Kana, c) }, r => r.FormerSurname?.Written),
        new("formerSurnameKana", "旧氏のフリガナ", FieldKind.Text,
            (r, v, c) => r with { FormerSurname = Former(r, r.FormerSurname?.Written, v, c) }, r => r.FormerSurname?.Kana),
        new("formerSurnameCode", "旧氏申請コード", FieldKind.Text,
            (r, v, _) => r with { FormerSurname = r.FormerSurname is { } former ? former with { ApplicationCode = Blank(v) } : null },
            r => r.FormerSurname?.ApplicationCode),
        Flag("formerSurnameKanaConfirmed", "旧氏のフリガナの確認",
            (r, yes) => r with { FormerSurname = r.FormerSurname is { } former ? former with { KanaConfirmed = yes } : null },
            r => r.FormerSurname is { KanaConfirmed: true }),
        new("commonName", "通称", FieldKind.Text,
            (r, v, c) => r with { Earlier = Earlier(r), CommonName = Common(r, v, c) }, r => r.CommonName?.Written),
        new("commonNameKana", "通称のフリガナ", FieldKind.Text,
            (r, v, _) => r with
            {
                CommonName = r.CommonName is { } common ? common with { Kana = Blank(v), KanaConfirmed = false } : null,
            },
            r => r.CommonName?.Kana),
        Flag("commonNameKanaConfirmed", "通称のフリガナの確認",
            (r, yes) => r with { CommonName = r.CommonName is { } common ? common with { KanaConfirmed = yes } : null },
            r => r.CommonName is { KanaConfirmed: true }),
    ];

    private static FixableItem[] Basics() =>
    [
        new("sex", "性別", FieldKind.Choice,
            (r, v, c) => v switch
            {
                "男" or "male" => r with { Sex = Sex.Male },
                "女" or "female" => r with { Sex = Sex.Female },
                null or "" => r with { Sex = Sex.Blank },
                _ => Refused(c, "RQ-15", "sex"),
            },
            r => Labels.Of(r.Sex)) { FourItems = true },
        Dated("birthDate", "生年月日", (r, date) => r with { BirthDate = date }, r => r.BirthDate, fourItems: true),
        new("relationship", "続柄", FieldKind.Text,
            (r, v, _) => r with { Household = r.Household with { Relationship = v ?? "", RelationshipPending = false } },
            r => r.Household.Relationship),
        new("optionalHouseholdNumber", "任意世帯番号", FieldKind.Text,
            (r, v, _) => r with { Household = r.Household with { OptionalNumber = Blank(v) } }, r => r.Household.OptionalNumber),
        Dated("becameResidentOn", "住民となった年月日",
            (r, date) => r with { BecameResident = (r.BecameResident ?? new DatedFact(date)) with { On = date } }, r => r.BecameResident?.On),
        Dated("addressSettledOn", "住所を定めた年月日",
            (r, date) => r with { AddressSettled = r.AddressSettled with { On = date } }, r => r.AddressSettled.On),
        new("enteredExOfficioOn", "職権で記載した年月日", FieldKind.Date,
            (r, v, c) => TryReadDay(v, "enteredExOfficioOn", c, out DateOnly? day) ? r with { EnteredExOfficioOn = day } : null,
            r => r.EnteredExOfficioOn is { } day ? Wareki.Print(day, EraTable.Default, WarekiForm.HalfWidth) : null),
        new("residentNotifiedOn", "届出の年月日", FieldKind.Date,
            (r, v, c) => TryReadDay(v, "residentNotifiedOn", c, out DateOnly? day)
                ? r with { BecameResident = r.BecameResident is { } fact ? fact with { NotifiedOn = day } : null }
                : null,
            r => r.BecameResident?.NotifiedOn is { } day ? Wareki.Print(day, EraTable.Default, WarekiForm.HalfWidth) : null),
    ];

    private static FixableItem[] Addresses() =>
    [
        new("town", "住所（町名まで）", FieldKind.Text, (r, v, _) => r with { Address = r.Address with { Town = v ?? "" } }, r => r.Address.Town)
            { NameOrAddress = true, FourItems = true },
        new("lot", "番地・住居番号", FieldKind.Text,
            (r, v, _) => r with { Address = r.Address with { Lot = v ?? "", Parts = LotParts.Of(v ?? "") } }, r => r.Address.Lot)
            { NameOrAddress = true, FourItems = true },
        new("building", "方書", FieldKind.Text, (r, v, _) => r with { Address = r.Address with { Building = Blank(v) } }, r => r.Address.Building)
            { NameOrAddress = true, FourItems = true },
        new("postalCode", "郵便番号", FieldKind.Text,
            (r, v, c) => Blank(v) is null ? r with { Address = r.Address with { PostalCode = null } }
                : PostalCode.TryParse(v, out PostalCode? code) ? r with { Address = r.Address with { PostalCode = code } }
                : Refused(c, "RQ-17", "postalCode"),
            r => r.Address.PostalCode?.Value) { NameOrAddress = true },
        new("addressCode", "住所コード", FieldKind.Text,
            (r, v, c) => Blank(v) is null ? r with { Address = r.Address with { Code = null } }
                : AddressCode.TryParse(v, out AddressCode? code) ? r with { Address = r.Address with { Code = code } }
                : Refused(c, "RQ-19", "addressCode"),
            r => r.Address.Code?.Value) { NameOrAddress = true },
        new("facility", "特定施設コード", FieldKind.Text,
            (r, v, _) => r with { Address = r.Address with { Facility = Blank(v) } }, r => r.Address.Facility),
        new("movedInFrom", "転入前住所", FieldKind.Text,
            (r, v, _) => r with
            {
                MovedInFrom = Blank(v) is { } text ? new AddressWithHead(new Address { Town = text }, r.MovedInFrom?.HeadName) : null,
            },
            r => r.MovedInFrom?.Address.Full),
    ];

    private static FixableItem[] Register() =>
    [
        new("domicile", "本籍", FieldKind.Text,
            (r, v, _) => r with { Domicile = new RegisteredDomicile(new Address { Town = v ?? "" }, r.Domicile?.Head ?? "") },
            r => r.Domicile?.Address.WithoutBuilding),
        new("domicileHead", "筆頭者", FieldKind.Text,
            (r, v, _) => r with { Domicile = new RegisteredDomicile(r.Domicile?.Address ?? new Address { Town = "" }, v ?? "") },
            r => r.Domicile?.Head),
    ];

    private static FixableItem[] Foreign() =>
    [
        ForeignText("nationality", "国籍・地域", (f, v) => f with { Nationality = v }, f => f.Nationality),
        ForeignText("residenceStatus", "在留資格", (f, v) => f with { Status = v }, f => f.Status),
        ForeignText("period", "在留期間", (f, v) => f with { Period = v }, f => f.Period),
        ForeignText("permittedStay", "上陸期間・仮滞在期間", (f, v) => f with { PermittedStay = v }, f => f.PermittedStay),
        new(Category, "第３０条の４５の区分", FieldKind.Choice,
            (r, v, c) => CategoryOf(v) is { } category
                ? r with { Foreign = OfCategory(r.Foreign ?? new ForeignResidence(), category) }
                : Refused(c, "RQ-09", "category"),
            r => r.Foreign?.Category is { } category ? Labels.Of(category) : null),
        new("periodEnd", "在留期間の満了の日", FieldKind.Date,
            (r, v, c) => TryReadDay(v, "periodEnd", c, out DateOnly? day)
                ? r with { Foreign = (r.Foreign ?? new ForeignResidence()) with { PeriodEnd = day } }
                : null,
            r => r.Foreign?.PeriodEnd is { } day ? Wareki.PrintWestern(day, WarekiForm.HalfWidth) : null),
        new("cardNumber", "在留カード等の番号", FieldKind.Text,
            (r, v, c) => Blank(v) is null ? r with { Foreign = (r.Foreign ?? new ForeignResidence()) with { CardNumber = null } }
                : ResidenceCardNumber.TryParse(v, out ResidenceCardNumber? number) ? r with { Foreign = (r.Foreign ?? new ForeignResidence()) with { CardNumber = number } }
                : Refused(c, "ID-11", "cardNumber"),
            r => r.Foreign?.CardNumber?.Value),
        Dated("becameForeignResidentOn", "外国人住民となった年月日",
            (r, date) => r with { BecameForeignResident = (r.BecameForeignResident ?? new DatedFact(date)) with { On = date } },
            r => r.BecameForeignResident?.On),
        new("foreignNotifiedOn", "外国人住民となった届出の年月日", FieldKind.Date,
            (r, v, c) => TryReadDay(v, "foreignNotifiedOn", c, out DateOnly? day)
                ? r with { BecameForeignResident = r.BecameForeignResident is { } fact ? fact with { NotifiedOn = day } : null }
                : null,
            r => r.BecameForeignResident?.NotifiedOn is { } day ? Wareki.Print(day, EraTable.Default, WarekiForm.HalfWidth) : null),
        Dated("formerRegistrationOn", "旧外登法による登録年月日",
            (r, date) => r with { Foreign = (r.Foreign ?? new ForeignResidence()) with { FormerRegistrationOn = date } },
            r => r.Foreign?.FormerRegistrationOn,
            clear: r => r with { Foreign = (r.Foreign ?? new ForeignResidence()) with { FormerRegistrationOn = null } }),
    ];

    private static FixableItem[] Others() =>
    [
        new("pointToNote", "留意事項", FieldKind.Text, (r, v, c) => Noted(r, NoteKind.PointToNote, v, c), _ => null),
        new("remark", "備考", FieldKind.Text, (r, v, c) => Noted(r, NoteKind.Remark, v, c), _ => null),
        Mark("warningCode", "警告コード", (m, v) => m with { WarningCode = v }, m => m.WarningCode),
        Mark("specialReason", "特別な事由", (m, v) => m with { SpecialReason = v }, m => m.SpecialReason),
        Mark("freeEntry", "任意記載", (m, v) => m with { FreeEntry = v }, m => m.FreeEntry),
        Mark("residenceCorrection", "居住地補正コード", (m, v) => m with { ResidenceCorrection = v }, m => m.ResidenceCorrection),
        Flag("supplementaryArticle5", "住基法附則第５条",
            (r, yes) => r with { Marks = r.Marks with { SupplementaryArticle5 = yes } }, r => r.Marks.SupplementaryArticle5),
        new("nationalityLostOn", "国籍喪失日", FieldKind.Date,
            (r, v, c) => Blank(v) is null ? r with { Marks = r.Marks with { NationalityLostOn = null } }
                : ReadDay(v, "nationalityLostOn", c) is { } day ? r with { Marks = r.Marks with { NationalityLostOn = day } } : null,
            r => r.Marks.NationalityLostOn is { } day ? Wareki.Print(day, EraTable.Default, WarekiForm.HalfWidth) : null),
        Mark("reserve1", "予備１", (m, v) => m with { Reserve1 = v }, m => m.Reserve1),
        Mark("reserve2", "予備２", (m, v) => m with { Reserve2 = v }, m => m.Reserve2),
    ];

    private static FixableItem Dated(
        string key,
        string label,
        Func<ResidentRecord, PartialDate, ResidentRecord> set,
        Func<ResidentRecord, PartialDate?> get,
        bool fourItems = false,
        Func<ResidentRecord, ResidentRecord>? clear = null) =>
        new(
            key,
            label,
            FieldKind.Date,
            (record, text, context) =>
                clear is not null && Blank(text) is null ? clear(record)
                    : DateChecks.Read(text, key, EraTable.Default, context.Findings) is { } date ? set(record, date) : null,
            record => get(record)?.Written) { FourItems = fourItems };

    private static FixableItem ForeignText(
        string key, string label, Func<ForeignResidence, string?, ForeignResidence> set, Func<ForeignResidence, string?> get) =>
        new(
            key,
            label,
            FieldKind.Text,
            (record, text, _) => record with { Foreign = set(record.Foreign ?? new ForeignResidence(), Blank(text)) },
            record => record.Foreign is { } foreign ? get(foreign) : null);

    private static FixableItem Mark(
        string key, string label, Func<RecordMarks, string?, RecordMarks> set, Func<RecordMarks, string?> get) =>
        new(key, label, FieldKind.Text, (record, text, _) => record with { Marks = set(record.Marks, Blank(text)) }, record => get(record.Marks));

    /// <summary>An item that is 有 or 無.</summary>
    internal static FixableItem Flag(
        string key, string label, Func<ResidentRecord, bool, ResidentRecord> set, Func<ResidentRecord, bool> get) =>
        new(
            key,
            label,
            FieldKind.Choice,
            (record, text, context) => text switch
            {
                "1" or "true" or "有" => set(record, true),
                null or "" or "0" or "false" or "無" => set(record, false),
                _ => Refused(context, "RR-57", key),
            },
            record => get(record) ? "1" : "0") { IsFlag = true };

    private static ResidentRecord? Refused(FixContext context, string check, string field)
    {
        context.Findings.Add(check, field);
        return null;
    }

    /// <summary>The day as typed; null with the finding when it cannot be read.</summary>
    internal static DateOnly? ReadDay(string? text, string field, FixContext context) =>
        DateChecks.Read(text, field, EraTable.Default, context.Findings)?.Exact;

    // A day that may be absent: blank clears it.
    private static bool TryReadDay(string? text, string field, FixContext context, out DateOnly? day)
    {
        day = Blank(text) is { } typed ? DateChecks.Read(typed, field, EraTable.Default, context.Findings)?.Exact : null;
        return day is not null || Blank(text) is null;
    }

    // No item of 法第30条の45 belongs to two categories: those of the former one go with it, those of the new one are entered with it.
    private static ForeignResidence OfCategory(ForeignResidence foreign, ForeignCategory category) =>
        foreign.Category is null || foreign.Category == category
            ? foreign with { Category = category }
            : foreign with
            {
                Category = category,
                Status = null,
                StatusCode = null,
                Period = null,
                PeriodEnd = null,
                CardNumber = null,
                PermittedStay = null,
            };

    private static ResidentRecord? Noted(ResidentRecord record, NoteKind kind, string? text, FixContext context) =>
        Blank(text) is { } words
            ? record with { Notes = [.. record.Notes, new Note(kind, null, words, context.Today)] }
            : record;

    /// <summary>The category of its Japanese word or its name; null when there is none.</summary>
    public static ForeignCategory? CategoryOf(string? text) =>
        Enum.GetValues<ForeignCategory>().Where(one => Labels.Of(one) == text || Enum.GetName(one) == text)
            .Select(one => (ForeignCategory?)one).FirstOrDefault();

    /// <summary>A written name, split at its space.</summary>
    public static PersonName Named(PersonName name, string? written)
    {
        string text = written ?? "";
        string[] parts = text.Split('　', ' ');
        return name with
        {
            Written = text,
            Surname = parts.Length == 2 ? parts[0] : null,
            GivenName = parts.Length == 2 ? parts[1] : null,
            Unset = text.Length == 0 && string.IsNullOrEmpty(name.Alphabet),
        };
    }

    /// <summary>The names before a change of a name.</summary>
    public static EarlierNames Earlier(ResidentRecord record) => new(record.Name, record.CommonName, record.ParallelName);

    private static FormerSurname? Former(ResidentRecord record, string? written, string? kana, FixContext context) =>
        Blank(written) is null && Blank(kana) is null
            ? null
            : (record.FormerSurname ?? new FormerSurname("", null, false)) with
            {
                Written = written ?? "",
                Kana = Blank(kana),
                RequestedOn = context.Request.RequestOn?.Exact ?? record.FormerSurname?.RequestedOn,
            };

    // A 通称 that is corrected was recorded when and where it was; only a new one is recorded now.
    private static CommonName? Common(ResidentRecord record, string? written, FixContext context) =>
        Blank(written) is not { } text ? null
        : record.CommonName is { } corrected ? corrected with { Written = text }
        : new CommonName(text, null, false)
            {
                RecordedOn = context.Request.HappenedOn?.Exact ?? context.Today,
                RecordedBy = context.MunicipalityName,
            };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
