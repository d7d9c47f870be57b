using Daicho.Platform.Data;

namespace Daicho.Platform.Security;

/// <summary>Person or machine.</summary>
public enum OperatorKind
{
    /// <summary>A member of staff (職員).</summary>
    Staff,

    /// <summary>An API client (連携システム).</summary>
    Client,
}

/// <summary>A right in force today: a task at a place.</summary>
/// <param name="TaskCode">The duty.</param>
/// <param name="OfficeCode">The office it is good for, or <c>*</c> for all offices of the zone.</param>
/// <param name="OpensPerson">Whether records of persons are touched, so that a purpose is needed.</param>
/// <param name="SecondFactor">Whether the session must have shown a second factor.</param>
/// <param name="ConfirmAgain">Whether the identity must have been confirmed in the last minutes.</param>
public sealed record EffectiveRight(
    string TaskCode,
    string OfficeCode,
    bool OpensPerson,
    bool SecondFactor,
    bool ConfirmAgain);

/// <summary>Who is signed in, with the rights in force at this very request. Read afresh for each request, never kept.</summary>
public sealed record SignedIn
{
    /// <summary>Session of a person, or id of the token of a client.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The operator.</summary>
    public required Guid OperatorId { get; init; }

    /// <summary>Sign-in name.</summary>
    public required string OperatorCode { get; init; }

    /// <summary>Name shown in the frame.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Person or client.</summary>
    public required OperatorKind Kind { get; init; }

    /// <summary>Office of the posting.</summary>
    public required string OfficeCode { get; init; }

    /// <summary>Name of the office, for the frame.</summary>
    public required string OfficeName { get; init; }

    /// <summary>Registered terminal, or <c>api</c>.</summary>
    public required string Terminal { get; init; }

    /// <summary>When the session ends if nothing more is done.</summary>
    public required DateTimeOffset IdleUntil { get; init; }

    /// <summary>When the session ends in any case.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the identity was last proved.</summary>
    public required DateTimeOffset ConfirmedAt { get; init; }

    /// <summary>Whether the session has shown a second factor.</summary>
    public required bool SecondFactor { get; init; }

    /// <summary>Whether the notice that accesses are logged was confirmed in this session (CR-56).</summary>
    public required bool NoticeConfirmed { get; init; }

    /// <summary>Whether the password must be changed first.</summary>
    public required bool MustChangePassword { get; init; }

    /// <summary>Whether a passkey or one-time code is registered.</summary>
    public required bool HasSecondFactor { get; init; }

    /// <summary>The rights in force.</summary>
    public required IReadOnlyList<EffectiveRight> Rights { get; init; }

    /// <summary>The resident the operator is, the household's members and relatives.</summary>
    public required IReadOnlySet<Guid> RelatedResidents { get; init; }

    /// <summary>The purpose that the request names; null when it names none.</summary>
    public Purpose? Purpose { get; init; }

    /// <summary>Id of the stored purpose, for links; null when the request names none.</summary>
    public Guid? WorkContextId { get; init; }

    /// <summary>Whether some right of the operator asks for a second factor.</summary>
    public bool NeedsSecondFactor => Kind == OperatorKind.Staff && Rights.Any(right => right.SecondFactor);

    /// <summary>The operator's context for units of work and the access log.</summary>
    public OperatorContext Context(Guid requestId) =>
        new(OperatorId, OperatorCode, OfficeCode, Terminal, SessionId, requestId, Purpose);
}
