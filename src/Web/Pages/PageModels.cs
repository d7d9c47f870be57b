using Daicho.Kernel;
using Daicho.Platform.Hosting;
using Daicho.Platform.Jobs;

namespace Daicho.Web;

/// <summary>A page that says that something could not be done.</summary>
/// <param name="Title">What happened, in the words of the office.</param>
/// <param name="WhatToDo">What to do next, one sentence each.</param>
/// <param name="Reference">Reference number to tell the operators; null when nothing was logged.</param>
/// <param name="BackHref">Where to go on.</param>
public sealed record ErrorPageModel(string Title, IReadOnlyList<string> WhatToDo, string? Reference = null, string? BackHref = "/")
{
    /// <summary>A bug or machinery down: neutral, with the number under which it was logged.</summary>
    public static ErrorPageModel Unexpected(string reference) => new(
        "処理を完了できませんでした",
        ["入力した内容が記録されたかどうかを、対象者の履歴で確認してください。", "繰り返し起こるときは、次の照会番号をシステム担当者へ伝えてください。"],
        reference);

    /// <summary>The form's token does not fit: shown too long ago, or by another session.</summary>
    public static ErrorPageModel FormExpired { get; } = new(
        "画面の有効期限が切れています",
        ["この送信では何も記録していません。", "前の画面へ戻って開き直し、内容を確認してからもう一度実行してください。"]);

    /// <summary>A form held control characters.</summary>
    public static ErrorPageModel Illegible { get; } = new(
        "使用できない文字が含まれています",
        ["この送信では何も記録していません。", "目に見えない制御文字が含まれています。前の画面へ戻り、貼り付けた項目を入力し直してください。", $"コード：{TextRules.Unusable.Code}"]);

    /// <summary>No such page, or none that may be known to exist.</summary>
    public static ErrorPageModel NotFound { get; } = new(
        "お探しの画面はありません",
        ["アドレスが変わったか、対象の記録を見る権限がありません。", "作業一覧または検索から開き直してください。"]);

    /// <summary>The operator may not do this.</summary>
    public static ErrorPageModel NotPermitted { get; } = new(
        "この操作の権限がありません",
        ["必要な場合は、所属の権限管理者へ申請してください。", "この操作を試みたことは記録されています。"]);
}

/// <summary>The sign-in page.</summary>
/// <param name="Action">Where the form is posted to; its fields are <c>operator</c> and <c>password</c>.</param>
/// <param name="State">What was typed before and why it was refused; never says which of the two was wrong.</param>
/// <param name="PasskeyAction">Where the page with the second factor begins; null when the zone has none.</param>
/// <param name="ReturnTo">Address inside this zone to go on to.</param>
public sealed record SignInPageModel(string Action, FormState? State = null, string? PasskeyAction = null, string? ReturnTo = null);

/// <summary>The page after the session ended.</summary>
/// <param name="WasAutomatic">True after the time without input ran out, false after 終了.</param>
/// <param name="SignInHref">Where to sign in again.</param>
public sealed record SessionEndedPageModel(bool WasAutomatic, string SignInHref);

/// <summary>The start page: open work first, then the day's figures, then shortcuts.</summary>
public sealed record StartPageModel
{
    /// <summary>Notices to all operators.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Open work, the most pressing first.</summary>
    public IReadOnlyList<OpenWork> Open { get; init; } = [];

    /// <summary>Figures of the day in large print.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Small charts.</summary>
    public IReadOnlyList<ChartModel> Charts { get; init; } = [];

    /// <summary>The acts begun most often.</summary>
    public IReadOnlyList<Tab> Shortcuts { get; init; } = [];

    /// <summary>Function keys of the start page.</summary>
    public IReadOnlyList<FunctionKey> Keys { get; init; } = [];
}

/// <summary>One piece of open work; names no resident.</summary>
/// <param name="Kind">Such as 差戻し.</param>
/// <param name="Title">The act and the case number.</param>
/// <param name="Href">The work itself.</param>
/// <param name="Since">Since when it waits, as written.</param>
/// <param name="Age">How long, in words.</param>
/// <param name="Tone">How pressing it is.</param>
public sealed record OpenWork(string Kind, string Title, string Href, string Since, string Age, Tone Tone = Tone.Neutral);

/// <summary>One figure of the day.</summary>
/// <param name="Label">What is counted.</param>
/// <param name="Value">How many.</param>
/// <param name="Unit">Unit.</param>
/// <param name="Href">The list behind it.</param>
public sealed record Figure(string Label, long Value, string Unit = "件", string? Href = null);

/// <summary>One job with some of its partitions.</summary>
/// <param name="Job">How far it is.</param>
/// <param name="Partitions">What became of the partitions shown.</param>
/// <param name="Next">Number of the next partition; null at the end.</param>
public sealed record JobPageModel(JobProgress Job, IReadOnlyList<JobPartitionResult> Partitions, int? Next);

/// <summary>The status of the zone for people.</summary>
/// <param name="Health">The health answer.</param>
/// <param name="Details">The machinery; null for people who do not operate the system.</param>
public sealed record StatusPageModel(HealthReport Health, ZoneStatusReport? Details)
{
    /// <summary>Whether everything answers.</summary>
    public bool IsWell => Health.Status == "ok";
}

/// <summary>The page for developers of other systems.</summary>
/// <param name="Document">Address of the OpenAPI document.</param>
public sealed record ApiPageModel(string Document);
