using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.Web;

namespace Daicho.ResidentRegister.Person;

/// <summary>A group of items as shown.</summary>
/// <param name="Name">The group.</param>
/// <param name="Items">Items with a value.</param>
/// <param name="Blank">Names of the blank items.</param>
/// <param name="IsHidden">Kept from this operator by a setting (standard 10.4).</param>
internal sealed record ItemGroup(string Name, IReadOnlyList<Described> Items, IReadOnlyList<string> Blank, bool IsHidden);

/// <summary>Which items an operator sees (standard 10.4), and in which order they stand.</summary>
/// <param name="Domicile">戸籍の表示.</param>
/// <param name="ResidenceStatus">在留資格等.</param>
internal sealed record ItemVisibility(bool Domicile, bool ResidenceStatus)
{
    private static readonly string[] Order =
    [
        "氏名", "基本", "住所", "世帯", "戸籍", "外国人住民", "住民となった日", "増異動", "転入前住所", "前住所", "変更前住所",
        "転出予定先", "転出先", "消除", "記載", "改製", "番号", "資格", "地区", "異動", "管理",
    ];

    // Nationality is what the record is about; the setting hides 在留資格等.
    private static readonly string[] ShownOfForeigners = ["NationalityCode", "NationalityName", "FormerRegistrationOn", "ResidenceNotified"];

    /// <summary>What this operator sees.</summary>
    public static ItemVisibility Of(CurrentOperator current) => new(
        current.Has(TaskCodes.ResidentViewDomicile), current.Has(TaskCodes.ResidentViewResidenceStatus));

    /// <summary>Whether an item is shown. Numbers of the vault are never among the items; they are revealed by an act.</summary>
    public bool Shows(RecordItem item) => item.Source != ItemSource.Vault && item.Group switch
    {
        "戸籍" => Domicile,
        "外国人住民" => ResidenceStatus || ShownOfForeigners.Contains(item.Field),
        _ => true,
    };

    /// <summary>All items of a row in groups, in the order of the residence record form.</summary>
    public IReadOnlyList<ItemGroup> Groups(HistoryRow row)
    {
        ILookup<string, ShownItem> groups = ItemText.Of(row).ToLookup(one => one.Item.Group);
        return
        [
            .. groups.OrderBy(group => Array.IndexOf(Order, group.Key) is >= 0 and int place ? place : Order.Length)
                .Select(group => Group(group.Key, [.. group.Where(one => Shows(one.Item))], group.Count(one => one.Item.Source != ItemSource.Vault)))
                .Where(group => group.Items.Count > 0 || group.IsHidden),
        ];
    }

    /// <summary>What a change altered, item by item (RR-57).</summary>
    public IReadOnlyList<ChangedItem> Differences(ResidentRecord? before, ResidentRecord after) =>
    [
        .. RecordDiff.Between(before, after).Where(one => Shows(one.Item)).Select(one => new ChangedItem(
            one.Item.Japanese, Blank(one.Before), Blank(one.After), IsMincho(one.Item))),
    ];

    private static ItemGroup Group(string name, IReadOnlyList<ShownItem> shown, int all)
    {
        ShownItem[] filled = [.. shown.Where(one => one.Text.Length > 0 || one.Absence is not null)];
        return new ItemGroup(
            name,
            [
                .. filled.Select(one => new Described(
                    LabelOf(one.Item),
                    one.Absence is { } absence ? $"（{Labels.Of(absence)}）" : one.Text,
                    IsMincho(one.Item))),
            ],
            [.. shown.Except(filled).Select(one => one.Item.Japanese)],
            shown.Count < all);
    }

    // The published list calls the internal number 個人番号; on a screen that word means the Individual Number.
    private static string LabelOf(RecordItem item) => item.Field == "InternalPersonNumber" ? "宛名番号" : item.Japanese;

    private static string? Blank(string text) => text.Length == 0 ? null : text;

    private static bool IsMincho(RecordItem item) =>
        item.Japanese.Contains("漢字", StringComparison.Ordinal)
        || item.Japanese.EndsWith("住所", StringComparison.Ordinal)
        || item.Japanese.EndsWith("方書", StringComparison.Ordinal)
        || item.Japanese is "本籍地番" or "氏名";
}
