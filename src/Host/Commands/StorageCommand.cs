using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Platform.Postgres;
using Daicho.Platform.Storage;

namespace Daicho.Host.Commands;

/// <summary><c>daicho storage scan</c>: seeks content of a database outside the declared places of this machine (CR-66).</summary>
internal static class StorageCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Option<string[]> folders = new("--folder")
        {
            Description = "調べるフォルダ(繰り返し可) / a folder to search, once or more",
        };
        Option<string[]> declared = new("--declared")
        {
            Description = "保存を認めた場所(繰り返し可) / a place where content may lie, once or more",
        };
        Command scan = new("scan", "宣言した場所以外にあるデータベースの内容を探す / find content of a database outside the declared places");
        ZoneArguments zone = new(scan);
        scan.Options.Add(folders);
        scan.Options.Add(declared);
        scan.SetAction(async (parsed, cancellation) =>
        {
            ZoneConfig config = await zone.ReadAsync(parsed, cancellation);
            StoragePlaces places = config.StoragePlaces(parsed.GetValue(folders) ?? [], parsed.GetValue(declared) ?? []);
            if (places.Folders.Count == 0)
            {
                throw new StartupRefusedException(
                    "調べるフォルダを --folder か構成ファイルの storageScan.folders で指定してください。",
                    "Say which folders to search, by --folder or storageScan.folders of the configuration.");
            }

            foreach (string missing in places.Folders.Where(folder => !Directory.Exists(folder)))
            {
                throw new StartupRefusedException($"フォルダ {missing} がありません。", $"There is no folder {missing}.");
            }

            StorageReport report = StorageScan.Run(places, cancellation);
            foreach (FoundCopy copy in report.Copies)
            {
                Console.WriteLine($"{WordOf(copy.Kind)}\t{copy.Bytes}\t{copy.File}");
            }

            Console.WriteLine($"""
                調べたファイル {report.Files} 個、開けなかったもの {report.Unread} 個、宣言した場所以外の内容 {report.Total} 個 / {report.Files} files, {report.Unread} unread, {report.Total} found
                """);
            return report.Total == 0 ? 0 : 1;
        });
        return new Command("storage", "保存場所の点検 / checks of where data lie") { scan };
    }

    private static string WordOf(CopyKind kind) => kind switch
    {
        CopyKind.Dump => "pg_dump の書出し / dump",
        CopyKind.SqlDump => "SQL の書出し / SQL dump",
        CopyKind.BaseBackup => "サーバーの写し / base backup",
        CopyKind.TableFile => "表・索引のファイル / table file",
        CopyKind.LogSegment => "WAL のファイル / log segment",
        CopyKind.Output => "住民記録の出力 / output of the register",
    };
}
