using System.CommandLine;
using Daicho.Kernel;
using Daicho.Platform.Security;

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
            string client = parsed.GetRequiredValue(name);
            return await OwnerCommand.RunAsync(
                await zone.ReadAsync(parsed, cancellation),
                async (session, clock) => (await ClientSetup.AddAsync(
                    session.Database.Owner,
                    client,
                    (parsed.GetValue(tasks) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                    parsed.GetValue(office) ?? DemoOperators.Office,
                    null,
                    clock,
                    cancellation)).IsRefused(out Refusal? why, out string? secret) ? why : Say(client, secret),
                cancellation);
        });
        return new Command("api-client", "連携システム / clients of the interfaces") { add, Renew(), Revoke() };
    }

    private static Command Renew()
    {
        Argument<string> name = new("NAME") { Description = "クライアント名 / name of the client" };
        Command renew = new("renew", "新しいシークレットを一度だけ表示する(以前のものは失効まで有効) / a further secret, printed once") { name };
        ZoneArguments zone = new(renew);
        renew.SetAction(async (parsed, cancellation) => await OwnerCommand.RunAsync(
            await zone.ReadAsync(parsed, cancellation),
            async (session, clock) => (await ClientSetup.RenewAsync(session.Database.Owner, parsed.GetRequiredValue(name), clock, cancellation))
                .IsRefused(out Refusal? why, out string? secret) ? why : Say(parsed.GetRequiredValue(name), secret),
            cancellation));
        return renew;
    }

    private static Command Revoke()
    {
        Argument<string> name = new("NAME") { Description = "クライアント名 / name of the client" };
        Option<bool> keep = new("--keep-newest") { Description = "最も新しいシークレットは残す / keep the newest secret" };
        Command revoke = OwnerCommand.Of("revoke", "シークレットを失効させ、発行済みのトークンを終わらせる / revoke secrets and end tokens", keep);
        revoke.Arguments.Add(name);
        ZoneArguments zone = new(revoke);
        revoke.SetAction(async (parsed, cancellation) => await OwnerCommand.RunAsync(
            await zone.ReadAsync(parsed, cancellation),
            async (session, clock) => (await ClientSetup.RevokeAsync(
                session.Database.Owner, parsed.GetRequiredValue(name), parsed.GetValue(keep), clock, cancellation))
                    .IsRefused(out Refusal? why, out int revoked) ? why : $"{revoked} 件のシークレットを失効させました / secrets revoked: {revoked}",
            cancellation));
        return revoke;
    }

    private static string Say(string name, string secret) =>
        $"client_id: {name}\nclient_secret: {secret}\n(この表示は一度だけです / shown this once)";
}
