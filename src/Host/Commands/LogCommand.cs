using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;

namespace Daicho.Host.Commands;

/// <summary><c>daicho log verify</c>: recomputes the chain of the access log and names the first wrong row.</summary>
internal static class LogCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Option<string?> checkpoints = new("--checkpoints")
        {
            Description = "別に保管した封緘ファイルのフォルダ / folder of checkpoints kept outside the zone",
        };
        Command verify = new("verify", "アクセス記録の改ざんを検査する / check the access log for alteration");
        ZoneArguments zone = new(verify);
        verify.Options.Add(checkpoints);
        verify.SetAction(async (parsed, cancellation) =>
        {
            string? folder = parsed.GetValue(checkpoints);
            if (folder is not null && !Directory.Exists(folder))
            {
                throw new StartupRefusedException(
                    $"封緘ファイルのフォルダ {folder} がありません。", $"There is no checkpoint folder {folder}.");
            }

            ZoneConfig config = await zone.ReadAsync(parsed, cancellation);
            await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
            LogVerifier verifier = new(session.Database.App, KeySetup.OpenKeys(config.Data, config.MasterKey), config.Zone);
            LogVerdict verdict = await verifier.VerifyAsync(
                folder is null ? null : new CheckpointFolder(Path.GetFullPath(folder)),
                new Progress<long>(rows => Console.Error.WriteLine($"{rows}")),
                cancellation);
            Console.WriteLine(LogVerifier.Describe(verdict));
            return verdict.Fault is null ? 0 : 1;
        });
        return new Command("log", "アクセス記録 / access log") { verify };
    }
}
