namespace Daicho.Platform.AccessLog;

/// <summary>What was done with whose record.</summary>
public enum AccessKind
{
    /// <summary>A search; the entry names the persons shown and their number.</summary>
    Search,

    /// <summary>A record was opened.</summary>
    View,

    /// <summary>A record was changed, or a change was drafted, reviewed, returned, withdrawn or decided.</summary>
    Change,

    /// <summary>A certificate or form was made, handed over or disposed of.</summary>
    Issue,

    /// <summary>An Individual Number or resident record code was shown in clear.</summary>
    Reveal,

    /// <summary>Data left the system in a file or print.</summary>
    Output,

    /// <summary>A warning was shown and seen.</summary>
    Warning,

    /// <summary>Sign-in, sign-out, lock-out and changes of rights.</summary>
    Account,
}

/// <summary>One row of the legal access record: the act itself; who, where and why come from the operator's context.</summary>
/// <param name="Kind">Kind of access.</param>
/// <param name="Action">Permanent name of the use case, such as <c>resident.search</c>.</param>
/// <param name="Subject">The person concerned; null for a search or an act without one person.</param>
public sealed record AccessEntry(AccessKind Kind, string Action, Guid? Subject = null)
{
    /// <summary>The persons listed by a search or contained in an output; empty otherwise.</summary>
    public IReadOnlyList<Guid> Subjects { get; init; } = [];

    /// <summary>Which items were shown or changed, or the keys searched by: item names, never their values.</summary>
    public string Items { get; init; } = "";

    /// <summary>How many persons matched; null when the act is not a search or output.</summary>
    public int? ResultCount { get; init; }

    /// <summary>Code of the refusal when the access was denied; null when it was allowed.</summary>
    public string? RefusalCode { get; init; }

    /// <summary>Whether an Individual Number was part of it (standard 10.2).</summary>
    public bool NumberAccessed { get; init; }

    /// <summary>The act this belongs to (change case, issuance); null when there is none.</summary>
    public Guid? ActId { get; init; }
}
