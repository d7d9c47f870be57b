using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Daicho.Bench;

/// <summary>The floor of everything that goes through HTTPS: as many bytes to and fro over TLS, and nothing done with them.</summary>
internal static class TlsEcho
{
    private const int QuestionBytes = 400;
    private const int AnswerBytes = 2_500;

    /// <summary>Questions answered on their own connection each, one after the other per client.</summary>
    public static async Task<Latencies> MeasureAsync(X509Certificate2 certificate, int clients, int steps, CancellationToken cancellation)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        List<Task> served = [];
        List<SslStream> asking = [];
        for (int i = 0; i < clients; i++)
        {
            TcpClient client = new() { NoDelay = true };
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, end.Token);
            TcpClient server = await listener.AcceptTcpClientAsync(end.Token);
            server.NoDelay = true;
            served.Add(ServeAsync(new SslStream(server.GetStream()), certificate, end.Token));
            SslStream stream = new(client.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "localhost",
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
                },
                end.Token);
            asking.Add(stream);
        }

        async Task AskAsync(int client)
        {
            byte[] bytes = new byte[AnswerBytes];
            await asking[client].WriteAsync(bytes.AsMemory(0, QuestionBytes), end.Token);
            await asking[client].ReadExactlyAsync(bytes, end.Token);
        }

        await Latencies.MeasureAsync(clients, steps / 10, (client, _) => AskAsync(client));
        Latencies measured = await Latencies.MeasureAsync(clients, steps, (client, _) => AskAsync(client));
        foreach (SslStream stream in asking)
        {
            await stream.DisposeAsync();
        }

        await Task.WhenAll(served);
        return measured;
    }

    private static async Task ServeAsync(SslStream stream, X509Certificate2 certificate, CancellationToken cancellation)
    {
        await using (stream)
        {
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellation);
            byte[] bytes = new byte[AnswerBytes];
            while (await stream.ReadAtLeastAsync(bytes.AsMemory(0, QuestionBytes), QuestionBytes, throwOnEndOfStream: false, cancellation) == QuestionBytes)
            {
                await stream.WriteAsync(bytes, cancellation);
            }
        }
    }
}
