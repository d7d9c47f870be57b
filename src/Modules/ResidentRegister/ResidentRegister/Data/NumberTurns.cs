using Daicho.Platform.Data;

namespace Daicho.ResidentRegister.Data;

/// <summary>
/// Who may give numbers: decisions side by side, or one import alone. An import looks which Individual Numbers, resident record
/// codes, 宛名番号 and 世帯番号 are free, long before it commits, and moves the sequences past its own; no decision may take one of
/// them between. The lock ends with the transaction of a decision and with the process of an import.
/// </summary>
internal static class NumberTurns
{
    /// <summary>Takes the turn of an import for the session: waits for decisions under way, a moment each.</summary>
    public const string TakeAloneSql = "select pg_advisory_lock(hashtextextended('resident_register.numbers', 0))";

    /// <summary>Gives the turn of an import back.</summary>
    public const string GiveBackSql = "select pg_advisory_unlock(hashtextextended('resident_register.numbers', 0))";

    /// <summary>Asks for the turn of a decision until its transaction ends.</summary>
    /// <returns>One answer once the batch has run: false while an import has the turn. It is not waited for, as it takes minutes.</returns>
    public static IReadOnlyList<bool> AskBesides(QueryBatch batch) =>
        batch.Ask(
            "select pg_try_advisory_xact_lock_shared(hashtextextended('resident_register.numbers', 0))", row => row.GetBoolean(0));
}
