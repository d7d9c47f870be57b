using System.CommandLine;
using System.Globalization;
using Daicho.Platform.Postgres;

namespace Daicho.Host.Commands;

/// <summary><c>daicho stop</c>: asks the daicho that holds a data folder to end, and waits until it has.</summary>
internal static class StopCommand
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Command command = new("stop", "動いている daicho を止める / stop a running daicho");
        ZoneArguments zone = new(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string folder = (await zone.ReadAsync(parsed, cancellation)).Data;
            if (DataFolder.FindHolder(folder) is not { } holder)
            {
                Console.WriteLine("動いていません / not running");
                return 0;
            }

            if (holder == 0)
            {
                throw new StartupRefusedException("起動中です。少し待ってからやり直してください。", "It is starting. Wait a moment and try again.");
            }

            await PostgresTools.RunAsync(["sh", "-c", "kill -TERM \"$1\"", "sh", holder.ToString(CultureInfo.InvariantCulture)], null, null, cancellation);
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(TimeLimit);
            while (DataFolder.FindHolder(folder) is not null)
            {
                await Task.Delay(Pause, limit.Token);
            }

            Console.WriteLine("停止しました / stopped");
            return 0;
        });
        return command;
    }
}
