using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Daicho.Bench;

/// <summary>What a browser with an empty cache loads, counted on its connections, headers included.</summary>
internal sealed partial class WireClient : IDisposable
{
    private readonly HttpClient http;
    private long received;

    public WireClient(Uri address) => http = new HttpClient(new SocketsHttpHandler
    {
        CookieContainer = new CookieContainer(),
        AutomaticDecompression = DecompressionMethods.All,
        ConnectCallback = async (context, cancellation) =>
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new CountingStream(socket, read => Interlocked.Add(ref received, read));
        },
    })
    {
        BaseAddress = address,
    };

    /// <summary>Whether a page comes.</summary>
    public async Task<bool> AnswersAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Nobody listens yet.
            return false;
        }
    }

    /// <summary>Signs a clerk in and opens a page; the bytes of the page and of all files it names.</summary>
    public async Task<long> FirstScreenAsync(string account, string password, string path, CancellationToken cancellation)
    {
        string form = await GetAsync("/sign-in", cancellation);
        string notice = await PostAsync("/sign-in", form, [new("operator", account), new("password", password)], cancellation);
        await PostAsync("/account/notice", notice, [], cancellation);
        long before = Interlocked.Read(ref received);
        string page = await GetAsync(path, cancellation);
        foreach (string file in AssetAddress().Matches(page).Select(match => match.Value).Distinct())
        {
            await GetAsync(file, cancellation);
        }

        return Interlocked.Read(ref received) - before;
    }

    public void Dispose() => http.Dispose();

    private async Task<string> GetAsync(string path, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>Sends a form with the hidden fields of the page it stands on.</summary>
    private async Task<string> PostAsync(
        string path, string page, KeyValuePair<string, string>[] fields, CancellationToken cancellation)
    {
        IEnumerable<KeyValuePair<string, string>> hidden = HiddenField().Matches(page)
            .Select(match => KeyValuePair.Create(match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value)))
            .DistinctBy(field => field.Key);
        using FormUrlEncodedContent content = new(hidden.Concat(fields));
        using HttpResponseMessage answer = await http.PostAsync(new Uri(path, UriKind.Relative), content, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellation);
    }

    [GeneratedRegex("""/assets/[0-9a-f]+/[a-z.]+""")]
    private static partial Regex AssetAddress();

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" ?/?>""")]
    private static partial Regex HiddenField();

    /// <summary>A connection that tells how much came in.</summary>
    private sealed class CountingStream(Socket socket, Action<int> count) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            count(read);
            return read;
        }
    }
}
