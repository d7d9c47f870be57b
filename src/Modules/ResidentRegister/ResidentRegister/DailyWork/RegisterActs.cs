using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Npgsql;

namespace Daicho.ResidentRegister.DailyWork;

/// <summary>What became of acts, for the vault: numbers of those unknown here are swept.</summary>
internal static class RegisterActs
{
    private const string FatesSql =
        """
        select act_id, true from resident_register.resident_history where act_id = any ($1)
        union
        select import_id, true from resident_register.import_run where import_id = any ($1) and state = 'done'
        union
        select number_act, state = 'decided' from resident_register.change_case
        where number_act = any ($1) and state <> 'withdrawn'
        """;

    /// <summary>The same over a connection of its own, for who settles the vault.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ActFate>> FatesAsync(
        NpgsqlDataSource database, IReadOnlyList<Guid> acts, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, OperatorContext.ForCommand("vault.sweep", "保管庫の予約の整理"));
        return await FatesAsync(work, acts, cancellation);
    }

    /// <summary>Changes and imports that committed, and cases that are open; no other act is answered.</summary>
    public static async Task<IReadOnlyDictionary<Guid, ActFate>> FatesAsync(
        UnitOfWork work, IReadOnlyList<Guid> acts, CancellationToken cancellation) =>
        (await work.ListAsync(
            FatesSql,
            row => (Act: row.GetGuid(0), Committed: row.GetBoolean(1)),
            cancellation,
            [acts.ToArray()]))
        .ToDictionary(row => row.Act, row => row.Committed ? ActFate.Committed : ActFate.Open);
}
