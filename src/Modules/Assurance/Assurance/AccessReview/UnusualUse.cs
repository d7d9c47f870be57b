using Daicho.ResidentRegister.Contracts;

namespace Daicho.Assurance.AccessReview;

/// <summary>A use that the privacy officer looks at first. Unusual is not wrong: the officer asks and writes down the answer.</summary>
internal enum Pattern
{
    /// <summary>The operator's own record, or a declared relative's.</summary>
    OwnOrRelative,

    /// <summary>A person under support measures (支援措置).</summary>
    Protected,

    /// <summary>A person with the operator's surname.</summary>
    SameSurname,

    /// <summary>A person of the operator's household or address.</summary>
    SameAddress,

    /// <summary>Refused attempts.</summary>
    Denied,

    /// <summary>Individual Numbers or resident record codes in clear.</summary>
    NumberShown,

    /// <summary>Outside office hours, at weekends and on holidays (CR-54).</summary>
    OutOfHours,

    /// <summary>Many persons in one hour.</summary>
    ManyInAnHour,

    /// <summary>Many persons in one day.</summary>
    ManyInADay,

    /// <summary>One person again and again, and nothing done.</summary>
    Repeated,

    /// <summary>Persons opened or listed by a search, and nothing done that day (CR-64).</summary>
    WithoutAct,

    /// <summary>Searches that many persons met.</summary>
    WideSearch,

    /// <summary>Failed sign-ins in a row (CR-127).</summary>
    FailedSignIn,

    /// <summary>Sign-ins not ended by hand (CR-58).</summary>
    LeftOpen,
}

/// <summary>One unusual use.</summary>
/// <param name="Pattern">What is unusual.</param>
/// <param name="OperatorCode">Who; <c>unknown</c> for sign-ins under names that are no account.</param>
/// <param name="OperatorName">Display name of the operator; null when there is no account.</param>
/// <param name="Subject">Whose record; null when it concerns many or none.</param>
/// <param name="First">First access of it.</param>
/// <param name="Last">Last access of it.</param>
/// <param name="Count">How many accesses or persons.</param>
/// <param name="Detail">A code of refusal or kind of day; empty otherwise.</param>
internal sealed record UnusualUse(
    Pattern Pattern,
    string OperatorCode,
    string? OperatorName,
    ResidentId? Subject,
    DateTimeOffset First,
    DateTimeOffset Last,
    long Count,
    string Detail);

/// <summary>The unusual uses of a period.</summary>
/// <param name="Uses">By pattern, the most striking first.</param>
/// <param name="Cut">Patterns of which there are more than are listed.</param>
internal sealed record UnusualUses(IReadOnlyList<UnusualUse> Uses, IReadOnlyList<Pattern> Cut);

/// <summary>The patterns in words.</summary>
internal static class Patterns
{
    /// <summary>Short name.</summary>
    public static string Label(Pattern pattern) => pattern switch
    {
        Pattern.OwnOrRelative => "本人・親族",
        Pattern.Protected => "支援措置対象者",
        Pattern.SameSurname => "同じ姓",
        Pattern.SameAddress => "同じ住所・世帯",
        Pattern.Denied => "拒否された操作",
        Pattern.NumberShown => "番号の表示",
        Pattern.OutOfHours => "時間外・休日",
        Pattern.ManyInAnHour => "1時間に多数",
        Pattern.ManyInADay => "1日に多数",
        Pattern.Repeated => "同じ方を繰返し",
        Pattern.WithoutAct => "後続処理なし",
        Pattern.WideSearch => "広い検索",
        Pattern.FailedSignIn => "サインイン失敗",
        Pattern.LeftOpen => "終了し忘れ",
    };

    /// <summary>Why it is shown, in words.</summary>
    public static string Reason(UnusualUse use, Limits limits) => use.Pattern switch
    {
        Pattern.OwnOrRelative => "操作者本人または届け出た親族の記録です。",
        Pattern.Protected => $"支援措置の対象者の記録を{use.Count}回利用しました。",
        Pattern.SameSurname => "操作者と同じ姓の方の記録を利用しました。",
        Pattern.SameAddress => "操作者と同じ住所または世帯の方の記録を利用しました。",
        Pattern.Denied => $"権限などで{use.Count}回拒否されました（{use.Detail}）。",
        Pattern.NumberShown => $"個人番号または住民票コードを{use.Count}回表示・利用しました。",
        Pattern.OutOfHours => $"{use.Detail}に{use.Count}回利用しました。",
        Pattern.ManyInAnHour => $"1時間に{use.Count}人の記録を開くか、検索の一覧に表示しました（目安 {limits.PersonsPerHour}人）。",
        Pattern.ManyInADay => $"1日に{use.Count}人の記録を開くか、検索の一覧に表示しました（目安 {limits.PersonsPerDay}人）。",
        Pattern.Repeated => $"同じ方の記録を{use.Count}回開くか検索の一覧に表示し、異動も交付もしていません（目安 {limits.RepeatedLooks}回）。",
        Pattern.WithoutAct => $"その日に異動も交付もしていない方を{use.Count}人、記録を開くか検索の一覧に表示しました（目安 {limits.LooksWithoutAct}人）。",
        Pattern.WideSearch => $"一度に{use.Count}人が該当する検索をしました。",
        Pattern.FailedSignIn => $"1日に{use.Count}回サインインに失敗しました。",
        Pattern.LeftOpen => $"「終了」を押さずに離れたサインインが{use.Count}回あります。",
    };

    /// <summary>The value as it stands in the database and in addresses.</summary>
    public static string Code(Pattern pattern) => pattern.ToString();
}
