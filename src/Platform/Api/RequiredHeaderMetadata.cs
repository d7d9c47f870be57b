namespace Daicho.Platform.Api;

/// <summary>A header that an operation needs, for its description.</summary>
/// <param name="Name">The header.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Example">An example.</param>
public sealed record RequiredHeaderMetadata(string Name, string Description, string Example)
{
    /// <summary>The key under which an act happens once.</summary>
    public static readonly RequiredHeaderMetadata IdempotencyKey = new(
        "Idempotency-Key", "Chosen by the client for each act; a repeat with the same key gets the first answer. Kept for 35 days.", "case-2026-000123-1");

    /// <summary>The version an update is about.</summary>
    public static readonly RequiredHeaderMetadata IfMatch = new(
        "If-Match", "The ETag of the answer that the update is about; another version is refused.", "\"3\"");
}

/// <summary>An example of a body, with invented people.</summary>
/// <param name="Json">The body.</param>
public sealed record OperationExample(string Json);
