using System.Text.Json;
using System.Text.Json.Nodes;

namespace Daicho.Platform.Cases;

/// <summary>Leads one kind of known-answer case through the production code of the module that owns the rule.</summary>
/// <param name="Operation">The <c>when.operation</c> (resident cases) or the <c>kind</c> of the file (other cases).</param>
/// <param name="Run">From the whole case to the result.</param>
public sealed record CaseAdapter(string Operation, Func<JsonElement, CaseResult> Run)
{
    /// <summary>Leads a case through the database, when <see cref="Run"/> answers <see cref="CaseResult.OnDatabase"/>; null when it never does.</summary>
    public Func<JsonElement, CaseDatabase, CancellationToken, Task<CaseResult>>? RunOnDatabase { get; init; }
}

/// <summary>A check that fired.</summary>
/// <param name="Check">Id of the catalogue.</param>
/// <param name="IsError">Error or alert.</param>
public sealed record CaseFinding(string Check, bool IsError);

/// <summary>What the production code answered.</summary>
public sealed record CaseResult
{
    /// <summary>Checks that fired.</summary>
    public IReadOnlyList<CaseFinding> Findings { get; init; } = [];

    /// <summary>Facts that hold afterwards.</summary>
    public JsonObject State { get; init; } = [];

    /// <summary>Documents, printed items and other outputs.</summary>
    public JsonObject Outputs { get; init; } = [];

    /// <summary>Rules of what must not be found that the result breaks, by id.</summary>
    public IReadOnlyList<string> BrokenRules { get; init; } = [];

    /// <summary>Why the case cannot be run; null when it was run.</summary>
    public string? Unsupported { get; init; }

    /// <summary>What only the database decides.</summary>
    public static CaseResult OnDatabase { get; } = new();

    /// <summary>refused, acceptedWithAlert or accepted.</summary>
    public string Outcome => Findings.Any(finding => finding.IsError) ? "refused"
        : Findings.Count > 0 ? "acceptedWithAlert"
        : "accepted";

    /// <summary>A case that nothing here can run.</summary>
    public static CaseResult NotSupported(string reason) => new() { Unsupported = reason };
}
