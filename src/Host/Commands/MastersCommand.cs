using System.CommandLine;
using System.Globalization;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.ReferenceData;

namespace Daicho.Host.Commands;

/// <summary><c>daicho masters import</c>: towns, postal codes, names and holidays with version and source.</summary>
internal static class MastersCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Argument<string> path = new("path") { Description = "フォルダまたはファイル / folder or file" };
        Option<string?> kind = new("--kind")
        {
            Description = "municipalities, towns, postal-codes, lots, surnames, given-names, holidays, countries",
        };
        Option<string> source = new("--source") { Description = "出典 / publisher and title", Required = true };
        Option<string> version = new("--version") { Description = "版または日付 / version or date as published", Required = true };
        Option<string> licence = new("--licence") { Description = "利用条件 / licence", DefaultValueFactory = _ => "不明" };
        Option<string?> validFrom = new("--valid-from") { Description = "使い始める日 (2026-11-01) / first day of use; today" };
        Command import = new("import", "マスタを取り込む / import masters") { path, kind, source, version, licence, validFrom };
        ZoneArguments zone = new(import);
        import.SetAction(async (parsed, cancellation) =>
        {
            await using ZoneSession session = await ZoneSession.JoinAsync(await zone.ReadAsync(parsed, cancellation), cancellation);
            await session.MigrateAsync(cancellation);
            Result<IReadOnlyList<ImportedMaster>> result = await ReferenceDataModule.ImportMastersAsync(
                session.Database.App,
                OperatorContext.ForCommand("masters.import", "マスタの取込み"),
                parsed.GetRequiredValue(path),
                parsed.GetValue(kind),
                parsed.GetRequiredValue(source),
                parsed.GetRequiredValue(version),
                parsed.GetRequiredValue(licence),
                Day(parsed.GetValue(validFrom)),
                cancellation);
            if (result.IsRefused(out Refusal? why, out IReadOnlyList<ImportedMaster>? done))
            {
                await Console.Error.WriteLineAsync($"{why.Code} {why.Message}");
                return 1;
            }

            // A list is published before its year begins: its days are known from now on.
            DateOnly today = new Platform.BusinessClock(TimeProvider.System).Today();
            DateOnly first = Day(parsed.GetValue(validFrom));
            await ReferenceDataModule.CarryHolidaysAsync(session.Database.Owner, first > today ? first : today, cancellation);
            foreach (ImportedMaster one in done)
            {
                Console.WriteLine($"{one.Kind}: {one.Rows} {(one.Added ? "件を取り込みました / imported" : "件は取込み済みです / imported before")}");
            }

            return 0;
        });
        return new Command("masters", "マスタ / masters") { import };
    }

    private static DateOnly Day(string? text) =>
        text is null ? new Platform.BusinessClock(TimeProvider.System).Today()
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
        : throw new StartupRefusedException("日付は 2026-11-01 の形で指定してください。", "Give a date as 2026-11-01.");
}
