using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;

namespace Daicho.Host.Commands;

/// <summary><c>daicho restore DIR</c>: a backup into an empty zone.</summary>
internal static class RestoreCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("DIR") { Description = "daicho backup が作ったフォルダ / a folder made by daicho backup" };
        Command command = new("restore", "空のゾーンに復元する / restore into an empty zone");
        ZoneArguments zone = new(command);
        command.Arguments.Add(folder);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using ZoneSession session = await ZoneSession.OpenAsync(await zone.ReadAsync(parsed, cancellation), cancellation);
            PostgresTools tools = session.Cluster?.Tools ?? await PostgresBinaries.FindAsync(null, cancellation);
            BackupManifest manifest = await ZoneBackup.RestoreAsync(
                session.Database, tools, session.Cluster, Path.GetFullPath(parsed.GetRequiredValue(folder)), cancellation);
            await session.MigrateAsync(cancellation);
            Console.WriteLine($"""
                復元しました / restored: {manifest.Zone}, {manifest.SchemaVersion}
                起動する前に、保管していた keys を {KeySetup.FolderOf(session.Config.Data)} に置いてください。
                Before the start put the kept keys into {KeySetup.FolderOf(session.Config.Data)}.
                """);
            return 0;
        });
        return command;
    }
}
