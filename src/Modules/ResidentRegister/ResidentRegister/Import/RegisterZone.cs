using System.Security.Cryptography;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Keys;
using Daicho.Platform.Vault;
using Npgsql;

namespace Daicho.ResidentRegister.Import;

/// <summary>Where files of the register are read into and written from.</summary>
/// <param name="Database">The running role of the main database.</param>
/// <param name="Vault">The number vault.</param>
/// <param name="Keys">Keys of the zone; reports and manifests are signed.</param>
/// <param name="Clock">Business date and time.</param>
/// <param name="Municipality">This municipality.</param>
/// <param name="ReportFolder">Where reports go.</param>
public sealed record RegisterZone(
    NpgsqlDataSource Database,
    NumberVault Vault,
    KeyRing Keys,
    BusinessClock Clock,
    MunicipalityCode Municipality,
    string ReportFolder)
{
    /// <summary>Keys of other zones whose signed sets are taken for this once; each was compared by its fingerprint.</summary>
    public IReadOnlyList<SignerKey> OtherSigners { get; init; } = [];

    /// <summary>The keys that this zone signs files with, the newest last.</summary>
    public IReadOnlyList<SignerKey> OwnSigners() =>
    [
        .. Keys.All(KeyRing.FileSigning).Select(key =>
        {
            using ECDsa opened = Keys.OpenSigningKey(key.Id);
            return SignerKey.Of(opened);
        }),
    ];
}

/// <summary>How far the work is.</summary>
/// <param name="Rows">Rows done.</param>
/// <param name="RowsTotal">All rows, as the manifest says.</param>
/// <param name="Elapsed">Time since the start.</param>
public sealed record RegisterProgress(long Rows, long RowsTotal, TimeSpan Elapsed)
{
    /// <summary>Rows a second.</summary>
    public double PerSecond => Rows / Math.Max(0.001, Elapsed.TotalSeconds);

    /// <summary>Estimated time left.</summary>
    public TimeSpan Left => TimeSpan.FromSeconds(Math.Max(0, RowsTotal - Rows) / Math.Max(1, PerSecond));
}
