using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Daicho.Host.Roles;
using Daicho.Platform.Keys;
using Daicho.Platform.Vault;

namespace Daicho.Host.Commands;

/// <summary>
/// <c>daicho keys rotate</c>: new keys for the number vault, and everything in it brought under them; <c>daicho keys status</c>:
/// what is not yet; <c>daicho keys public</c>: the public key of signed files.
/// </summary>
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
        ZoneArguments rotated = new(rotate);
        rotate.Options.Add(resume);
        rotate.SetAction((parsed, cancellation) => WithRotationAsync(rotated, parsed, async (rotation, keys) =>
        {
            if (!parsed.GetValue(resume))
            {
                rotation.Start();
            }

            long done = await rotation.ContinueAsync(new ConsoleProgress(), cancellation);
            Console.WriteLine(
                $"{done} 件を新しい鍵で暗号化しました。古い鍵の番号は残っていません。/ {done} entries under {keys}; none is left under older keys.");
            return 0;
        }, cancellation));

        Command status = new("status", "番号保管庫の鍵の更新の状態 / how far the rotation of the number vault's keys is");
        ZoneArguments looked = new(status);
        status.SetAction((parsed, cancellation) => WithRotationAsync(looked, parsed, async (rotation, keys) =>
        {
            long remaining = await rotation.CountRemainingAsync(cancellation);
            Console.WriteLine(remaining == 0
                ? $"すべての番号が新しい鍵 {keys} で暗号化されています。/ All entries are under {keys}."
                : $"{remaining} 件が古い鍵のままです。daicho keys rotate --resume で続けてください。/ {remaining} entries are under keys older than {keys}; go on with --resume.");
            return remaining == 0 ? 0 : 1;
        }, cancellation));
        return new Command("keys", "鍵 / keys") { rotate, status, CreatePublic() };
    }

    private static Command CreatePublic()
    {
        Command shown = new("public", "ファイルの署名の公開鍵を出力する(書き出しの受取側に渡す) / print the public key of signed files");
        ZoneArguments zone = new(shown);
        shown.SetAction(async (parsed, cancellation) =>
        {
            ZoneConfig config = await zone.ReadAsync(parsed, cancellation);
            KeyRing keys = KeySetup.OpenKeys(config.Data, config.MasterKey);
            using ECDsa key = keys.OpenSigningKey(keys.Current(KeyRing.FileSigning).Id);
            SignerKey signer = SignerKey.Of(key);
            Console.WriteLine(signer.ToPem());
            await Console.Error.WriteLineAsync($"鍵の指紋 / fingerprint: {signer.Fingerprint}");
            return 0;
        });
        return shown;
    }

    private static async Task<int> WithRotationAsync(
        ZoneArguments arguments, ParseResult parsed, Func<KeyRotation, NewestKeys, Task<int>> work, CancellationToken cancellation)
    {
        ZoneConfig config = await arguments.ReadAsync(parsed, cancellation);
        await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
        await session.MigrateAsync(cancellation);
        KeyRing keys = KeySetup.OpenKeys(config.Data, config.MasterKey);
        return await work(new KeyRotation(session.Database.VaultApp, keys), new NewestKeys(keys));
    }

    /// <summary>Prints the ids of the newest keys, as they are when it is printed.</summary>
    private sealed class NewestKeys(KeyRing keys)
    {
        public override string ToString() => $"{keys.Current(KeyRing.NumberData).Id}, {keys.Current(KeyRing.NumberIndex).Id}";
    }

    private sealed class ConsoleProgress : IProgress<RotationProgress>
    {
        private RotationProgress? told;

        public void Report(RotationProgress value)
        {
            // While it waits for writers it reports ten times a second.
            if (value != told)
            {
                told = value;
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"済み {value.Done} 件、残り {value.Remaining} 件 / {value.Done} done, {value.Remaining} remaining"));
            }
        }
    }
}
