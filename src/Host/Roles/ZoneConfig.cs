using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Daicho.Platform.Hosting;
using Daicho.Platform.Postgres;
using Daicho.Platform.Storage;
using Daicho.ResidentRegister;
using Npgsql;

namespace Daicho.Host.Roles;

/// <summary>Where the databases of a zone are. Without any of these the zone runs the cluster in its data folder.</summary>
/// <param name="Admin">A connection that may create databases and roles on an existing server.</param>
/// <param name="Zone">Four connections to databases that exist already.</param>
internal sealed record DatabaseConfig(string? Admin = null, ZoneConnections? Zone = null);

/// <summary>The daily search of this machine for copies of the database (CR-66).</summary>
/// <param name="Folders">Absolute folders to search with everything below.</param>
/// <param name="Declared">Places where content may lie besides the data folder: backups, places of outputs.</param>
internal sealed record StorageScanConfig(IReadOnlyList<string> Folders, IReadOnlyList<string>? Declared = null);

/// <summary>The configuration of one zone, from one JSON file or from the options of <c>daicho demo</c>.</summary>
internal sealed record ZoneConfig
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The role; this release knows <c>city</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The zone's name; names its databases too.</summary>
    public required string Zone { get; init; }

    /// <summary>The organisation's name on screens, such as 見本市; null shows the zone's name.</summary>
    public string? Title { get; init; }

    /// <summary>All data are invented: every screen and print says 架空のデータ.</summary>
    public bool Training { get; init; }

    /// <summary>Six-digit municipality code.</summary>
    public string? MunicipalityCode { get; init; }

    /// <summary>The data folder: cluster, secrets and keys.</summary>
    public required string Data { get; init; }

    /// <summary>The databases, when they are not in the data folder.</summary>
    public DatabaseConfig Database { get; init; } = new();

    /// <summary>The address for plain HTTP; only loopback addresses are accepted. Null for none.</summary>
    public string? Http { get; init; }

    /// <summary>The address for HTTPS.</summary>
    public required string Https { get; init; }

    /// <summary>A PKCS#12 file with the certificate and key for HTTPS; without it a self-made one in the secrets is used.</summary>
    public string? Certificate { get; init; }

    /// <summary>PKCS #11 address of the zone's master key (RFC 7512, without type and PIN); null for one in a file, for trying out.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Host names that requests may name besides the addresses.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Minutes without a request after which a session ends (自動ログオフ); 5 to 30.</summary>
    public int IdleMinutes { get; init; } = 15;

    /// <summary>Settings of the cluster in the data folder that replace the defaults.</summary>
    public IReadOnlyDictionary<string, string> PostgresSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where this machine is searched once a day for copies of the database; null for no search.</summary>
    public StorageScanConfig? StorageScan { get; init; }

    /// <summary>Where copies are sought: what the configuration says, and more.</summary>
    /// <param name="folders">Further folders to search.</param>
    /// <param name="declared">Further places where content may lie, besides the data folder.</param>
    public StoragePlaces StoragePlaces(IReadOnlyList<string> folders, IReadOnlyList<string> declared) => new(
        [.. (StorageScan?.Folders ?? []).Concat(folders).Select(Path.GetFullPath).Distinct()],
        [Path.GetFullPath(Data), .. (StorageScan?.Declared ?? []).Concat(declared).Select(Path.GetFullPath)],
        ResidentRegisterModule.OutputBeginnings);

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="StartupRefusedException">The file is missing, no JSON, or says something impossible.</exception>
    public static async Task<ZoneConfig> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            byte[] json = await File.ReadAllBytesAsync(file, cancellation);
            ZoneConfig config = JsonSerializer.Deserialize<ZoneConfig>(json, Strict) ?? throw new JsonException("null");
            return config.Check();
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"構成ファイル {file} を読めません。", $"The configuration {file} is not readable.");
        }
        catch (JsonException wrong)
        {
            throw new StartupRefusedException(
                $"構成ファイル {file} の {wrong.LineNumber + 1} 行目({wrong.Path})を読み取れません。",
                $"The configuration {file} is wrong at line {wrong.LineNumber + 1} ({wrong.Path}).");
        }
    }

    /// <summary>Refuses what cannot run.</summary>
    public ZoneConfig Check()
    {
        if (Role != CityRole.Name)
        {
            throw new StartupRefusedException($"役割 {Role} はこの版にありません。", $"This release has no role {Role}.");
        }

        if (Http is not null && !IPAddress.IsLoopback(EndPoint(Http).Address))
        {
            throw new StartupRefusedException(
                "暗号化しない HTTP はこの機械の中(127.0.0.1)だけで使えます。https を使ってください。",
                "Plain HTTP is for this machine only (127.0.0.1). Use https.");
        }

        if (IdleMinutes is < 5 or > 30)
        {
            throw new StartupRefusedException("idleMinutes は 5 から 30 の間にしてください。", "idleMinutes is a number from 5 to 30.");
        }

        EndPoint(Https);
        return this;
    }

    /// <summary>An address such as <c>127.0.0.1:8443</c>.</summary>
    public static IPEndPoint EndPoint(string text) =>
        IPEndPoint.TryParse(text, out IPEndPoint? address) && address.Port > 0 ? address : throw new StartupRefusedException(
            $"アドレス {text} は「IPアドレス:ポート」の形ではありません。",
            $"The address {text} is not of the form IP:PORT.");

    /// <summary>
    /// The names of this process. What each process has of its own (data folder, addresses, certificate file) and passwords do not
    /// enter the hash; everything else that changes behaviour does, so that the hashes of a zone's nodes are equal (incident I-6).
    /// </summary>
    public ZoneIdentity Identity()
    {
        SortedDictionary<string, string> said = new(StringComparer.Ordinal)
        {
            ["database.admin"] = WithoutPassword(Database.Admin),
            ["database.app"] = WithoutPassword(Database.Zone?.App),
            ["database.owner"] = WithoutPassword(Database.Zone?.Owner),
            ["database.vaultApp"] = WithoutPassword(Database.Zone?.VaultApp),
            ["database.vaultOwner"] = WithoutPassword(Database.Zone?.VaultOwner),
            ["hosts"] = string.Join(',', Hosts.Order(StringComparer.Ordinal)),
            ["idleMinutes"] = IdleMinutes.ToString(CultureInfo.InvariantCulture),
            ["masterKey"] = MasterKey ?? "",
            ["municipalityCode"] = MunicipalityCode ?? "",
            ["role"] = Role,
            ["title"] = Title ?? "",
            ["training"] = Training ? "true" : "false",
            ["zone"] = Zone,
        };
        foreach ((string name, string value) in PostgresSettings)
        {
            said[$"postgres.{name}"] = value;
        }

        // Lengths before values, so that no two configurations can read the same.
        string canonical = string.Concat(said.Select(entry =>
            string.Create(CultureInfo.InvariantCulture, $"{entry.Key.Length}:{entry.Key}={entry.Value.Length}:{entry.Value}\n")));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        return new ZoneIdentity(Role, Zone, MunicipalityCode, hash);
    }

    private static string WithoutPassword(string? connection) =>
        connection is null ? "" : new NpgsqlConnectionStringBuilder(connection) { Password = null }.ConnectionString;
}
