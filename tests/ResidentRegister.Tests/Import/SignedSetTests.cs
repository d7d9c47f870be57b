using System.Security.Cryptography;
using System.Text;
using Daicho.Kernel;
using Daicho.Platform.Csv;
using Daicho.Platform.Keys;
using Daicho.ResidentRegister.Import;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>The signature of a set of files when it is imported.</summary>
public sealed class SignedSetTests : IAsyncLifetime
{
    private ImportFixture from = null!; // set before every test
    private ImportFixture into = null!;
    private string folder = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        from = await ImportFixture.StartAsync(Stop);
        into = await ImportFixture.StartAsync(Stop);
        (await from.ImportAsync(await ImportSet.Of(2).WriteAsync(from, Stop), Stop)).Value.Imported.ShouldBeTrue();
        folder = Path.Combine(from.Folder, "out");
        (await from.ExportAsync(folder, Stop)).Refusal.ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await into.DisposeAsync();
        await from.DisposeAsync();
    }

    [Fact]
    public async Task The_export_of_another_zone_is_refused_by_name_until_its_key_is_given()
    {
        SignerKey signer = from.Zone.OwnSigners()[^1];

        Refusal unknown = (await into.ImportAsync(folder, Stop)).Refusal!;
        unknown.Code.ShouldBe("CSV-M05");
        unknown.Field!.ShouldContain(signer.Fingerprint);
        unknown.Field!.ShouldContain("131016");
        await ShouldBeEmptyAsync();

        // The keys of two zones have the same names: what counts is the key.
        ImportSummary summary = (await ImportAsync(into.Zone with { OtherSigners = [signer] })).Value;
        summary.Imported.ShouldBeTrue();
        (await File.ReadAllTextAsync(summary.Report, Stop)).ShouldContain($"署名　　　確認済み（鍵の指紋 {signer.Fingerprint}）");
    }

    [Fact]
    public async Task A_set_that_was_changed_after_it_was_signed_is_refused_whatever_keys_are_given()
    {
        string path = Path.Combine(folder, CsvManifest.FileName);
        string manifest = await File.ReadAllTextAsync(path, Stop);
        await File.WriteAllTextAsync(path, manifest.Replace("\"daicho 131016\"", "\"daicho 131017\"", StringComparison.Ordinal), Stop);

        await ShouldBeWrongAsync();
        File.Delete(Path.Combine(folder, CsvManifest.SignatureName));
        await ShouldBeWrongAsync();
    }

    [Fact]
    public async Task A_signature_by_another_key_than_the_set_names_is_refused()
    {
        using ECDsa forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] manifest = await File.ReadAllBytesAsync(Path.Combine(folder, CsvManifest.FileName), Stop);
        await File.WriteAllTextAsync(
            Path.Combine(folder, CsvManifest.SignatureName),
            CsvManifest.Sign(manifest, data => forger.SignData(data, HashAlgorithmName.SHA256)),
            Encoding.ASCII,
            Stop);

        await ShouldBeWrongAsync();
    }

    [Fact]
    public async Task A_set_that_nobody_signed_is_taken_as_such()
    {
        ImportSummary summary = (await into.ImportAsync(await ImportSet.Of(2).WriteAsync(into, Stop), Stop)).Value;

        summary.Imported.ShouldBeTrue();
        (await File.ReadAllTextAsync(summary.Report, Stop)).ShouldContain("署名　　　なし");
    }

    private async Task ShouldBeWrongAsync()
    {
        (await ImportAsync(into.Zone with { OtherSigners = from.Zone.OwnSigners() })).Refusal!.Code.ShouldBe("CSV-M03");
        await ShouldBeEmptyAsync();
    }

    private Task<Result<ImportSummary>> ImportAsync(RegisterZone zone) =>
        RegisterImport.RunAsync(zone, folder, ImportFixture.Actor, null, Stop);

    private async Task ShouldBeEmptyAsync() => (await into.ContentAsync(Stop)).ShouldBe("");
}
