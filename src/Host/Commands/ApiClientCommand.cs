using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Calendar;
using Daicho.Platform.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Daicho.Host.Commands;

/// <summary><c>daicho api-client add</c>: a client of the interfaces, with its secret printed once.</summary>
internal static class ApiClientCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Argument<string> name = new("NAME") { Description = "クライアント名 / name of the client" };
        Option<string> tasks = new("--tasks")
        {
            Description = "事務のコード(カンマ区切り) / task codes, separated by commas",
            DefaultValueFactory = _ => $"{TaskCodes.ResidentSearch},{TaskCodes.ResidentView}",
        };
        Option<string> office = new("--office")
        {
            Description = "所属 / office",
            DefaultValueFactory = _ => DemoOperators.Office,
        };
        Command add = new("add", "連携システムを登録し、シークレットを一度だけ表示する / register a client and print its secret once");
        add.Arguments.Add(name);
        ZoneArguments zone = new(add);
        add.Options.Add(tasks);
        add.Options.Add(office);
        add.SetAction(async (parsed, cancellation) =>
        {
            ZoneConfig config = await zone.ReadAsync(parsed, cancellation);
            await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
            await session.MigrateAsync(cancellation);
            using BusinessDate date = new(session.Database.App, TimeProvider.System, NullLogger<BusinessDate>.Instance);
            await date.RefreshAsync(cancellation);
            Result<string> added = await ClientSetup.AddAsync(
                session.Database.Owner,
                parsed.GetValue(name) ?? "",
                (parsed.GetValue(tasks) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                parsed.GetValue(office) ?? DemoOperators.Office,
                null,
                new BusinessClock(TimeProvider.System, date.Find),
                cancellation);
            if (added.IsRefused(out Refusal? why, out string? secret))
            {
                await Console.Error.WriteLineAsync($"{why.Code} {why.Message}");
                return 1;
            }

            Console.WriteLine($"client_id: {parsed.GetValue(name)}\nclient_secret: {secret}\n(この表示は一度だけです / shown this once)");
            return 0;
        });
        return new Command("api-client", "連携システム / clients of the interfaces") { add };
    }
}
