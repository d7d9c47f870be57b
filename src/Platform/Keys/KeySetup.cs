using System.Security.Cryptography;
using System.Text;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Hosting;
using Daicho.Platform.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Daicho.Platform.Keys;

/// <summary>Opens the keys of a zone and seals its access log.</summary>
public static class KeySetup
{
    private const string PinSecret = "token.pin";

    /// <summary>The folder of a zone's keys, which a backup of its databases does not hold.</summary>
    public static string FolderOf(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), "keys");

    /// <summary>The key ring in the folder <c>keys</c> of a zone's data folder.</summary>
    /// <param name="dataFolder">The zone's data folder.</param>
    /// <param name="masterKey">
    /// PKCS #11 address of the master key, whose PIN stands in the file <c>token.pin</c> of the key folder; null for a master
    /// key in a file, which is for trying out.
    /// </param>
    /// <exception cref="StartupRefusedException">The token does not open.</exception>
    public static KeyRing OpenKeys(string dataFolder, string? masterKey)
    {
        SecretFolder folder = new(FolderOf(dataFolder));
        return new KeyRing(folder, masterKey is null ? new FileMasterKey(folder) : OpenToken(folder, masterKey));
    }

    private static Pkcs11MasterKey OpenToken(SecretFolder folder, string masterKey)
    {
        if (!OperatingSystem.IsLinux() || folder.Find(PinSecret) is not { } pin)
        {
            throw new StartupRefusedException(
                $"トークンの暗証番号がありません。{folder.Path} の {PinSecret} に置いてください。",
                $"The token has no PIN. Put it into {PinSecret} in {folder.Path}.");
        }

        try
        {
            return new Pkcs11MasterKey(masterKey, Encoding.UTF8.GetString(pin).Trim());
        }
        catch (CryptographicException)
        {
            throw new StartupRefusedException(
                "トークンの鍵を開けません。構成ファイルの masterKey、暗証番号、PKCS11_MODULE_PATH を確認してください。",
                "The token's key does not open. Check masterKey, the PIN and PKCS11_MODULE_PATH.");
        }
    }

    /// <summary>The folder of checkpoint files of a zone; another zone fetches them from here.</summary>
    public static CheckpointFolder OpenCheckpoints(string dataFolder) =>
        new(Path.Combine(Path.GetFullPath(dataFolder), "log-checkpoints"));

    /// <summary>Adds the key ring and the sealer of the access log.</summary>
    public static IServiceCollection AddKeysAndSealing(
        this IServiceCollection services,
        string dataFolder,
        string? masterKey)
    {
        services.AddSingleton(_ => OpenKeys(dataFolder, masterKey));
        services.AddSingleton(OpenCheckpoints(dataFolder));
        services.AddHostedService(provider => new ChainSealer(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<KeyRing>(),
            provider.GetRequiredService<CheckpointFolder>(),
            provider.GetRequiredService<BusinessClock>(),
            provider.GetRequiredService<ZoneIdentity>().Zone,
            provider.GetRequiredService<ILogger<ChainSealer>>()));
        return services;
    }
}
