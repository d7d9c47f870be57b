using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.ResidentRegister.DailyWork;

/// <summary>Which acts stand in the register, for the vault: numbers of the others are swept.</summary>
internal static class RegisterActs
{
    private const string CommittedSql =
        """
        select act_id from resident_register.resident_history where act_id = any ($1)
        union
        select import_id from resident_register.import_run where import_id = any ($1) and state = 'done'
        """;

    /// <summary>Those of the acts that committed: changes by their history rows, imports by their run.</summary>
    public static async Task<IReadOnlySet<Guid>> CommittedAsync(
        NpgsqlDataSource database, IReadOnlyList<Guid> acts, CancellationToken cancellation)
    {
        Guid[] asked = [.. acts];
        return (await database.ListAsync(CommittedSql, row => row.GetGuid(0), cancellation, asked)).ToHashSet();
    }
}
