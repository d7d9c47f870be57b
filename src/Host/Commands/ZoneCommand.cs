using System.CommandLine;
using System.Globalization;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform.Calendar;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;

namespace Daicho.Host.Commands;

/// <summary><c>daicho zone init</c>: the first people of a real zone; <c>daicho zone date</c>: the business date of one for trying out.</summary>
internal static class ZoneCommand
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new("zone", "ゾーンの設定 / setting a zone up") { Init(), Date() };

    private static Command Init()
    {
        Option<string> office = OwnerCommand.Needed("--office", "最初の事務所のコード(例 honcho) / code of the first office");
        Option<string> officeName = OwnerCommand.Needed("--office-name", "その名前(例 本庁) / its name");
        Option<string> section = OwnerCommand.Needed("--section", "2人の所属(例 市民課) / section of the two people");
        Option<string> terminal = OwnerCommand.Needed("--terminal", "最初の端末の名前 / name of the first terminal");
        Option<string> system = OwnerCommand.Needed("--system-officer", "システム担当の操作者ID / sign-in name of the system officer");
        Option<string> systemName = OwnerCommand.Needed("--system-officer-name", "その氏名 / the name");
        Option<string?> systemNumber = OwnerCommand.Optional("--system-officer-number", "その職員番号 / number of the staff roster");
        Option<string> head = OwnerCommand.Needed("--head", "権限を指定する課長の操作者ID / sign-in name of the head who designates rights");
        Option<string> headName = OwnerCommand.Needed("--head-name", "その氏名 / the name");
        Option<string?> headNumber = OwnerCommand.Optional("--head-number", "その職員番号 / number of the staff roster");
        Command init = OwnerCommand.Of(
            "init",
            "最初の事務所、端末、システム担当、課長を登録し、初回パスワードを一度だけ表示する / the first office, terminal and officers",
            office, officeName, section, terminal, system, systemName, systemNumber, head, headName, headNumber);
        ZoneArguments zone = new(init);
        init.SetAction(async (parsed, cancellation) =>
        {
            ZoneConfig config = await zone.ReadAsync(parsed, cancellation);
            if (!MunicipalityCode.TryParse(config.MunicipalityCode, out _))
            {
                throw new StartupRefusedException(
                    "構成ファイルの municipalityCode に6桁の団体コードを設定してください。", "The configuration needs municipalityCode.");
            }

            ZoneBeginning beginning = new(
                parsed.GetRequiredValue(office), parsed.GetRequiredValue(officeName), parsed.GetRequiredValue(section),
                new FirstOfficer(parsed.GetRequiredValue(system), parsed.GetRequiredValue(systemName), parsed.GetValue(systemNumber)),
                new FirstOfficer(parsed.GetRequiredValue(head), parsed.GetRequiredValue(headName), parsed.GetValue(headNumber)),
                parsed.GetRequiredValue(terminal));
            return await OwnerCommand.RunAsync(
                config,
                async (session, clock) => (await ZoneSetup.BeginAsync(session.Database.Owner, beginning, clock, cancellation))
                    .IsRefused(out Refusal? why, out ZoneHandover? handover) ? why : Say(beginning, handover),
                cancellation);
        });
        return init;
    }

    private static string Say(ZoneBeginning beginning, ZoneHandover handover) => $"""
        ゾーンを初期設定しました / the zone is set up
          システム担当 / system officer: {beginning.System.Code}  初回パスワード / first password: {handover.SystemPassword}
          課長 / head of section: {beginning.Head.Code}  初回パスワード / first password: {handover.HeadPassword}
          端末 {beginning.Terminal} の登録コード / code of the terminal: {handover.TerminalCode} (24時間以内に / within 24 hours)
        この表示は一度だけです。本人に直接渡してください。初回のサインインで変更が必要です / shown this once; must be changed at the first sign-in
        """;

    private static Command Date()
    {
        Option<string?> set = OwnerCommand.Optional("--set", "業務日付 (2026-11-01) / the business date");
        Option<bool> clear = new("--clear") { Description = "実際の日付に戻す / back to the real date" };
        Option<string> reason = new("--reason") { Description = "理由 / reason", DefaultValueFactory = _ => "研修・試験" };
        Command date = OwnerCommand.Of("date", "研修・試験用ゾーンの業務日付を設定する / the business date of a training zone", set, clear, reason);
        ZoneArguments zone = new(date);
        date.SetAction(async (parsed, cancellation) =>
        {
            ZoneConfig config = await zone.ReadAsync(parsed, cancellation);
            DateOnly? day = OwnerCommand.Day(parsed.GetValue(set));
            if (!config.Training)
            {
                throw new StartupRefusedException(
                    "業務日付を設定できるのは研修・試験用のゾーン(training: true)だけです。", "Only a training zone (training: true) has a business date of its own.");
            }

            if (day is null != parsed.GetValue(clear))
            {
                throw new StartupRefusedException("--set か --clear のどちらか一方を指定してください。", "Give either --set or --clear.");
            }

            return await OwnerCommand.RunAsync(
                config,
                async (session, _) =>
                {
                    await BusinessDate.SetAsync(session.Database.Owner, day, parsed.GetRequiredValue(reason), cancellation);
                    return day is { } fixedDay
                        ? $"業務日付 / business date: {fixedDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}"
                        : "業務日付は実際の日付です / the business date is the real date";
                },
                cancellation);
        });
        return date;
    }
}
