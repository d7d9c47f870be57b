using System.Diagnostics.CodeAnalysis;

namespace Daicho.Kernel;

/// <summary>How a refusal maps to the outside: one place turns it into an HTTP status or a message.</summary>
public enum RefusalKind
{
    /// <summary>The input breaks a rule (HTTP 422).</summary>
    Rule,

    /// <summary>The input cannot be read at all (HTTP 400).</summary>
    Malformed,

    /// <summary>There is no such thing, or it must look as if there were none (HTTP 404).</summary>
    NotFound,

    /// <summary>The operator may not do this (HTTP 403).</summary>
    NotPermitted,

    /// <summary>Somebody else changed or holds the record meanwhile (HTTP 409).</summary>
    Conflict,
}

/// <summary>One expected "no", in the words of the form and without personal data.</summary>
/// <param name="Code">Permanent, searchable code, such as <c>RR-MOVE-IN-001</c> or a check id of the error catalogue.</param>
/// <param name="Message">Plain Japanese: what is wrong and what to do next.</param>
/// <param name="Kind">How it maps to the outside.</param>
/// <param name="Field">Name of the form field it belongs to; null when it concerns the whole act.</param>
public sealed record Refusal(string Code, string Message, RefusalKind Kind = RefusalKind.Rule, string? Field = null)
{
    /// <summary>Further refusals of the same form; empty when this is the only one.</summary>
    public IReadOnlyList<Refusal> More { get; init; } = [];

    /// <summary>This refusal and all further ones, in the order of the form.</summary>
    public IEnumerable<Refusal> All => More.Prepend(this with { More = [] });

    /// <summary>Joins several refusals of one form into one.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static Refusal Join(IReadOnlyList<Refusal> refusals)
    {
        ArgumentNullException.ThrowIfNull(refusals);
        if (refusals.Count == 0)
        {
            throw new ArgumentException("There is nothing to join.", nameof(refusals));
        }

        return refusals[0] with { More = [.. refusals.Skip(1)] };
    }
}

/// <summary>The one result type of the system: a value, or a refusal that says why not.</summary>
/// <typeparam name="T">The value of success.</typeparam>
public sealed class Result<T>
{
    private readonly T? value;
    private readonly Refusal? refusal;

    private Result(T? value, Refusal? refusal) => (this.value, this.refusal) = (value, refusal);

    /// <summary>Tells whether the answer is no; exactly one of the two out values is set.</summary>
    public bool IsRefused([NotNullWhen(true)] out Refusal? why, [NotNullWhen(false)] out T? result)
    {
        why = refusal;
        result = value;
        return refusal is not null;
    }

    /// <summary>The value; for tests and for results already asked about.</summary>
    /// <exception cref="InvalidOperationException">The result is a refusal.</exception>
    public T Value => refusal is null ? value! : throw new InvalidOperationException($"Refused: {refusal.Code}");

    /// <summary>The refusal, or null on success.</summary>
    public Refusal? Refusal => refusal;

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of an act that returns nothing.</summary>
public readonly record struct Unit;
