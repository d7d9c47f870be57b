using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.Web;

namespace Daicho.ResidentRegister.Person;

/// <summary>The items of the residence record form (住民票) at a glance, in the order of 住民基本台帳法第7条.</summary>
internal static class RecordSummary
{
    private const string Hidden = "（表示の権限がありません）";

    /// <summary>The items; those of the other kind of resident are left out.</summary>
    public static IReadOnlyList<Described> Of(ResidentRecord record, ItemVisibility visibility)
    {
        ArgumentNullException.ThrowIfNull(visibility);
        List<Described> items =
        [
            new("氏名", record.Name.Display, true),
            .. Optional("旧氏", record.FormerSurname?.Written, true),
            .. Optional("通称", record.CommonName?.Written, true),
            .. Optional("併記名", record.ParallelName?.Display, true),
            new("生年月日", PersonStrips.Birth(record)),
            new("性別", record.Sex == Sex.Blank ? null : Labels.Of(record.Sex)),
            new("世帯主", record.Household.Head?.Written, true),
            new("続柄", record.Household.Relationship),
        ];
        if (record.Kind == ResidentKind.Japanese)
        {
            items.Add(new("本籍", visibility.Domicile ? record.Domicile?.Address.Full : Hidden, visibility.Domicile));
            items.Add(new("筆頭者", visibility.Domicile ? record.Domicile?.Head : Hidden, visibility.Domicile));
            items.Add(Dated("住民となった年月日", record.BecameResident, "届出・職権記載"));
        }
        else
        {
            AddForeign(items, record, visibility);
        }

        items.Add(new("住所", record.Address.Full, true));
        items.Add(Dated("住所を定めた年月日", record.AddressSettled));
        items.AddRange(Optional("前住所", record.PriorAddress?.Address.Full, true));
        items.AddRange(Optional("転入前住所", record.MovedInFrom?.Address.Full, true));
        items.AddRange(Optional("転出先（予定）", record.MoveOut?.PlannedTo.Full, true));
        items.AddRange(Optional("転出予定年月日", record.MoveOut is { } move ? Wareki.Display(move.PlannedOn, EraTable.Default) : null));
        items.AddRange(Optional("転出先（確定）", record.MoveOut?.ActualTo?.Address.Full, true));
        if (record.Removal is { } removal)
        {
            items.Add(new("消除", $"{Labels.Of(removal.Kind)}（{HistoryEntries.Reason(removal.ReasonCode)}）"));
            items.Add(new("消除した日", Wareki.Display(removal.RemovedOn, EraTable.Default)));
        }

        items.Add(new("個人番号", Labels.Of(record.IndividualNumber)));
        items.Add(new("住民票コード", Labels.Of(record.RecordCode)));
        return items;
    }

    private static void AddForeign(List<Described> items, ResidentRecord record, ItemVisibility visibility)
    {
        ForeignResidence? foreign = record.Foreign;
        bool shown = visibility.ResidenceStatus;
        items.Add(new("国籍・地域", foreign?.Nationality));
        items.Add(new("第30条の45に規定する区分", !shown ? Hidden : foreign?.Category is { } category ? Labels.Of(category) : null));
        items.Add(new("在留資格", shown ? foreign?.Status : Hidden));
        items.Add(new("在留期間等", shown ? foreign?.Period ?? foreign?.PermittedStay : Hidden));
        items.Add(new(
            "在留期間の満了の日",
            !shown ? Hidden : foreign?.PeriodEnd is { } end ? Wareki.PrintWestern(end, WarekiForm.FullWidth) : null));
        items.Add(new("在留カード等の番号", shown ? foreign?.CardNumber?.Value : Hidden));
        items.Add(Dated("外国人住民となった年月日", record.BecameForeignResident, "届出・職権記載"));
    }

    private static Described Dated(string label, DatedFact? fact, string notified = "届出") => new(
        label,
        fact is null ? null
            : fact.On.Display() + (fact.NotifiedOn is { } day ? $"（{notified} {Wareki.Display(day, EraTable.Default)}）" : ""));

    private static IEnumerable<Described> Optional(string label, string? value, bool isMincho = false) =>
        value is null ? [] : [new Described(label, value, isMincho)];
}
