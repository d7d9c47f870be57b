namespace Daicho.Web;

/// <summary>What the frame of every screen shows about the zone, the operator and the open work.</summary>
/// <remarks>Filled once per request by the host; it names the operator, never a resident.</remarks>
public sealed record ShellModel
{
    /// <summary>The organisation, such as 見本市.</summary>
    public required string ZoneName { get; init; }

    /// <summary>The role of the zone, such as 住民記録.</summary>
    public required string RoleName { get; init; }

    /// <summary>The business date, which may differ from the machine's date.</summary>
    public required DateOnly BusinessDate { get; init; }

    /// <summary>Name of the operator; null before sign-in.</summary>
    public string? OperatorName { get; init; }

    /// <summary>Posting (所属・職) under which the operator acts now.</summary>
    public string? OperatorPosting { get; init; }

    /// <summary>Name of the terminal, such as 市民課窓口03.</summary>
    public string? TerminalName { get; init; }

    /// <summary>Seconds until the session ends by itself; null before sign-in.</summary>
    public int? LogOffInSeconds { get; init; }

    /// <summary>True in a training or demo zone: the violet band says 架空のデータ on screen and on paper.</summary>
    public bool IsTraining { get; init; }

    /// <summary>Open work by duty, in the order in which it is shown.</summary>
    public IReadOnlyList<WorkListGroup> WorkList { get; init; } = [];

    /// <summary>Where F2 and <c>/</c> lead; null when the operator may not search.</summary>
    public string? SearchHref { get; init; }

    /// <summary>The manual in force; null before the first version.</summary>
    public ManualLink? Manual { get; init; }

    /// <summary>The start page.</summary>
    public string StartHref { get; init; } = "/";

    /// <summary>Where the form of the 終了 button posts to; null hides the button.</summary>
    public string? SignOutAction { get; init; }

    /// <summary>Where the script posts to while the operator types, so that the session does not end in mid-form.</summary>
    public string? KeepAliveAction { get; init; }

    /// <summary>The page that the browser shows when the time to log-off has run out.</summary>
    public string SessionEndedHref { get; init; } = "/session-ended";
}

/// <summary>The version of the manual (手引) that holds now, linked on every screen (CR-15).</summary>
/// <param name="Href">Its page.</param>
/// <param name="Label">Such as 手引 第3版.</param>
public sealed record ManualLink(string Href, string Label);

/// <summary>Finds the manual in force for the frame; null before the first version.</summary>
public delegate ValueTask<ManualLink?> FindManual(CancellationToken cancellation);

/// <summary>One duty in the work list, such as 審査 or 異動入力.</summary>
/// <param name="Duty">Name of the duty.</param>
/// <param name="Items">Its lists of open work.</param>
public sealed record WorkListGroup(string Duty, IReadOnlyList<WorkListItem> Items);

/// <summary>One list of open work.</summary>
/// <param name="Label">Such as 差戻し.</param>
/// <param name="Href">The list itself.</param>
/// <param name="Count">How many wait; null where counting makes no sense.</param>
/// <param name="IsUrgent">The oldest is older than its limit: shown with the word 期限超過.</param>
public sealed record WorkListItem(string Label, string Href, int? Count = null, bool IsUrgent = false);

/// <summary>Carries the <see cref="ShellModel"/> of one request; registered as scoped, filled by the host's middleware.</summary>
public sealed class ShellContext
{
    private ShellModel? model;

    /// <summary>The model of this request.</summary>
    /// <exception cref="InvalidOperationException">No middleware has filled it.</exception>
    public ShellModel Model
    {
        get => model ?? throw new InvalidOperationException("The shell model of this request was not filled.");
        set => model = value;
    }

    /// <summary>Whether the model was filled; error pages must be shown even when it was not.</summary>
    public bool IsFilled => model is not null;
}
