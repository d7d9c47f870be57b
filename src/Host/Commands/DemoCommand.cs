using System.CommandLine;
using System.Diagnostics;
using Daicho.Host.Hosting;
using Daicho.Host.Roles;
using Daicho.Platform.Calendar;

namespace Daicho.Host.Commands;

/// <summary><c>daicho demo</c>: a city with synthetic residents on this machine, for trying everything out.</summary>
internal static class DemoCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Option<int> residents = new("--residents")
        {
            Description = "新しいゾーンに作る架空の住民の数 / invented residents of a new zone",
            DefaultValueFactory = _ => 10_000,
        };
        Option<LogLevel> log = new("--log")
        {
            Description = "標準エラーに書く記録の細かさ / least level of the diagnostic log on standard error",
            DefaultValueFactory = _ => LogLevel.Warning,
        };
        Command command = new("demo", "架空の市をこの機械で試す / try an invented city on this machine");
        ZoneArguments zone = new(command, withPort: true, withConfig: false);
        command.Options.Add(residents);
        command.Options.Add(log);
        command.SetAction(async (parsed, cancellation) =>
        {
            await RunAsync(
                await zone.ReadAsync(parsed, cancellation),
                new DemoSettings(parsed.GetValue(residents)),
                parsed.GetValue(log),
                cancellation);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(ZoneConfig config, DemoSettings settings, LogLevel level, CancellationToken cancellation)
    {
        ZoneHost.CheckAddresses(config);
        await using ZoneSession session = await ZoneSession.OpenAsync(config, cancellation);
        await session.MigrateAsync(cancellation);
        await using WebApplication app = ZoneHost.Build(session, level, quiet: true);

        // The steps run before the hosted parts start; they already see the zone's business date.
        await app.Services.GetRequiredService<BusinessDate>().RefreshAsync(cancellation);
        List<string> notes = [];
        foreach (DemoStep step in CityRole.DemoSteps)
        {
            long start = Stopwatch.GetTimestamp();
            if (await step.RunAsync(app.Services, settings, cancellation) is { } note)
            {
                notes.Add(note);
            }

            Console.WriteLine($"{step.Name} ({Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s)");
        }

        await ZoneHost.StartAsync(app, config, cancellation);
        Console.WriteLine($"""

            Daicho のデモ市が動いています / the demo city is running
              http://localhost:{config.Http?.Split(':')[^1]}
              https://{config.Https}  (この機械で作った証明書 / self-made certificate)
              データ / data: {Path.GetFullPath(config.Data)}
              パスキーは localhost の名前でだけ使えます / passkeys work under the name localhost only
            {string.Join('\n', notes)}
            停止は Ctrl-C / stop with Ctrl-C
            """);
        await app.WaitForShutdownAsync(cancellation);
    }
}
