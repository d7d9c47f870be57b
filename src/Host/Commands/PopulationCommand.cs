using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform.Postgres;
using Daicho.ReferenceData;
using Daicho.ReferenceData.Contracts;
using Daicho.ResidentRegister;
using Daicho.ResidentRegister.SyntheticPopulation;

namespace Daicho.Host.Commands;

/// <summary><c>daicho population</c>: invents the residents of a municipality and writes them as an import set.</summary>
internal static class PopulationCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Option<string> municipality = new("--municipality")
        {
            Description = "団体コード。既定は架空の霞野市 / municipality code; the invented city",
            DefaultValueFactory = _ => ReferenceDataModule.InventedCity.Value,
        };
        Option<int> residents = new("--residents") { Description = "現在の住民の数 / living residents", DefaultValueFactory = _ => 10_000 };
        Option<ulong> seed = new("--seed") { Description = "種。同じ種からは同じファイル / same seed, same bytes", DefaultValueFactory = _ => 1 };
        Option<string> output = new("--out") { Description = "出力先フォルダ / folder of the set", Required = true };
        Option<string?> asOf = new("--as-of") { Description = "基準日 (2026-11-01) / day of reference" };
        Command command = new("population", "架空の住民を作る / invent residents") { municipality, residents, seed, output, asOf };
        ZoneArguments zone = new(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            DateOnly day = Day(parsed.GetValue(asOf));
            if (!MunicipalityCode.TryParse(parsed.GetRequiredValue(municipality), out MunicipalityCode? code))
            {
                throw new StartupRefusedException("団体コードの検査数字が合いません。", "The municipality code fails its check digit.");
            }

            Result<PopulationMasters> masters = code == ReferenceDataModule.InventedCity
                ? await ReferenceDataModule.InventedPopulationMastersAsync(cancellation)
                : await ImportedAsync(await zone.ReadAsync(parsed, cancellation), code, day, cancellation);
            if (masters.IsRefused(out Refusal? why, out PopulationMasters? known))
            {
                return await RefuseAsync(why);
            }

            long start = Stopwatch.GetTimestamp();
            PopulationOptions options = new(known, parsed.GetRequiredValue(residents), parsed.GetRequiredValue(seed), day);
            Result<PopulationCounts> made = await ResidentRegisterModule.WritePopulationAsync(
                options, parsed.GetRequiredValue(output), new Progress<int>(living => Console.Error.WriteLine($"{living}")), cancellation);
            if (made.IsRefused(out why, out PopulationCounts? counts))
            {
                return await RefuseAsync(why);
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"住民 {counts.Living} 人、除票を含め {counts.Persons} 人、世帯 {counts.Households}、履歴 {counts.Rows} 行 / {counts.Living} residents in {seconds:F1} s ({counts.Living / seconds:F0}/s)"));
            return 0;
        });
        return command;
    }

    private static async Task<Result<PopulationMasters>> ImportedAsync(
        ZoneConfig config,
        MunicipalityCode code,
        DateOnly day,
        CancellationToken cancellation)
    {
        await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
        await session.MigrateAsync(cancellation);
        return await ReferenceDataModule.Queries(session.Database.App).PopulationMastersAsync(code, day, cancellation);
    }

    private static async Task<int> RefuseAsync(Refusal why)
    {
        await Console.Error.WriteLineAsync($"{why.Code} {why.Message}");
        return 1;
    }

    private static DateOnly Day(string? text) =>
        text is null ? PopulationOptions.DefaultAsOf
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
        : throw new StartupRefusedException("日付は 2026-11-01 の形で指定してください。", "Give a date as 2026-11-01.");
}
