using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Cases;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister;
using Daicho.ResidentRegister.Cases;

namespace Daicho.Host.Commands;

/// <summary><c>daicho cases run</c>: every known-answer case below a folder through the production code.</summary>
internal static class CasesCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Argument<string> folder = new("folder") { Description = "事例のフォルダ / folder of cases" };
        Command run = new("run", "既知の答えの事例を実行する / run known-answer cases") { folder };
        run.SetAction(async (parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(folder);
            if (!Directory.Exists(path))
            {
                throw new StartupRefusedException("事例のフォルダが見つかりません。場所を確認してください。", "There is no such folder of cases.");
            }

            await using Scratch scratch = new();
            return await CaseRunner.RunAsync(path, ResidentRegisterCases.Adapters, scratch.OpenAsync, Console.Out, cancellation);
        });
        return new Command("cases", "既知の答え / known answers") { run };
    }

    /// <summary>A zone in a folder of its own, opened when a case asks for it and thrown away at the end.</summary>
    private sealed class Scratch : IAsyncDisposable
    {
        // The database's own user reaches the data through it, and nobody lists it.
        private const UnixFileMode Passable =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

        private const int RemovalAttempts = 50;

        // Nothing listens: the zone has its databases and no door.
        private const string NoListener = "127.0.0.1:1";
        private const string MunicipalityCode = "990019";

        private readonly string folder = Path.Combine(Path.GetTempPath(), $"daicho-cases-{Guid.CreateVersion7():N}");
        private ZoneSession? session;
        private AccessLogAppender? log;
        private CaseDatabase? database;

        /// <summary>The database, migrated, with the certificate settings of an invented city.</summary>
        public async Task<CaseDatabase> OpenAsync(CancellationToken cancellation)
        {
            if (database is not null)
            {
                return database;
            }

            Directory.CreateDirectory(folder, Passable);
            session = await ZoneSession.OpenAsync(
                new ZoneConfig
                {
                    Role = CityRole.Name,
                    Zone = "cases",
                    MunicipalityCode = MunicipalityCode,
                    Data = Path.Combine(folder, "data"),
                    Https = NoListener,
                },
                cancellation);
            await session.MigrateAsync(cancellation);
            await ResidentRegisterModule.SeedInventedCertificatesAsync(session.Database.Owner, MunicipalityCode, "霞野市", cancellation);
            log = new AccessLogAppender(session.Database.App);
            await log.StartAsync(cancellation);
            KeyRing keys = new(session.Secrets, new FileMasterKey(session.Secrets));
            return database = new CaseDatabase(
                session.Database.App, new NumberVault(session.Database.VaultApp, keys, log, new BusinessClock(TimeProvider.System)));
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            if (log is not null)
            {
                await log.StopAsync(CancellationToken.None);
                log.Dispose();
            }

            if (session is not null)
            {
                await session.DisposeAsync();
            }

            for (int attempt = 1; Directory.Exists(folder); attempt++)
            {
                try
                {
                    Directory.Delete(folder, recursive: true);
                }
                catch (IOException) when (attempt < RemovalAttempts)
                {
                    // The server's log process ends a moment after the server and tidies its own file.
                    await Task.Delay(TimeSpan.FromMilliseconds(100));
                }
            }
        }
    }
}
