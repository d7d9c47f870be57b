using System.CommandLine;
using Daicho.Platform.Postgres;

namespace Daicho.Host.Commands;

/// <summary><c>daicho health</c>: asks a running zone how it is.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Option<string> url = new("--url")
        {
            Description = "ゾーンのアドレス / address of the zone",
            DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        Command command = new("health", "動いているゾーンの状態を尋ねる / ask a running zone how it is");
        command.Options.Add(url);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (!Uri.TryCreate(parsed.GetRequiredValue(url), UriKind.Absolute, out Uri? zone))
            {
                throw new StartupRefusedException("--url にはアドレスを指定してください。", "--url takes an address.");
            }

            Uri address = new(zone, "/health");
            using HttpClient client = new() { Timeout = TimeLimit };
            try
            {
                using HttpResponseMessage answer = await client.GetAsync(address, cancellation);
                Console.WriteLine(await answer.Content.ReadAsStringAsync(cancellation));
                return answer.IsSuccessStatusCode ? 0 : 1;
            }
            catch (HttpRequestException)
            {
                await Console.Error.WriteLineAsync($"{address} は応答しません / {address} does not answer");
                return 1;
            }
        });
        return command;
    }
}
