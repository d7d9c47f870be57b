using Npgsql;

namespace Daicho.Platform.Data;

/// <summary>The one place that writes outbox rows.</summary>
internal static class OutboxRows
{
    public static NpgsqlBatchCommand Insert(OutboxMessage message)
    {
        NpgsqlBatchCommand command = new(
            """
            insert into platform.outbox (message_id, stream, stream_key, type, payload)
            values ($1, $2, $3, $4, $5)
            """);
        command.Parameters.AddValues(
            message.MessageId, message.Stream, message.Key, message.Type, Sql.Json(message.Payload));
        return command;
    }
}
