using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Daicho.Host.Roles;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Calendar;
using Daicho.Platform.Hosting;
using Daicho.Platform.Jobs;
using Daicho.Platform.Keys;
using Daicho.Platform.Metrics;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Storage;
using Daicho.Platform.Vault;
using Daicho.ReferenceData;
using Daicho.Web;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace Daicho.Host.Hosting;

/// <summary>Builds the web process of one zone.</summary>
internal static class ZoneHost
{
    // Forms are small; endpoints that take files raise the limit for themselves.
    private const long RequestBodyBytesMax = 1024 * 1024;

    /// <summary>Refuses at once when an address is taken, before the slow parts of a start.</summary>
    public static void CheckAddresses(ZoneConfig config)
    {
        foreach (string text in ((string?[])[config.Http, config.Https]).OfType<string>())
        {
            IPEndPoint address = ZoneConfig.EndPoint(text);
            try
            {
                using TcpListener probe = new(address);
                probe.Start();
            }
            catch (SocketException)
            {
                throw InUse(address);
            }
        }
    }

    /// <summary>Builds the application: services of the zone, safety of every answer, pages of the modules.</summary>
    public static WebApplication Build(ZoneSession session, LogLevel level, bool quiet)
    {
        ZoneConfig config = session.Config;
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ZoneHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            // Requests that name another host are refused: a foreign page cannot reach us through a name of its own.
            ["AllowedHosts"] = string.Join(';', (string[])["localhost", "127.0.0.1", "[::1]", .. config.Hosts]),
        });
        AddLogging(builder.Logging, level, quiet);
        AddServices(builder.Services, session);
        X509Certificate2 certificate = ServerCertificate.Get(config.Certificate, session.Secrets, TimeProvider.System);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, config, certificate));

        WebApplication app = builder.Build();
        app.UseSecurityHeaders(WebAssets.ContentSecurityPolicy);
        app.UseProblems();
        app.UseRouting();
        app.UseSecurityGate();
        app.UseFrame();
        app.UseAntiforgery();
        app.MapTokenEndpoint();
        app.MapFrame();
        app.MapHealth();
        app.MapStatusPage();
        CityRole.Map(app);
        app.MapApiDocument();

        // The exporter listens from its making on; without this it would miss what happens before the first question.
        app.Services.GetRequiredService<PrometheusExporter>();
        return app;
    }

    /// <summary>Starts listening; when it cannot, what was started already is stopped before the refusal leaves.</summary>
    /// <exception cref="StartupRefusedException">A port is taken after all.</exception>
    public static async Task StartAsync(WebApplication app, ZoneConfig config, CancellationToken cancellation)
    {
        bool started = false;
        try
        {
            await app.StartAsync(cancellation);
            started = true;
        }
        catch (IOException failure) when (failure.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw InUse(ZoneConfig.EndPoint(config.Https));
        }
        finally
        {
            if (!started)
            {
                await app.StopAsync(CancellationToken.None);
            }
        }
    }

    private static StartupRefusedException InUse(IPEndPoint address) => new(
        $"アドレス {address} は使用中か、この機械にありません。--port で別のポートを指定してください。",
        $"The address {address} is in use or not of this machine. Choose another with --port.");

    private static void AddLogging(ILoggingBuilder logging, LogLevel level, bool quiet)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(level);

        // The framework's own lines below Warning carry addresses with their queries.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Error);

        // Warns at each form that the gate has forbidden caching already.
        logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        logging.AddConsole(console =>
        {
            console.FormatterName = ZoneLogFormatter.FormatterName;
            console.LogToStandardErrorThreshold = quiet ? LogLevel.Trace : LogLevel.None;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        logging.AddConsoleFormatter<ZoneLogFormatter, ConsoleFormatterOptions>();
    }

    private static void AddServices(IServiceCollection services, ZoneSession session)
    {
        services.AddSingleton(session.Config.Identity());
        services.AddSingleton(session.Database);
        services.AddSingleton(session.Database.App);
        services.AddSingleton(new AccessLogAppender(session.Database.Beside));
        services.AddSingleton(ReferenceDataModule.Queries(session.Database.Beside));
        services.AddSingleton(provider => new StaffDirectory(session.Database.Beside, provider.GetRequiredService<BusinessClock>()));
        services.AddSingleton(session.Secrets);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<BusinessDate>();
        services.AddHostedService(provider => provider.GetRequiredService<BusinessDate>());
        services.AddSingleton(provider => new BusinessClock(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<BusinessDate>().Find));
        services.AddHostedService<NodeRegistry>();
        services.AddSingleton(session.Config.StoragePlaces([], []));
        services.AddHostedService<StorageWatch>();
        services.AddJobs(JobRunnerSettings.Standard);
        services.AddSingleton<PrometheusExporter>();
        services.AddSingleton<HealthCheck>();
        services.AddProblems();
        services.AddFrame(session.Config);
        services.AddApiDocument();
        services.AddSecurity(SessionLimits.WithIdleMinutes(session.Config.IdleMinutes));
        services.AddHostedService(provider => provider.GetRequiredService<AccessLogAppender>());
        services.AddKeysAndSealing(session.Config.Data, session.Config.MasterKey);
        services.AddSingleton(provider => new NumberVault(
            session.Database.VaultApp,
            provider.GetRequiredService<KeyRing>(),
            provider.GetRequiredService<AccessLogAppender>(),
            provider.GetRequiredService<BusinessClock>()));
        if (session.Cluster is { Owned: true } cluster)
        {
            services.AddSingleton(cluster);
            services.AddHostedService<ClusterWatch>();
        }

        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        CityRole.AddServices(services, session.Config);
    }

    private static void Configure(KestrelServerOptions kestrel, ZoneConfig config, X509Certificate2 certificate)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestBodyBytesMax;
        kestrel.Limits.MaxConcurrentConnections = 2000;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        if (config.Http is not null)
        {
            kestrel.Listen(ZoneConfig.EndPoint(config.Http));
        }

        kestrel.Listen(ZoneConfig.EndPoint(config.Https), listen => listen.UseHttps(certificate));
    }
}
