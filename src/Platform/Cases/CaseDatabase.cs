using Daicho.Platform.Vault;
using Npgsql;

namespace Daicho.Platform.Cases;

/// <summary>The database of a run of cases: migrated, empty, and thrown away afterwards. Its cases share it.</summary>
/// <param name="app">Connections of the role that runs.</param>
/// <param name="vault">The number vault beside it.</param>
public sealed class CaseDatabase(NpgsqlDataSource app, NumberVault vault)
{
    private const int Block = 1000;
    private int taken;

    /// <summary>Connections of the role that runs.</summary>
    public NpgsqlDataSource App { get; } = app;

    /// <summary>The number vault.</summary>
    public NumberVault Vault { get; } = vault;

    /// <summary>Where the running numbers of the next case begin, so that no case meets those of another; 1,000 belong to it.</summary>
    public int NextNumbers() => Interlocked.Add(ref taken, Block);
}

/// <summary>Opens the database when the first case asks for it.</summary>
/// <exception cref="Postgres.StartupRefusedException">There is no PostgreSQL here.</exception>
public delegate Task<CaseDatabase> CaseDatabaseSource(CancellationToken cancellation);
