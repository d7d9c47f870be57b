using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.Platform.Tests.Keys;

/// <summary>The master key in a token: SoftHSM through OpenSSL's engine. Both packages are installed by <c>./test</c>.</summary>
public sealed class Pkcs11Tests : IDisposable
{
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Token = "daicho-test";

    private readonly string folder = PostgresFixture.CreateFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Keys_wrapped_by_a_token_open_only_with_it_and_the_private_key_never_leaves_it()
    {
        await MakeTokenAsync();
        SecretFolder secrets = new(Path.Combine(folder, "keys"));
        string digest;
        using (Pkcs11MasterKey master = new($"pkcs11:token={Token};object=master", "1234"))
        {
            KeyRing ring = new(secrets, master);
            digest = Convert.ToHexString(ring.Current(KeyRing.NumberData).Material);
            using ECDsa signing = ring.OpenSigningKey(ring.Current(KeyRing.LogSigning).Id);
            signing.KeySize.ShouldBe(256);
        }

        using Pkcs11MasterKey again = new($"pkcs11:token={Token};object=master", "1234");
        Convert.ToHexString(new KeyRing(secrets, again).Current(KeyRing.NumberData).Material).ShouldBe(digest);
        byte[] wrapped = secrets.Find("number-data.1.key").ShouldNotBeNull();
        Should.Throw<CryptographicException>(() => again.Unwrap("number-index.1", wrapped));
        Should.Throw<CryptographicException>(() => new KeyRing(secrets, new FileMasterKey(secrets)).Get("number-data.1"));
        Should.Throw<CryptographicException>(() => new Pkcs11MasterKey($"pkcs11:token={Token};object=none", "1234"));
    }

    private async Task MakeTokenAsync()
    {
        File.Exists(Module).ShouldBeTrue("install softhsm2 and libengine-pkcs11-openssl");
        string tokens = Directory.CreateDirectory(Path.Combine(folder, "tokens")).FullName;
        string configuration = Path.Combine(folder, "softhsm2.conf");
        await File.WriteAllTextAsync(
            configuration, $"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n",
            TestContext.Current.CancellationToken);
        // The engine is native code of this process: it reads its environment when it is first used.
        NativeEnvironment.Set("SOFTHSM2_CONF", configuration);
        NativeEnvironment.Set("PKCS11_MODULE_PATH", Module);
        using RSA key = RSA.Create(3072);
        string pem = Path.Combine(folder, "master.pem");
        await File.WriteAllTextAsync(pem, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        await RunAsync(configuration, "--init-token", "--free", "--label", Token, "--so-pin", "12345678", "--pin", "1234");
        await RunAsync(configuration, "--import", pem, "--token", Token, "--label", "master", "--id", "01", "--pin", "1234");
    }

    private static async Task RunAsync(string configuration, params string[] arguments)
    {
        ProcessStartInfo start = new("softhsm2-util", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = configuration;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("softhsm2-util does not start.");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);
    }

    private static class NativeEnvironment
    {
        [DllImport("libc", EntryPoint = "setenv")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int SetEnvironment(byte[] name, byte[] value, int overwrite);

        public static void Set(string name, string value) =>
            SetEnvironment(Encoding.UTF8.GetBytes(name + '\0'), Encoding.UTF8.GetBytes(value + '\0'), 1).ShouldBe(0);
    }
}
