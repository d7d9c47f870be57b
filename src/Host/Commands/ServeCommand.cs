using System.CommandLine;
using Daicho.Host.Hosting;
using Daicho.Host.Roles;

namespace Daicho.Host.Commands;

/// <summary><c>daicho serve</c>: one zone in production.</summary>
internal static class ServeCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Option<string> config = new("--config") { Description = "構成ファイル(JSON) / configuration file of the zone", Required = true };
        Command command = new("serve", "ゾーンを動かす / run one zone");
        command.Options.Add(config);
        command.SetAction(async (parsed, cancellation) =>
        {
            ZoneConfig zone = await ZoneConfig.ReadAsync(parsed.GetRequiredValue(config), cancellation);
            ZoneHost.CheckAddresses(zone);
            await using ZoneSession session = await ZoneSession.OpenAsync(zone, cancellation);
            await session.MigrateAsync(cancellation);
            await using WebApplication app = ZoneHost.Build(session, LogLevel.Information, quiet: false);
            await ZoneHost.StartAsync(app, zone, cancellation);
            await app.WaitForShutdownAsync(cancellation);
            return 0;
        });
        return command;
    }
}
