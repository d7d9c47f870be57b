using System.CommandLine;
using Daicho.Host.Roles;
using Daicho.ResidentRegister;
using Daicho.ResidentRegister.Data;

namespace Daicho.Host.Commands;

/// <summary><c>daicho register verify</c>: rebuilds current rows and search keys from history and compares them.</summary>
internal static class RegisterCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Command verify = new("verify", "履歴から現在の記録を作り直して照合する / rebuild the current rows from history and compare");
        ZoneArguments zone = new(verify);
        verify.SetAction(async (parsed, cancellation) =>
        {
            ZoneConfig config = await zone.ReadAsync(parsed, cancellation);
            await using ZoneSession session = await ZoneSession.JoinAsync(config, cancellation);
            RegisterVerdict verdict = await ResidentRegisterModule.VerifyAsync(
                session.Database.App, new Progress<long>(rows => Console.Error.WriteLine($"{rows}")), cancellation);
            Console.WriteLine(
                $"照合 {verdict.Residents} 人、対応しない履歴 {verdict.Unpaired} 件、相違 {verdict.Faults.Count} 件 / "
                + $"{verdict.Residents} residents, {verdict.Unpaired} unpaired, {verdict.Faults.Count} faults");
            foreach (RegisterFault fault in verdict.Faults)
            {
                Console.WriteLine($"{fault.Resident} {fault.Table}");
            }

            return verdict.IsWhole ? 0 : 1;
        });
        return new Command("register", "住民記録の点検 / checks of the register") { verify };
    }
}
