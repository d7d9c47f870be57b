using Daicho.Platform.Data;

namespace Daicho.Platform.Security;

/// <summary>Raises what an officer has to look at (CR-127): kinds, ids and counts only.</summary>
internal static class SecurityAlerts
{
    private const string Sql =
        """
        insert into platform.security_alert (kind, operator_id, terminal, detail, raised_at) values ($1, $2::uuid, $3, $4, $5)
        """;

    public static Task<int> RaiseAsync(
        UnitOfWork work,
        string kind,
        Guid? operatorId,
        string? terminal,
        string detail,
        DateTimeOffset at,
        CancellationToken cancellation) =>
        work.ExecuteAsync(Sql, cancellation, kind, operatorId, terminal, detail, at);
}
