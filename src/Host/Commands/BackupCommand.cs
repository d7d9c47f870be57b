using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Platform.Postgres;

namespace Daicho.Host.Commands;

/// <summary><c>daicho backup DIR</c>: both databases of a zone, while it runs or not; never its keys.</summary>
internal static class BackupCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("DIR") { Description = "新しいフォルダ / a new folder" };
        Command command = new("backup", "ゾーンのデータベースを保存する(鍵は含まない) / save a zone's databases (without keys)");
        ZoneArguments zone = new(command);
        command.Arguments.Add(folder);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using ZoneSession session = await ZoneSession.JoinAsync(await zone.ReadAsync(parsed, cancellation), cancellation);
            PostgresTools tools = session.Cluster?.Tools ?? await PostgresBinaries.FindAsync(null, cancellation);
            BackupManifest manifest = await ZoneBackup.TakeAsync(
                session.Database, tools, Path.GetFullPath(parsed.GetRequiredValue(folder)), TimeProvider.System, cancellation);
            Console.WriteLine($"""
                {manifest.Files.Sum(file => file.Bytes)} バイトを保存しました / bytes saved: {manifest.SchemaVersion}
                鍵は含まれていません。{session.Secrets.Path} を別の媒体に、別に保管してください。
                Keys are not included. Keep {session.Secrets.Path} separately, on another medium.
                """);
            return 0;
        });
        return command;
    }
}
