using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Tests.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>The further addresses of a record on the certificate of the removed record (RR-37).</summary>
public sealed class FurtherAddressTests(RegisterWorld world) : IClassFixture<RegisterWorld>
{
    private static readonly string[] Labels = ["転入前住所", "異動前住所", "転出先（予定）", "転出先（確定）", "本籍"];

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Each_further_address_is_filled_by_itself_and_stands_in_its_place(int filled)
    {
        Address Place(int place) => new() { Town = place == filled ? "例示県例示市西町" : "", Lot = place == filled ? $"{filled + 1}番地" : "" };
        AddressWithHead? Only(int place) => place == filled ? new AddressWithHead(Place(place), "例示　主") : null;
        ResidentRecord person = Any.Alone("転々　住子", "テンテン　スミコ");
        person = await world.AddAsync(person with
        {
            MovedInFrom = Only(0),
            PriorAddress = Only(1),
            MoveOut = new MoveOut(Place(2), new DateOnly(2026, 10, 1)) { ActualTo = Only(3), NotifiedOn = new DateOnly(2026, 9, 20) },
            Domicile = new RegisteredDomicile(Place(4), "例示　筆子"),
            Removal = new Removal(RemovalKind.MovedOut, "OUT_DOMESTIC", PartialDate.FromDate(new DateOnly(2026, 10, 1)), new DateOnly(2026, 10, 1)),
        });

        using FormDoor door = await FormDoor.OpenAsync(world);
        List<string> lines = [.. await door.CertificateAsync(person, "removedRecordCopy", "domicile", "priorAddress")];

        string written = $"例示県例示市西町{filled + 1}番地";
        lines.Count(line => line == written).ShouldBe(1);
        lines[lines.IndexOf(Labels[filled]) + 1].ShouldBe(written);
    }
}
