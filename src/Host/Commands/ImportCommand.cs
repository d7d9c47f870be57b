using System.CommandLine;
using System.Globalization;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Calendar;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.CompareRegister;
using Daicho.ResidentRegister.Export;
using Daicho.ResidentRegister.Import;
using Microsoft.Extensions.Logging.Abstractions;

namespace Daicho.Host.Commands;

/// <summary><c>daicho import residents DIR</c> and <c>daicho export residents DIR</c>: the whole register in files.</summary>
internal static class ImportCommand
{
    private const int SignerBytesMax = 16 * 1024;

    /// <summary>Builds <c>daicho import</c>.</summary>
    public static Command CreateImport()
    {
        Argument<string> folder = new("DIR") { Description = "取込ファイルのフォルダ / folder of the files" };
        Option<string[]> signer = new("--signer")
        {
            Description = "他の団体が署名したファイルの公開鍵(PEM)。指紋を提供元に確かめてから指定する / public key (PEM) of another signer, once its fingerprint was compared",
        };
        Command residents = new("residents", "住民を取り込む / import residents");
        ZoneArguments zone = new(residents);
        residents.Arguments.Add(folder);
        residents.Options.Add(signer);
        residents.SetAction((parsed, cancellation) => WithZoneAsync(zone, parsed, async (register, actors) =>
        {
            SignerKey[] signers = [.. await Task.WhenAll((parsed.GetValue(signer) ?? []).Select(file => ReadSignerAsync(file, cancellation)))];
            Result<ImportSummary> ended = await RegisterImport.RunAsync(
                register with { OtherSigners = signers },
                Path.GetFullPath(parsed.GetRequiredValue(folder)),
                actors(TaskCodes.DataImport, "住民データの取込み"),
                new ConsoleProgress(),
                cancellation);
            if (ended.IsRefused(out Refusal? why, out ImportSummary? summary))
            {
                return await RefusedAsync(why);
            }

            Console.WriteLine(await File.ReadAllTextAsync(summary.Report, cancellation));
            Console.WriteLine($"報告書 / report: {summary.Report}");
            return summary.Imported ? 0 : 1;
        }, cancellation));
        return new Command("import", "取り込む / import") { residents };
    }

    /// <summary>Builds <c>daicho export</c>.</summary>
    public static Command CreateExport()
    {
        Argument<string> folder = new("DIR") { Description = "新しいフォルダ / a new folder" };
        Option<Guid> approval = new("--approval")
        {
            Description = "画面「住民記録の全件出力」で承認を受けた申請の番号 / id of the approved request",
            Required = true,
        };
        Command residents = new("residents", "住民を書き出す(個人番号を含む) / export residents, numbers included");
        ZoneArguments zone = new(residents);
        residents.Arguments.Add(folder);
        residents.Options.Add(approval);
        residents.SetAction((parsed, cancellation) => WithZoneAsync(zone, parsed, async (register, _) =>
        {
            Result<long> ended = await RegisterExport.RunAsync(
                register,
                Path.GetFullPath(parsed.GetRequiredValue(folder)),
                parsed.GetRequiredValue(approval),
                new ConsoleProgress(),
                cancellation);
            if (ended.IsRefused(out Refusal? refusal, out long persons))
            {
                return await RefusedAsync(refusal);
            }

            Console.WriteLine($"{persons} 人を書き出しました。個人番号を含みます。/ {persons} persons written, numbers included.");
            return 0;
        }, cancellation));
        return new Command("export", "書き出す / export") { residents };
    }

    /// <summary>Builds <c>daicho compare</c>.</summary>
    public static Command CreateCompare()
    {
        Argument<string> file = new("FILE") { Description = "受信した本人確認情報・転入通知の一覧(CSV) / the received list" };
        Option<bool> full = new("--full") { Description = "全住民の一覧(一覧にない住民も相違とする) / the list is of all residents" };
        Command residents = new("residents", "受信した本人確認情報を住民記録と照合する / compare received identity information");
        ZoneArguments zone = new(residents);
        residents.Arguments.Add(file);
        residents.Options.Add(full);
        residents.SetAction((parsed, cancellation) => WithZoneAsync(zone, parsed, async (register, actors) =>
        {
            string path = Path.GetFullPath(parsed.GetRequiredValue(file));
            if (!File.Exists(path))
            {
                throw new StartupRefusedException("一覧のファイルがありません。", "There is no such file.");
            }

            Result<ComparisonSummary> ended = await RegisterComparison.CompareFileAsync(
                register, path, parsed.GetValue(full), actors(TaskCodes.DataImport, "本人確認情報との照合"), cancellation);
            if (ended.IsRefused(out Refusal? why, out ComparisonSummary? summary))
            {
                return await RefusedAsync(why);
            }

            Console.WriteLine(
                $"{summary.Persons} 人を照合し、{summary.Differences} 人に相違がありました。/ {summary.Persons} persons compared, {summary.Differences} differ.");
            return 0;
        }, cancellation));
        return new Command("compare", "照合する / compare") { residents };
    }

    private static async Task<SignerKey> ReadSignerAsync(string file, CancellationToken cancellation) =>
        File.Exists(file) && new FileInfo(file).Length <= SignerBytesMax
            && SignerKey.TryParse(await File.ReadAllTextAsync(file, cancellation), out SignerKey? key)
            ? key
            : throw new StartupRefusedException(
                "--signer のファイルが公開鍵(PEM、P-256)ではありません。提供元の daicho keys public の出力を指定してください。",
                "The file of --signer is no public key (PEM, P-256).");

    private static async Task<int> WithZoneAsync(
        ZoneArguments arguments,
        ParseResult parsed,
        Func<RegisterZone, Func<string, string, OperatorContext>, Task<int>> work,
        CancellationToken cancellation)
    {
        ZoneConfig config = await arguments.ReadAsync(parsed, cancellation);
        if (!MunicipalityCode.TryParse(config.MunicipalityCode, out MunicipalityCode? municipality))
        {
            throw new StartupRefusedException(
                "構成ファイルの municipalityCode に6桁の団体コードを設定してください。", "The configuration needs municipalityCode.");
        }

        await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
        await session.MigrateAsync(cancellation);
        using BusinessDate date = new(session.Database.App, TimeProvider.System, NullLogger<BusinessDate>.Instance);
        await date.RefreshAsync(cancellation);
        BusinessClock clock = new(TimeProvider.System, date.Find);
        KeyRing keys = KeySetup.OpenKeys(config.Data, config.MasterKey);
        using AccessLogAppender log = new(session.Database.App);
        await log.StartAsync(cancellation);
        NumberVault vault = new(session.Database.VaultApp, keys, log, clock);
        try
        {
            RegisterZone register = new(
                session.Database.App, vault, keys, clock, municipality, Path.Combine(Path.GetFullPath(config.Data), "imports"));
            return await work(register, OperatorContext.ForCommand);
        }
        finally
        {
            await log.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<int> RefusedAsync(Refusal why)
    {
        foreach (Refusal one in why.All)
        {
            await Console.Error.WriteLineAsync($"{one.Code} {one.Message} {one.Field}");
        }

        return 1;
    }

    /// <summary>A line for each report.</summary>
    private sealed class ConsoleProgress : IProgress<RegisterProgress>
    {
        public void Report(RegisterProgress value) => Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Rows:N0} / {value.RowsTotal:N0} 行　{value.PerSecond:N0} 行/秒　残り約 {value.Left:h\\:mm\\:ss}"));
    }
}
