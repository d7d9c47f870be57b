using System.CommandLine;
using Daicho.Platform.Cases;
using Daicho.Platform.Postgres;
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
        run.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(folder);
            return Directory.Exists(path)
                ? CaseRunner.Run(path, ResidentRegisterCases.Adapters, Console.Out)
                : throw new StartupRefusedException("事例のフォルダが見つかりません。場所を確認してください。", "There is no such folder of cases.");
        });
        return new Command("cases", "既知の答え / known answers") { run };
    }
}
