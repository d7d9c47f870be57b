using Microsoft.AspNetCore.Builder;

namespace Daicho.Platform.Security.Http;

/// <summary>
/// The duty a route or page belongs to. Every endpoint carries this or <see cref="AnonymousReasonAttribute"/>; one that
/// carries neither is refused at run time, and the architecture test names it.
/// </summary>
/// <param name="taskCode">A code of <see cref="TaskCodes"/>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireTaskAttribute(string taskCode) : Attribute
{
    /// <summary>The duty.</summary>
    public string TaskCode { get; } = taskCode;

    /// <summary>
    /// Whether a person's page opens only with a purpose (<c>?w=</c>). For API clients a purpose is always needed where the
    /// task opens persons.
    /// </summary>
    public bool Purpose { get; init; }
}

/// <summary>Lets anybody in, for a reason that stands in the code.</summary>
/// <param name="reason">Why, for the reviewer.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AnonymousReasonAttribute(string reason) : Attribute
{
    /// <summary>Why nobody need sign in.</summary>
    public string Reason { get; } = reason;
}

/// <summary>Marks endpoints of minimal APIs, groups and files.</summary>
public static class TaskRequirementExtensions
{
    /// <summary>The endpoint needs sign-in and this task.</summary>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="taskCode">A code of <see cref="TaskCodes"/>.</param>
    /// <param name="purpose">Whether people, too, must come with a purpose.</param>
    public static TBuilder RequireTask<TBuilder>(this TBuilder builder, string taskCode, bool purpose = false)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new RequireTaskAttribute(taskCode) { Purpose = purpose }));
        return builder;
    }

    /// <summary>The endpoint is open to anybody, for the given reason.</summary>
    public static TBuilder AllowAnonymousDocumented<TBuilder>(this TBuilder builder, string reason)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new AnonymousReasonAttribute(reason)));
        return builder;
    }
}
