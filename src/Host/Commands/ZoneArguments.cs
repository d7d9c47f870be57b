using System.CommandLine;
using System.Globalization;
using Daicho.Host.Roles;
using Daicho.Platform.Postgres;

namespace Daicho.Host.Commands;

/// <summary>The options by which every command finds its zone: a configuration file, or the demo's data folder.</summary>
internal sealed class ZoneArguments
{
    /// <summary>The demo's zone; its municipality is invented (99 is no prefecture).</summary>
    private const string DemoZone = "demo-city";

    private const string DemoMunicipalityCode = "990019";
    private const int DefaultPort = 8080;

    private readonly Option<string?> config = new("--config") { Description = "構成ファイル(JSON) / configuration file of a zone" };
    private readonly Option<string?> data = new("--data") { Description = "データフォルダ / data folder of the demo" };
    private readonly Option<string?> connection = new("--connection")
    {
        Description = "既存の PostgreSQL の管理者接続 / admin connection string of an existing PostgreSQL",
    };

    private readonly Option<int> port = new("--port")
    {
        Description = "HTTP のポート。HTTPS はその次 / port for HTTP; HTTPS takes the next one",
        DefaultValueFactory = _ => DefaultPort,
    };

    /// <summary>Adds the options to a command that works on an existing or new demo zone.</summary>
    public ZoneArguments(Command command, bool withPort = false, bool withConfig = true)
    {
        if (withConfig)
        {
            command.Options.Add(config);
        }

        command.Options.Add(data);
        command.Options.Add(connection);
        if (withPort)
        {
            command.Options.Add(port);
        }
    }

    /// <summary>The configuration that the options describe.</summary>
    public async Task<ZoneConfig> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetResult(config) is not null && parsed.GetValue(config) is { } file)
        {
            return await ZoneConfig.ReadAsync(file, cancellation);
        }

        int http = parsed.GetResult(port) is null ? DefaultPort : parsed.GetValue(port);
        if (http is < 1 or > 65534)
        {
            throw new StartupRefusedException("ポートは 1 から 65534 の間で指定してください。", "A port is a number from 1 to 65534.");
        }

        return new ZoneConfig
        {
            Role = CityRole.Name,
            Zone = DemoZone,
            Title = "霞野市",
            Training = true,
            MunicipalityCode = DemoMunicipalityCode,
            Data = DataFolderOf(parsed),
            Database = new DatabaseConfig(parsed.GetValue(connection)),
            Http = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{http}"),
            Https = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{http + 1}"),
        }.Check();
    }

    private string DataFolderOf(ParseResult parsed) =>
        parsed.GetValue(data)
        ?? Environment.GetEnvironmentVariable("DAICHO_DATA")
        ?? Path.Combine(Environment.CurrentDirectory, "data", "demo");
}
