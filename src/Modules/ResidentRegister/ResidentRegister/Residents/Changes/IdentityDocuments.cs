namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>
/// The documents that confirm who somebody is: one with a photograph issued by a public body, or two others
/// (住民基本台帳法第12条第3項・第27条第2項). Which these are the municipality lays down by the 住民基本台帳事務処理要領.
/// </summary>
/// <param name="Sufficient">Those of which one is enough (１点で足りる書類).</param>
/// <param name="Others">Those of which two are needed (２点必要な書類).</param>
/// <param name="OtherKindsCount">Whether a document of neither list counts as one of the two (市町村長が適当と認める書類).</param>
internal sealed record IdentityDocuments(IReadOnlyList<string> Sufficient, IReadOnlyList<string> Others, bool OtherKindsCount)
{
    private const int OthersMin = 2;

    private static readonly char[] Between = ['、', '，', ',', '・', '＋', '+', '／', '/', '\n'];

    // What people call the same paper.
    private static readonly Dictionary<string, string> Everyday = new(StringComparer.Ordinal)
    {
        ["マイナンバーカード"] = "個人番号カード",
        ["パスポート"] = "旅券",
        ["在留カード等"] = "在留カード",
    };

    /// <summary>All that can be offered for choice, those of which one is enough first.</summary>
    public IEnumerable<string> All => Sufficient.Concat(Others);

    /// <summary>Whether what the clerk noted is enough: one sufficient document, or two different others, separated by 、.</summary>
    public bool Suffice(string? noted)
    {
        string[] documents =
        [
            .. (noted ?? "").Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(document => Everyday.GetValueOrDefault(document, document)).Distinct(),
        ];
        return documents.Any(Sufficient.Contains)
            || documents.Count(document => OtherKindsCount || Others.Contains(document)) >= OthersMin;
    }
}
