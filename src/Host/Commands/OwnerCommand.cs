using System.CommandLine;
using System.Globalization;
using Daicho.Host.Roles;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Calendar;
using Daicho.Platform.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Daicho.Host.Commands;

/// <summary>What commands share that act on a migrated zone as the owner of its schema, beside a running server or without one.</summary>
internal static class OwnerCommand
{
    /// <summary>Opens and migrates the zone, runs the work with its clock, and says a refusal on standard error.</summary>
    /// <returns>The exit code: 1 for a refusal.</returns>
    public static async Task<int> RunAsync(
        ZoneConfig config, Func<ZoneSession, BusinessClock, Task<Result<string>>> run, CancellationToken cancellation)
    {
        await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
        await session.MigrateAsync(cancellation);
        using BusinessDate date = new(session.Database.App, TimeProvider.System, NullLogger<BusinessDate>.Instance);
        await date.RefreshAsync(cancellation);
        if ((await run(session, new BusinessClock(TimeProvider.System, date.Find))).IsRefused(out Refusal? why, out string? said))
        {
            await Console.Error.WriteLineAsync($"{why.Code} {why.Message}");
            return 1;
        }

        Console.WriteLine(said);
        return 0;
    }

    /// <summary>A day as 2026-11-01, or null when the option was not given.</summary>
    /// <exception cref="StartupRefusedException">It is no such day.</exception>
    public static DateOnly? Day(string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
        : throw new StartupRefusedException("日付は 2026-11-01 の形で指定してください。", "Give a date as 2026-11-01.");

    /// <summary>A required option.</summary>
    public static Option<string> Needed(string name, string description) => new(name) { Description = description, Required = true };

    /// <summary>An option that may be left out.</summary>
    public static Option<string?> Optional(string name, string description) => new(name) { Description = description };

    /// <summary>A command with its options.</summary>
    public static Command Of(string name, string description, params Option[] options)
    {
        Command command = new(name, description);
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        return command;
    }
}
