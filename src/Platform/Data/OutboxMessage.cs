namespace Daicho.Platform.Data;

/// <summary>Something that happened, for other modules and zones: small, past tense, ids and dates only (style, section 8).</summary>
/// <param name="Stream">Ordered stream it belongs to, such as <c>resident-network</c>.</param>
/// <param name="Key">Order is kept per key, usually the resident's id.</param>
/// <param name="Type">Name of the event, such as <c>ResidentMovedIn</c>.</param>
/// <param name="Payload">JSON of the event.</param>
public sealed record OutboxMessage(string Stream, string Key, string Type, string Payload)
{
    /// <summary>Receivers record it first, so that a second delivery does nothing.</summary>
    public Guid MessageId { get; init; } = Guid.CreateVersion7();
}
