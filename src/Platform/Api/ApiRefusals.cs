using Daicho.Kernel;
using Microsoft.AspNetCore.Http;

namespace Daicho.Platform.Api;

/// <summary>Every "no" of the interfaces themselves. None repeats what was sent.</summary>
public static class ApiRefusals
{
    /// <summary>Not one JSON value of the documented shape.</summary>
    public static readonly Refusal Body = new(
        "API-BODY-001", "本文を読み取れません。公開している形式（OpenAPI）のとおりに送信してください。", RefusalKind.Malformed);

    /// <summary>Another media type than JSON.</summary>
    public static readonly Refusal MediaType = new(
        "API-BODY-002", "Content-Type を application/json にして送信してください。", RefusalKind.Malformed);

    /// <summary>Longer than any request needs to be.</summary>
    public static readonly Refusal TooLarge = new(
        "API-BODY-003", "本文が大きすぎます。128KB以内にしてください。", RefusalKind.Malformed);

    /// <summary>More items than any request needs.</summary>
    public static readonly Refusal TooMany = new("API-BODY-004", "項目が多すぎます。分けて送信してください。", RefusalKind.Malformed);

    /// <summary>An act without a key, or with one that is no key.</summary>
    public static readonly Refusal KeyNeeded = new(
        "API-KEY-001", "Idempotency-Key を英数字・「.」「_」「-」の8文字以上80文字以内で付けてください。", RefusalKind.Malformed);

    /// <summary>The key stands for another request.</summary>
    public static readonly Refusal KeyReused = new(
        "API-KEY-002", "この Idempotency-Key は別の内容の要求に使われています。新しいキーで送信してください。");

    /// <summary>An update that does not say which version it is about.</summary>
    public static readonly Refusal MatchNeeded = new(
        "API-MATCH-001", "If-Match に、取得したときの ETag を付けてください。", RefusalKind.Malformed);

    /// <summary>A cursor that was not given for this very list.</summary>
    public static readonly Refusal Cursor = new(
        "API-CURSOR-001", "続きの位置を読み取れません。最初から取得し直してください。", RefusalKind.Malformed);

    /// <summary>A value in the address that is not of its form.</summary>
    public static readonly Refusal Query = new(
        "API-QUERY-001", "アドレスの指定を読み取れません。公開している形式（OpenAPI）を確認してください。", RefusalKind.Malformed);

    /// <summary>More requests than agreed.</summary>
    public static readonly Refusal TooManyRequests = new(
        "API-LIMIT-001", "要求の数が上限を超えました。Retry-After の秒数だけ待ってから送信してください。", RefusalKind.NotPermitted);

    /// <summary>More persons on one day than agreed (K12).</summary>
    public static readonly Refusal TooManyPersons = new(
        "API-LIMIT-002", "1日に照会できる人数の上限に達しました。翌日まで待つか、システム担当に上限の見直しを相談してください。", RefusalKind.NotPermitted);

    private static readonly Dictionary<string, int> Statuses = new(StringComparer.Ordinal)
    {
        [MediaType.Code] = StatusCodes.Status415UnsupportedMediaType,
        [TooLarge.Code] = StatusCodes.Status413PayloadTooLarge,
        [MatchNeeded.Code] = StatusCodes.Status428PreconditionRequired,
        [TooManyRequests.Code] = StatusCodes.Status429TooManyRequests,
        [TooManyPersons.Code] = StatusCodes.Status429TooManyRequests,
    };

    /// <summary>Where HTTP has a status of its own for the refusal; else null.</summary>
    internal static int? StatusOf(string code) => Statuses.TryGetValue(code, out int status) ? status : null;
}
