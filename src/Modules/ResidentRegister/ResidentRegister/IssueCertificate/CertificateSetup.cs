using Daicho.Platform.Pdf;
using Daicho.Platform.Security;
using Daicho.Platform.Work;
using Daicho.ResidentRegister.IssueCertificate.Screens;
using Daicho.ResidentRegister.IssueCertificate.Seals;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Registers issuance.</summary>
internal static class CertificateSetup
{
    /// <summary>Needs the data source of the app role, the clock, the security services and the number vault.</summary>
    public static void AddCertificates(this IServiceCollection services)
    {
        // The font is opened with the first document, not with the program.
        services.AddSingleton(_ => FontSet.Open(FontSet.IpamjMinchoPath));
        services.AddSingleton<CertificateDrawing>();
        services.AddScoped<CertificateNumbers>();
        services.AddSeals();
        services.AddScoped<AcceptHandler>();
        services.AddScoped<MakeHandler>();
        services.AddScoped<HandOverHandler>();
        services.AddScoped<ReleaseHandler>();
        services.AddSingleton(new ApprovalKind(
            AcceptHandler.ReleaseKind, "支援措置対象者の証明書の交付", TaskCodes.SupportRelease));
        services.AddSingleton(new WorkListEntry("証明", "交付履歴", "/certificates/ledger", TaskCodes.ResidentCertificateIssue)
        {
            Order = 300,
            IsShortcut = true,
        });
        services.AddSingleton(new WorkListEntry("証明", "支援措置の審査", "/certificates/releases", TaskCodes.SupportRelease)
        {
            Order = 310,
            CountSql =
                """
                select count(*), false from platform.approval
                where kind = 'certificate.support-release' and decision is null and expires_at > $4
                """,
        });
    }

    /// <summary>Maps the pages of issuance.</summary>
    public static void MapCertificates(this IEndpointRouteBuilder routes)
    {
        routes.MapIssue();
        routes.MapApplications();
        routes.MapLedger();
        routes.MapSeals();
    }
}
