using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Platform.Keys;
using Daicho.Platform.Vault;

namespace Daicho.Host.Commands;

/// <summary><c>daicho keys rotate</c>: new keys for the number vault, and everything in it brought under them.</summary>
internal static class KeysCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Option<bool> resume = new("--resume")
        {
            Description = "中断した更新を続ける(新しい鍵は作らない) / go on with an interrupted rotation, without new keys",
        };
        Command rotate = new("rotate", "番号保管庫の鍵を更新する / rotate the keys of the number vault");
        ZoneArguments zone = new(rotate);
        rotate.Options.Add(resume);
        rotate.SetAction(async (parsed, cancellation) =>
        {
            ZoneConfig config = await zone.ReadAsync(parsed, cancellation);
            await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
            await session.MigrateAsync(cancellation);
            KeyRing keys = KeySetup.OpenKeys(config.Data, config.MasterKey);
            KeyRotation rotation = new(session.Database.VaultApp, keys);
            if (!parsed.GetValue(resume))
            {
                rotation.Start();
            }

            long done = await rotation.ContinueAsync(
                new Progress<long>(entries => Console.Error.WriteLine($"{entries}")), cancellation);
            Console.WriteLine(
                $"{done} 件を新しい鍵で暗号化しました / {done} entries under {keys.Current(KeyRing.NumberData).Id}, {keys.Current(KeyRing.NumberIndex).Id}");
            return 0;
        });
        return new Command("keys", "鍵 / keys") { rotate };
    }
}
