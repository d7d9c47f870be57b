using Daicho.Host.Roles;
using Daicho.Platform.Hosting;
using Daicho.Platform.Keys;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Work;
using Daicho.Web;
using Daicho.Web.Account;
using Daicho.Web.Start;

namespace Daicho.Host.Hosting;

/// <summary>Puts the frame around the pages of a zone.</summary>
internal static class FrameSetup
{
    /// <summary>The frame, the look of refusals and errors, and the work list.</summary>
    public static void AddFrame(this IServiceCollection services, ZoneConfig config)
    {
        services.AddPages();

        services.AddFormKeys(config.Zone);
        services.AddSingleton(config);
        services.AddSingleton<WorkList>();
        services.AddSingleton<Frame>();
        services.AddSingleton<ZoneStatus>();
        services.AddSingleton<RefusalPage>(provider => provider.GetRequiredService<Frame>().ShowRefusalAsync);
        services.AddSingleton<ProblemPage>(provider => provider.GetRequiredService<Frame>().ShowProblemAsync);
        services.AddSingleton(new WorkListEntry("システム", "稼働状況", "/status", TaskCodes.SystemOperate) { Order = 900, IsShortcut = true });
        services.AddSingleton(new WorkListEntry("利用者", "自分の利用者情報", "/account", TaskCodes.SelfAccount) { Order = 990 });
    }

    /// <summary>Fills the frame of every request; call it after the gate.</summary>
    public static void UseFrame(this WebApplication app)
    {
        Frame frame = app.Services.GetRequiredService<Frame>();
        app.Use(frame.FillAsync);
    }

    /// <summary>Start page, account pages, and what every page loads.</summary>
    public static void MapFrame(this IEndpointRouteBuilder routes)
    {
        routes.MapWebAssets().AllowAnonymousDocumented("The sign-in page needs its style before anybody is signed in.");
        routes.MapDateEcho().RequireTask(TaskCodes.SelfAccount);
        routes.MapAccount();
        routes.MapSecondFactor();
        routes.MapStart();
    }
}
