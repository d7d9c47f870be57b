using Daicho.Platform.AccessLog;
using Daicho.Platform.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Daicho.Platform.Security.Http;

/// <summary>Registers sign-in, permissions and the gate.</summary>
public static class SecuritySetup
{
    /// <summary>
    /// Needs an <c>NpgsqlDataSource</c> of the app role, a <see cref="BusinessClock"/> and a <c>KeyRing</c> in the container. Handlers then
    /// take <see cref="CurrentOperator"/> or its <c>OperatorContext</c>.
    /// </summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services, SessionLimits limits)
    {
        services.AddSingleton(limits);
        services.TryAddSingleton<AccessLogAppender>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<Reminders>();
        services.AddSingleton<Terminals>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<Operators>();
        services.TryAddSingleton<StaffDirectory>();
        services.AddSingleton<Rights>();
        services.AddSingleton<RightsLedger>();
        services.AddSingleton<Approvals>();
        services.AddSingleton<PurposeStore>();
        services.AddSingleton<ApiClients>();
        services.AddSingleton<OneTimeCodes>();
        services.AddIdentityCore<PasskeyUser>();
        services.AddScoped<IUserStore<PasskeyUser>, PasskeyStore>();
        services.AddScoped<IPasskeyHandler<PasskeyUser>, PasskeyHandler<PasskeyUser>>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "discouraged";
            options.AuthenticatorTimeout = TimeSpan.FromMinutes(2);
            // The address that answers, among the host names of the configuration. The header Origin is no help: under our
            // referrer policy browsers send "null" with a form.
            options.ValidateOrigin = context =>
            {
                HttpRequest request = context.HttpContext.Request;
                return ValueTask.FromResult(!context.CrossOrigin && context.Origin == $"{request.Scheme}://{request.Host}");
            };
        });
        services.AddScoped<Passkeys>();
        services.AddApiDoor();
        services.AddScoped<CurrentOperator>();
        services.AddScoped(provider => provider.GetRequiredService<CurrentOperator>().Context);
        return services;
    }

    /// <summary>Puts the gate before every endpoint; call it after <c>UseRouting</c> and before antiforgery.</summary>
    public static IApplicationBuilder UseSecurityGate(this IApplicationBuilder app) => app.UseMiddleware<SecurityGate>();
}
