namespace Daicho.Platform.Vault;

/// <summary>
/// Who writes entries says so in the same transaction before it looks which keys are the newest, so that what it writes under
/// them is committed before a rotation finds nobody writing. A rotation never queues for its turn: a writer may take minutes, and
/// the others would wait behind the queue.
/// </summary>
internal static class VaultKeyUse
{
    /// <summary>A writer, until its transaction ends.</summary>
    public const string WriteSql = "select pg_advisory_xact_lock_shared(hashtextextended('vault.keys', 0))";

    /// <summary>Answers whether nobody writes; then nobody begins to until the transaction ends.</summary>
    public const string TryAloneSql = "select pg_try_advisory_xact_lock(hashtextextended('vault.keys', 0))";
}
