using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Search;

/// <summary>Every "no" of a search.</summary>
internal static class SearchRefusals
{
    /// <summary>No key at all. Error catalogue SR-01.</summary>
    public static readonly Refusal NoKey = new("SR-01", Checks.Get("SR-01").Text);

    /// <summary>Fewer than two items other than sex (CR-20).</summary>
    public static readonly Refusal TwoItems = new(
        "RR-SEARCH-001", "氏名・生年月日・住所のうち二つ以上を入力してください。性別・続柄などは数えません。番号がわかるときは「番号で探す」を使ってください。");

    /// <summary>The birth date cannot be read.</summary>
    public static readonly Refusal Birth = new(
        "RR-SEARCH-002", "生年月日を読み取れません。S15.3.2、昭和15年、1940年頃のように入力してください。", Field: "birth");

    /// <summary>The number is not well formed.</summary>
    public static readonly Refusal Identifier = new(
        "RR-SEARCH-003", "番号の桁数または検査数字が合っていません。番号の種類と入力を確認してください。", Field: "identifier");

    /// <summary>The search takes too long.</summary>
    public static readonly Refusal TooWide = new(
        "RR-SEARCH-004", "条件が広いため検索を中止しました。生年月日や住所の条件を加えてください。");

    /// <summary>The stored search is another operator's, another purpose's, or erased.</summary>
    public static readonly Refusal Gone = new(
        "RR-SEARCH-005", "この検索条件は保存期間が過ぎたか、別の事務の検索です。検索画面からやり直してください。", RefusalKind.NotFound);

    /// <summary>The address code is not well formed.</summary>
    public static readonly Refusal AddressCode = new(
        "RR-SEARCH-006", "住所コードは11桁の数字です。入力を確認してください。", Field: "address-code");

    /// <summary>A list by a code without the code.</summary>
    public static readonly Refusal EntryCode = new("RR-SEARCH-010", "一覧にするコードを入力してください。", Field: "entry-code");

    /// <summary>Neither an Individual Number nor a resident record code.</summary>
    public static readonly Refusal Number = new(
        "RR-SEARCH-009", "番号の桁数または検査数字が合っていません。個人番号は12桁、住民票コードは11桁の数字を確認してください。", Field: "number");

    /// <summary>Not six digits with their check digit (ID-13).</summary>
    public static readonly Refusal MunicipalityCode = new(
        "ID-13", "全国地方公共団体コードの検査数字が一致しません。合併前の市区町村のコードを６桁で入力してください。", Field: "entry-code");

    /// <summary>The choice is not one of those offered.</summary>
    public static readonly Refusal Choice = new(
        "RR-SEARCH-008", "選択肢にない値です。画面を開き直して選んでください。", RefusalKind.Malformed);
}
