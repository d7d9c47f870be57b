namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>
/// Whether the documents shown confirm who somebody is: one with a photograph issued by a public body, or two others
/// (住民基本台帳法第12条第3項・第27条第2項; the kinds follow 住民基本台帳事務処理要領).
/// </summary>
internal static class IdentityDocuments
{
    private const int OthersMin = 2;

    private static readonly char[] Between = ['、', '，', ',', '・', '＋', '+', '／', '/', '\n'];

    /// <summary>Those of which one is enough (１点で足りる書類).</summary>
    public static IReadOnlyList<string> Sufficient { get; } =
    [
        "個人番号カード", "マイナンバーカード", "運転免許証", "運転経歴証明書", "旅券", "パスポート", "在留カード", "特別永住者証明書",
        "在留カード等", "身体障害者手帳", "療育手帳", "精神障害者保健福祉手帳", "海技免状", "小型船舶操縦免許証", "電気工事士免状",
        "宅地建物取引士証", "官公署の職員証",
    ];

    /// <summary>Those usually shown of which two are needed (２点必要な書類); others of their kind count as well.</summary>
    public static IReadOnlyList<string> Others { get; } =
        ["資格確認書", "介護保険被保険者証", "基礎年金番号通知書", "年金手帳", "年金証書", "社員証", "学生証", "預金通帳"];

    /// <summary>Whether what the clerk noted is enough: one sufficient document, or two different others, separated by 、.</summary>
    public static bool Suffice(string? noted)
    {
        string[] documents = [.. (noted ?? "").Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        return documents.Any(Sufficient.Contains) || documents.Length >= OthersMin;
    }
}
