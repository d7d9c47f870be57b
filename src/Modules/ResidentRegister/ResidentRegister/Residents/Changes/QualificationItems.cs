using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>
/// The items that other duties report to the record (法第7条第10号から第11号の2まで, cards, school districts, adult
/// guardianship): the published items 215, 216, 233 to 258, 269, 274, 277 and 278, and 成年被後見人. Labels are those of the list.
/// </summary>
internal static class QualificationItems
{
    private static readonly Slot HealthInsurance = new(
        "nationalHealthInsurance", all => all.NationalHealthInsurance, (all, one) => all with { NationalHealthInsurance = one });

    private static readonly Slot LateStage = new(
        "lateStageElderlyMedicalCare", all => all.LateStageElderlyMedicalCare, (all, one) => all with { LateStageElderlyMedicalCare = one });

    private static readonly Slot LongTermCare = new(
        "longTermCareInsurance", all => all.LongTermCareInsurance, (all, one) => all with { LongTermCareInsurance = one });

    private static readonly Slot Pension = new(
        "nationalPension", all => all.NationalPension, (all, one) => all with { NationalPension = one });

    private static readonly Slot Allowance = new(
        "childAllowance", all => all.ChildAllowance, (all, one) => all with { ChildAllowance = one });

    private static readonly Slot Roll = new("electoralRoll", all => all.ElectoralRoll, (all, one) => all with { ElectoralRoll = one });

    private static readonly Slot OldCard = new("registerCard", all => all.RegisterCard, (all, one) => all with { RegisterCard = one });

    private static readonly Slot Card = new(
        "individualNumberCard", all => all.IndividualNumberCard, (all, one) => all with { IndividualNumberCard = one });

    // Told by the registry office for adult guardianship (9.4).
    private const string Ward = "adultWard";

    /// <summary>The parts of the form: the first word of the keys of their items, and the title.</summary>
    public static IReadOnlyList<(string Key, string Title)> Parts { get; } =
    [
        (Roll.Key, "選挙人名簿"), (HealthInsurance.Key, "国民健康保険"), (LateStage.Key, "後期高齢者医療"), (LongTermCare.Key, "介護保険"),
        (Pension.Key, "国民年金"), (Allowance.Key, "児童手当"), ("district", "通学区域"), (OldCard.Key, "住民基本台帳カード"),
        (Card.Key, "個人番号カード"), (Ward, "成年被後見人"),
    ];

    /// <summary>All of them, in the order of the law.</summary>
    public static IReadOnlyList<FixableItem> All { get; } =
    [
        Held(Roll, "ElectoralRollRegistrationFlag"),
        Held(HealthInsurance, "NationalHealthInsuranceFlag"),
        Category(HealthInsurance, "NationalHealthInsuranceCategory"),
        GainedOn(HealthInsurance, "NationalHealthInsuranceAcquisitionDate"),
        LostOn(HealthInsurance, "NationalHealthInsuranceLossDate"),
        Day(HealthInsurance, "appliesFrom", "NationalHealthInsuranceApplicationStartDate", (one, day) => one with { AppliesFrom = day }, one => one.AppliesFrom),
        Day(HealthInsurance, "appliesUntil", "NationalHealthInsuranceApplicationEndDate", (one, day) => one with { AppliesUntil = day }, one => one.AppliesUntil),
        Text(HealthInsurance, "retiree", "NationalHealthInsuranceRetireeCategoryCode", (one, text) => one with { SecondCategory = text }, one => one.SecondCategory),
        Day(HealthInsurance, "retireeFrom", "NationalHealthInsuranceRetireeStartDate", (one, day) => one with { SecondFrom = day }, one => one.SecondFrom),
        Day(HealthInsurance, "retireeUntil", "NationalHealthInsuranceRetireeEndDate", (one, day) => one with { SecondUntil = day }, one => one.SecondUntil),
        Held(LateStage, "LatterStageElderlyFlag"),
        Number(LateStage, "LatterStageElderlyInsuredNumber"),
        GainedOn(LateStage, "LatterStageElderlyAcquisitionDate"),
        LostOn(LateStage, "LatterStageElderlyLossDate"),
        Held(LongTermCare, "LongTermCareInsuranceFlag"),
        GainedOn(LongTermCare, "LongTermCareInsuredAcquisitionDate"),
        LostOn(LongTermCare, "LongTermCareInsuredLossDate"),
        Held(Pension, "PensionEligibilityCategory"),
        PensionNumber("NationalPensionNumber"),
        Category(Pension, "NationalPensionType"),
        Day(Pension, "categoryChangedOn", "PensionTypeChangeDate", (one, day) => one with { CategoryChangedOn = day }, one => one.CategoryChangedOn),
        GainedOn(Pension, "PensionAcquisitionDate"),
        LostOn(Pension, "PensionLossDate"),
        Held(Allowance, "ChildAllowanceFlag"),
        Category(Allowance, "ChildAllowanceEligibilityCategory"),
        GainedOn(Allowance, "ChildAllowanceStartMonth"),
        LostOn(Allowance, "ChildAllowanceEndMonth"),
        District("elementarySchool", "ElementarySchoolDistrictCode", (all, code) => all with { ElementarySchool = code }, all => all.ElementarySchool),
        District("juniorHighSchool", "JuniorHighSchoolDistrictCode", (all, code) => all with { JuniorHighSchool = code }, all => all.JuniorHighSchool),
        Held(OldCard, "BasicResidentCardPossessionCategory"),
        LostOn(OldCard, "BasicResidentCardReturnCategory"),
        Held(Card, "IndividualNumberCardPossessionCategory"),
        FixableItems.Flag(
            Ward + ".registered",
            Label("AdultWard"),
            (record, yes) => record with { Qualifications = record.Qualifications with { AdultWard = yes } },
            record => record.Qualifications.AdultWard),
    ];

    private sealed record Slot(
        string Key, Func<Qualifications, Qualification?> Get, Func<Qualifications, Qualification, Qualifications> Set)
    {
        public ResidentRecord Change(ResidentRecord record, Func<Qualification, Qualification> change) =>
            record with { Qualifications = Set(record.Qualifications, change(Get(record.Qualifications) ?? new Qualification(false))) };

        public T? Read<T>(ResidentRecord record, Func<Qualification, T?> read) => Get(record.Qualifications) is { } one ? read(one) : default;
    }

    private static FixableItem Held(Slot slot, string field) => FixableItems.Flag(
        slot.Key + ".held",
        Label(field),
        (record, yes) => slot.Change(record, one => one with { Held = yes }),
        record => slot.Read(record, one => one.Held));

    private static FixableItem Category(Slot slot, string field) =>
        Text(slot, "category", field, (one, text) => one with { Category = text }, one => one.Category);

    private static FixableItem Number(Slot slot, string field) =>
        Text(slot, "number", field, (one, text) => one with { Number = text }, one => one.Number);

    // 基礎年金番号 (ID-14).
    private static FixableItem PensionNumber(string field) => Number(Pension, field) with
    {
        Apply = (record, text, context) =>
        {
            string? number = Blank(text) is { } typed ? HalfWidth.DigitsFromInput(typed) : null;
            Findings wrong = new(context.Findings.Settings);
            if (number is not null)
            {
                IdentifierChecks.BasicPensionNumber(number, wrong);
                context.Findings.AddRange(wrong);
            }

            return wrong.HasErrors ? null : Pension.Change(record, one => one with { Number = number });
        },
    };

    private static FixableItem GainedOn(Slot slot, string field) =>
        Day(slot, "gainedOn", field, (one, day) => one with { GainedOn = day }, one => one.GainedOn);

    private static FixableItem LostOn(Slot slot, string field) =>
        Day(slot, "lostOn", field, (one, day) => one with { LostOn = day }, one => one.LostOn);

    private static FixableItem Text(
        Slot slot, string key, string field, Func<Qualification, string?, Qualification> set, Func<Qualification, string?> get) =>
        new(
            $"{slot.Key}.{key}",
            Label(field),
            FieldKind.Text,
            (record, text, _) => slot.Change(record, one => set(one, Blank(text))),
            record => slot.Read(record, get));

    private static FixableItem Day(
        Slot slot, string key, string field, Func<Qualification, DateOnly?, Qualification> set, Func<Qualification, DateOnly?> get) =>
        new(
            $"{slot.Key}.{key}",
            Label(field),
            FieldKind.Date,
            (record, text, context) => Blank(text) is null ? slot.Change(record, one => set(one, null))
                : FixableItems.ReadDay(text, $"{slot.Key}.{key}", context) is { } day ? slot.Change(record, one => set(one, day)) : null,
            record => slot.Read(record, get) is { } day ? Wareki.Print(day, EraTable.Default, WarekiForm.HalfWidth) : null);

    private static FixableItem District(
        string key, string field, Func<Districts, string?, Districts> set, Func<Districts, string?> get) =>
        new(
            "district." + key,
            Label(field),
            FieldKind.Text,
            (record, text, _) => record with { Districts = set(record.Districts ?? new Districts(), Blank(text)) },
            record => record.Districts is { } all ? get(all) : null);

    private static string Label(string field) => RecordItems.Get(field).Japanese;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
