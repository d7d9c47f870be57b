using Daicho.Kernel;
using Daicho.Platform.Data;
using Microsoft.AspNetCore.Http;

namespace Daicho.Platform.Security.Http;

/// <summary>Who acts in this request; filled by the gate before any handler runs.</summary>
public sealed class CurrentOperator(BusinessClock clock)
{
    private SignedIn? signedIn;

    /// <summary>Id of the request; joins the access log with the diagnostic log.</summary>
    public Guid RequestId { get; } = Guid.CreateVersion7();

    /// <summary>The operator, or null on pages open to anybody.</summary>
    public SignedIn? Find() => signedIn;

    /// <summary>The operator.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the endpoint is open to anybody and may not ask.</exception>
    public SignedIn SignedIn =>
        signedIn ?? throw new InvalidOperationException("Nobody is signed in on this endpoint.");

    /// <summary>The context for units of work and the access log, with the purpose of the request.</summary>
    public OperatorContext Context => SignedIn.Context(RequestId);

    /// <summary>Whether a further task may be done; null means yes.</summary>
    public Refusal? Check(string taskCode, string? officeCode = null) =>
        Permissions.Check(SignedIn, taskCode, officeCode, clock.Instant());

    /// <summary>Whether an item may be shown or an entry offered; the task itself still is checked when done.</summary>
    public bool Has(string taskCode) => Permissions.Has(SignedIn, taskCode);

    /// <summary>Whether a right covers what belongs to an office.</summary>
    public bool Covers(string taskCode, string officeCode) => Permissions.Covers(SignedIn, taskCode, officeCode);

    /// <summary>The request must name a purpose of the operator's duties (K4); null means it does.</summary>
    public Refusal? CheckPurpose() => Permissions.CheckPurpose(SignedIn, SignedIn.Purpose);

    /// <summary>Joins the request of a client to a stored purpose, which must be of the purpose that the request names.</summary>
    public void Join(Guid workContextId) => signedIn = SignedIn with { WorkContextId = workContextId };

    internal void Set(SignedIn found) => signedIn = found;

    /// <summary>The operator of a request.</summary>
    public static CurrentOperator Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return (CurrentOperator)http.RequestServices.GetService(typeof(CurrentOperator))!; // registered by AddSecurity
    }
}
