using System.Text.Json;
using System.Text.Json.Serialization;
using Daicho.Kernel;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.CompareRegister;

/// <summary>What was received of a person.</summary>
internal enum ReceivedKind
{
    /// <summary>本人確認情報.</summary>
    IdentityInformation,

    /// <summary>転入通知: another municipality entered the person (法第9条第1項).</summary>
    ArrivalNotice,
}

/// <summary>State of a person in the identity information (JKN/1 <c>status</c>).</summary>
internal enum IdentityStatus
{
    /// <summary>住民.</summary>
    Active,

    /// <summary>転出.</summary>
    Moved,

    /// <summary>死亡.</summary>
    Dead,

    /// <summary>国外転出.</summary>
    Abroad,

    /// <summary>職権消除.</summary>
    Erased,
}

/// <summary>What the other side says of a person, without the numbers. What is null was not received and is not compared.</summary>
internal sealed record ReceivedItems
{
    /// <summary>The stored form.</summary>
    public static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Which message.</summary>
    public required ReceivedKind Kind { get; init; }

    /// <summary>氏名.</summary>
    public string? Name { get; init; }

    /// <summary>氏名のフリガナ.</summary>
    public string? Kana { get; init; }

    /// <summary>旧氏.</summary>
    public string? FormerSurname { get; init; }

    /// <summary>通称.</summary>
    public string? CommonName { get; init; }

    /// <summary>生年月日.</summary>
    public PartialDate? BirthDate { get; init; }

    /// <summary>性別.</summary>
    public Sex? Sex { get; init; }

    /// <summary>住所; of an arrival notice the new one.</summary>
    public string? Address { get; init; }

    /// <summary>State.</summary>
    public IdentityStatus? Status { get; init; }

    /// <summary>転入年月日 of an arrival notice.</summary>
    public DateOnly? ArrivedOn { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"ReceivedItems({Kind})";
}

/// <summary>A received person: the code leads to the resident, the number is compared in the vault.</summary>
internal sealed record ReceivedIdentity(string RecordCode, string? Number, ReceivedItems Items)
{
    /// <inheritdoc />
    public override string ToString() => $"ReceivedIdentity({Items.Kind})";

    /// <summary>The file of a list, as docs/import-layout.md describes the form of files.</summary>
    public static Layout<ReceivedIdentity> Layout { get; } = new("identity-information.csv", Row);

    private static ReceivedIdentity Row(ColumnPass pass, ReceivedIdentity? row) => new(
        pass.Secret("record_code", "住民票コード", row?.RecordCode),
        pass.Text("individual_number", "個人番号", row?.Number),
        new ReceivedItems
        {
            Kind = pass.CodeOrFirst("kind", "受信した通知", row?.Items.Kind),
            Name = pass.Text("name", "氏名", row?.Items.Name),
            Kana = pass.Text("name_kana", "氏名フリガナ", row?.Items.Kana),
            FormerSurname = pass.Text("old_surname", "旧氏", row?.Items.FormerSurname),
            CommonName = pass.Text("alias", "通称", row?.Items.CommonName),
            BirthDate = pass.Text("birth", "生年月日", row?.Items.BirthDate?.Display()) is { } birth
                && DateInput.TryUnderstand(birth, DateOnly.MaxValue, EraTable.Default, out UnderstoodDate? born) ? born.Date : null,
            Sex = pass.Code("sex", "性別", row?.Items.Sex),
            Address = pass.Text("address", "住所", row?.Items.Address),
            Status = pass.Code("status", "状態", row?.Items.Status),
            ArrivedOn = pass.Date("arrived_on", "転入年月日", row?.Items.ArrivedOn),
        });
}

/// <summary>Compares what was received of a person with the register (RR-66). It knows nothing of files or the network.</summary>
internal static class IdentityComparison
{
    /// <summary>Item of a number that differs.</summary>
    public const string Number = "個人番号";

    /// <summary>Item of a code that is not the present one.</summary>
    public const string RecordCode = "住民票コード";

    /// <summary>The items that differ, each with what was received and what is registered, in words.</summary>
    public static IReadOnlyList<(string Item, string Received, string Registered)> Differences(ReceivedItems received, ResidentRecord registered)
    {
        List<(string, string, string)> found = [];
        if (received.Kind == ReceivedKind.ArrivalNotice)
        {
            // The person lives elsewhere: the register must know the move-out, planned or done.
            if (registered.IsLive && registered.MoveOut is null)
            {
                found.Add(("転出", $"転入通知あり（{Day(received.ArrivedOn)}）", "転出の記載なし"));
            }

            return found;
        }

        Text("氏名", received.Name, registered.Name.Display);
        Text("氏名のフリガナ", received.Kana, registered.Name.Kana ?? "");
        Text("旧氏", received.FormerSurname, registered.FormerSurname?.Written ?? "");
        Text("通称", received.CommonName, registered.CommonName?.Written ?? "");
        if (received.BirthDate is { } born && (born.Earliest, born.Latest) != (registered.BirthDate.Earliest, registered.BirthDate.Latest))
        {
            found.Add(("生年月日", born.Display(), registered.BirthDate.Display()));
        }

        if (received.Sex is { } sex && sex != registered.Sex)
        {
            found.Add(("性別", Residents.Items.Labels.Of(sex), Residents.Items.Labels.Of(registered.Sex)));
        }

        // The address of a removed record is not kept in step.
        if (registered.IsLive && received.Address is { } address
            && !NameFolding.Fold(address).EndsWith(NameFolding.Fold(registered.Address.Full), StringComparison.Ordinal))
        {
            found.Add(("住所", address, registered.Address.Full));
        }

        if (received.Status is { } status && !Fits(status, registered))
        {
            found.Add(("状態", Words(status), registered.Removal is { } removal ? Words(removal.Kind) : Words(IdentityStatus.Active)));
        }

        return found;

        void Text(string item, string? there, string here)
        {
            if (there is not null && NameFolding.Fold(there) != NameFolding.Fold(here))
            {
                found.Add((item, there, here));
            }
        }
    }

    private static bool Fits(IdentityStatus status, ResidentRecord registered) => registered.Removal?.Kind switch
    {
        null => status == IdentityStatus.Active,
        RemovalKind.Died => status == IdentityStatus.Dead,
        RemovalKind.MovedOut => status is IdentityStatus.Moved or IdentityStatus.Abroad,
        RemovalKind.Removed or RemovalKind.Recompiled => status == IdentityStatus.Erased,
        _ => throw new ArgumentOutOfRangeException(nameof(registered)),
    };

    private static string Words(IdentityStatus status) => status switch
    {
        IdentityStatus.Active => "住民",
        IdentityStatus.Moved => "転出",
        IdentityStatus.Dead => "死亡",
        IdentityStatus.Abroad => "国外転出",
        IdentityStatus.Erased => "職権消除",
    };

    private static string Words(RemovalKind kind) => kind switch
    {
        RemovalKind.MovedOut => "転出",
        RemovalKind.Died => "死亡",
        RemovalKind.Removed => "職権消除",
        RemovalKind.Recompiled => "改製",
    };

    private static string Day(DateOnly? day) => day is { } one ? Wareki.Display(one, EraTable.Default) : "日付なし";
}
