using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Platform.Keys;
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
                鍵は含まれていません。失うと個人番号は二度と開けません。次のフォルダを、バックアップとは別の媒体に、別の責任者のもとで保管してください。
                Keys are not included, and without them no Individual Number can be opened again. Keep this folder apart from the backup:
                  {KeySetup.FolderOf(session.Config.Data)}
                {Also(session.Config)}
                """);
            return 0;
        });
        return command;
    }

    private static string Also(ZoneConfig config) => config.MasterKey is null
        ? "構成ファイルと、封緘ファイルの写しも保管してください / keep the configuration file and copies of the log checkpoints too."
        : "構成ファイル、封緘ファイルの写し、主鍵のトークンの控えも保管してください / keep the configuration file, copies of the log checkpoints and a spare of the token with the master key too.";
}
