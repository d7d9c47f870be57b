using Daicho.Kernel;

namespace Daicho.Web;

/// <summary>How grave a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>エラー: impossible or forbidden; the change stops.</summary>
    Error,

    /// <summary>アラート: possible but unusual; it must be confirmed.</summary>
    Alert,

    /// <summary>ヒント: worth knowing.</summary>
    Hint,
}

/// <summary>One finding beside a form, from a check of the error catalogue.</summary>
/// <param name="CheckId">Id of the check, such as <c>DT-12</c>.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Message">What is wrong and what to do next, without personal data.</param>
/// <param name="Field">Name of the form field; null when it concerns the whole act.</param>
/// <param name="NeedsReason">An alert whose confirmation needs a reason in words.</param>
public sealed record Finding(
    string CheckId, FindingSeverity Severity, string Message, string? Field = null, bool NeedsReason = false)
{
    /// <summary>Whether the alert was confirmed in an earlier submit of the same form.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>The reason given with the confirmation.</summary>
    public string? Reason { get; init; }

    /// <summary>Name of the check box that confirms this alert in the form; posted as <c>on</c>.</summary>
    public string ConfirmName => $"confirm.{CheckId}{Suffix}";

    /// <summary>Name of the reason's field in the form.</summary>
    public string ReasonName => $"reason.{CheckId}{Suffix}";

    // The same check may fire for several persons of a household: the field tells them apart.
    private string Suffix => Field is null ? string.Empty : "." + Field;

    /// <summary>The refusals of a form as errors.</summary>
    public static IReadOnlyList<Finding> From(Refusal? refusal) =>
        refusal is null ? [] : [.. refusal.All.Select(one => new Finding(one.Code, FindingSeverity.Error, one.Message, one.Field))];
}
