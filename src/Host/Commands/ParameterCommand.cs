using System.CommandLine;
using System.Globalization;
using Daicho.Host.Roles;
using Daicho.Platform.Data;
using Daicho.Platform.Postgres;
using Daicho.ResidentRegister;

namespace Daicho.Host.Commands;

/// <summary><c>daicho parameter</c> and <c>daicho certifier</c>: the dated settings of a municipality.</summary>
internal static class ParameterCommand
{
    /// <summary>Builds <c>daicho parameter</c>.</summary>
    public static Command Create() => new("parameter", "日付のあるパラメータ / dated parameters") { List(), Set() };

    /// <summary>Builds <c>daicho certifier</c>.</summary>
    public static Command CreateCertifier()
    {
        Option<string> role = new("--role") { Description = "mayor(長) / acting(職務代理者)", DefaultValueFactory = _ => "mayor" };
        Option<string> title = OwnerCommand.Needed("--title", "団体名に続く職名(例 長) / what follows the municipality's name");
        Option<string> name = OwnerCommand.Needed("--name", "証明書に印刷する氏名 / the name as printed");
        Option<string> from = OwnerCommand.Needed("--from", "最初の日 (2026-11-01) / first day");
        Option<string?> until = OwnerCommand.Optional("--until", "終わりの翌日 / first day it no longer holds");
        Option<string> seal = OwnerCommand.Needed("--seal", "電子公印の文字(例 霞野市長之印) / words of the seal");
        Option<string> source = OwnerCommand.Needed("--source", "根拠 / source");
        Command add = OwnerCommand.Of("add", "最初の認証者を登録する。次からは画面「証明書の設定」 / the first who certifies; later ones on the screen", role, title, name, from, until, seal, source);
        ZoneArguments zone = new(add);
        add.SetAction(async (parsed, cancellation) => await OwnerCommand.RunAsync(
            await zone.ReadAsync(parsed, cancellation),
            async (session, clock) => await ResidentRegisterModule.AddCertifierAsync(
                session.Database.Owner, parsed.GetRequiredValue(role), parsed.GetRequiredValue(title), parsed.GetRequiredValue(name),
                OwnerCommand.Day(parsed.GetValue(from)) ?? clock.Today(), OwnerCommand.Day(parsed.GetValue(until)), parsed.GetRequiredValue(seal),
                parsed.GetRequiredValue(source), cancellation) is { } why
                    ? why
                    : "認証者を登録しました / recorded",
            cancellation));
        return new Command("certifier", "証明書の認証者 / who certifies") { add };
    }

    private static Command List()
    {
        Argument<string?> module = new("MODULE") { Description = "モジュール / module", Arity = ArgumentArity.ZeroOrOne };
        Command list = new("list", "設定できるパラメータと記録した値 / the parameters and their values") { module };
        ZoneArguments zone = new(list);
        list.SetAction(async (parsed, cancellation) => await OwnerCommand.RunAsync(
            await zone.ReadAsync(parsed, cancellation),
            async (session, _) =>
            {
                string? wanted = parsed.GetValue(module);
                ILookup<(string, string), ParameterLine> values = (await ParameterSetup.ListAsync(session.Database.App, wanted, cancellation))
                    .ToLookup(line => (line.Module, line.Name));
                return string.Join('\n', CityRole.Parameters.Where(kind => wanted is null || kind.Module == wanted)
                    .Select(kind => Describe(kind, values[(kind.Module, kind.Name)])));
            },
            cancellation));
        return list;
    }

    private static string Describe(ParameterKind kind, IEnumerable<ParameterLine> values) => string.Concat(
        [
            $"{kind.Module} {kind.Name}  {kind.Form}",
            .. values.Select(line => $"\n  {line.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}  {line.Value}  ({line.Source}{(line.IsVerified ? "、確認済み / verified" : "")})"),
        ]);

    private static Command Set()
    {
        Argument<string> module = new("MODULE") { Description = "モジュール / module" };
        Argument<string> name = new("NAME") { Description = "名前 / name" };
        Option<string> from = OwnerCommand.Needed("--from", "最初の日 (2026-11-01) / first day");
        Option<string?> value = OwnerCommand.Optional("--value", "値(JSON) / the value as JSON");
        Option<string?> file = OwnerCommand.Optional("--file", "値の JSON ファイル / a file with the value");
        Option<string> source = OwnerCommand.Needed("--source", "出典 / source");
        Option<bool> verified = new("--verified") { Description = "出典と照合した / compared with the source" };
        Command set = OwnerCommand.Of("set", "ある日からの値を記録する / record a value from a day on", from, value, file, source, verified);
        set.Arguments.Add(module);
        set.Arguments.Add(name);
        ZoneArguments zone = new(set);
        set.SetAction(async (parsed, cancellation) =>
        {
            string json = await ReadAsync(parsed.GetValue(value), parsed.GetValue(file), cancellation);
            return await OwnerCommand.RunAsync(
                await zone.ReadAsync(parsed, cancellation),
                async (session, clock) => await ParameterSetup.SetAsync(
                    session.Database.Owner,
                    CityRole.Parameters,
                    new NewParameter(
                        parsed.GetRequiredValue(module), parsed.GetRequiredValue(name), OwnerCommand.Day(parsed.GetValue(from)) ?? clock.Today(),
                        json, parsed.GetRequiredValue(source), parsed.GetValue(verified)),
                    clock.Today(),
                    cancellation) is { } why
                        ? why
                        : "記録しました / recorded",
                cancellation);
        });
        return set;
    }

    private static async Task<string> ReadAsync(string? value, string? file, CancellationToken cancellation)
    {
        try
        {
            return (value, file) switch
            {
                ({ } text, null) => text,
                (null, { } path) => await File.ReadAllTextAsync(path, cancellation),
                _ => throw new StartupRefusedException("--value か --file のどちらか一方を指定してください。", "Give either --value or --file."),
            };
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException($"{file} を読めません。", $"{file} is not readable.");
        }
    }
}
