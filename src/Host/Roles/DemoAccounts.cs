using System.Text;
using Daicho.Platform;
using Daicho.Platform.Postgres;
using Daicho.Platform.Security;

namespace Daicho.Host.Roles;

/// <summary>The invented staff of the demo city, with one generated password for all.</summary>
internal static class DemoAccounts
{
    private const string PasswordSecret = "demo-operators.password";

    /// <summary>Makes the accounts that are missing, and says at every start how to sign in.</summary>
    public static async Task<string?> SeedAsync(IServiceProvider zone, DemoSettings settings, CancellationToken cancellation)
    {
        SecretFolder secrets = zone.GetRequiredService<SecretFolder>();
        string password = secrets.Find(PasswordSecret) is { } kept ? Encoding.ASCII.GetString(kept) : DemoOperators.MakePassword();
        secrets.Write(PasswordSecret, Encoding.ASCII.GetBytes(password));
        await DemoOperators.SeedAsync(
            zone.GetRequiredService<ZoneDatabase>().Owner,
            password,
            loopbackTerminal: true,
            zone.GetRequiredService<BusinessClock>().Today(),
            cancellation);
        string list = string.Join('\n', DemoOperators.All.Select(one => $"  {one.Code,-10} {one.DisplayName} {one.Duty}"));
        return $"""
            サインイン / sign in (パスワード / password: {password})
            {list}
            mori、ikeda、kuroda の仕事と、窓口担当の個人番号の照会には二要素目(パスキーかワンタイムコード)の登録が必要です / the duties of mori, ikeda and kuroda, and numbers, need a second factor (passkey or one-time code)
            """;
    }
}
