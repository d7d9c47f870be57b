using System.Text.Json;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Support;

/// <summary>The append-only record of protection, and what other systems of the office are told (3.2).</summary>
internal static class ProtectionEvents
{
    private const string AppendSql =
        """
        insert into resident_register.protection_event (subject_id, item_id, act, state, operator_code, processed_on)
        select s, $2, $3, jsonb_build_object('reason', $4::text), $5, $6 from unnest($1::uuid[]) s
        """;

    /// <summary>Appends one row per person and tells the office's systems; ids only.</summary>
    public static async Task AppendAsync(
        UnitOfWork work, string act, Guid item, Guid[] persons, string? reason, DateOnly today, CancellationToken cancellation)
    {
        await work.ExecuteAsync(AppendSql, cancellation, persons, item, act, reason, work.Operator.OperatorCode, today);

        // A temporary release is never told to others (LK-06).
        if (act == SuppressionHandler.TemporaryAct)
        {
            return;
        }

        foreach (Guid person in persons)
        {
            string payload = $$"""{"resident":"{{person}}","item":"{{item}}","act":"{{JsonEncodedText.Encode(act)}}","on":"{{today:yyyy-MM-dd}}"}""";
            work.Publish(new OutboxMessage(ResidentEvents.OfficeStream, person.ToString("D"), "ProtectionChanged", payload));
        }
    }
}
