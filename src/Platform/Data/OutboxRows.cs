using Npgsql;
using NpgsqlTypes;

namespace Daicho.Platform.Data;

/// <summary>The one place that writes outbox rows, all of an act in one statement and in their order.</summary>
internal static class OutboxRows
{
    public static NpgsqlBatchCommand Insert(IReadOnlyList<OutboxMessage> messages)
    {
        NpgsqlBatchCommand command = new(
            """
            insert into platform.outbox (message_id, stream, stream_key, type, payload)
            select m.message_id, m.stream, m.stream_key, m.type, m.payload
            from unnest($1, $2, $3, $4, $5) with ordinality as m(message_id, stream, stream_key, type, payload, place)
            order by m.place
            """);
        command.Parameters.AddValues(
            messages.Select(message => message.MessageId).ToArray(),
            messages.Select(message => message.Stream).ToArray(),
            messages.Select(message => message.Key).ToArray(),
            messages.Select(message => message.Type).ToArray(),
            new NpgsqlParameter
            {
                Value = messages.Select(message => message.Payload).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            });
        return command;
    }
}
