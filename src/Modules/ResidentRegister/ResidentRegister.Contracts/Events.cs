using System.Text.Json;
using System.Text.Json.Serialization;

namespace Daicho.ResidentRegister.Contracts;

/// <summary>Something decided about one resident: ids and dates only, never names, addresses or numbers.</summary>
/// <param name="Resident">The person.</param>
/// <param name="Act">The act; joins the events of one change.</param>
/// <param name="HistoryNo">履歴番号 of the row it tells about.</param>
/// <param name="Reason">異動事由, a symbol of the change reasons; a bulk or minor correction says 軽微な修正.</param>
/// <param name="HappenedOn">異動日, the earliest day when it is vague.</param>
public abstract record ResidentEvent(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
{
    /// <summary>Version of the form of the event; fields are only added.</summary>
    public int Form { get; init; } = 1;
}

/// <summary>A person came into the register (転入, 職権記載 and the like).</summary>
public sealed record ResidentMovedIn(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>A person moved inside the municipality (転居).</summary>
public sealed record ResidentRelocated(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>A move-out was notified; the person is present until the day (転出予定).</summary>
public sealed record MoveOutPlanned(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>A record became a 除票 (転出, 死亡, 職権消除).</summary>
public sealed record ResidentRemoved(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>A child was born into a household (出生).</summary>
public sealed record ResidentBorn(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>Household, householder or relationship changed.</summary>
public sealed record HouseholdChanged(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>Entries were corrected (職権修正, 誤記修正, 軽微な修正, 旧氏, 通称).</summary>
public sealed record RecordCorrected(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>An earlier change was cancelled (異動の取消し).</summary>
public sealed record ChangeCancelled(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>An Individual Number is asked for (個人番号の生成要求).</summary>
public sealed record NumberRequested(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>A resident record code is asked for (住民票コードの付番).</summary>
public sealed record RecordCodeRequested(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>The identity information changed (本人確認情報, 住民基本台帳法第30条の6).</summary>
public sealed record IdentityInformationChanged(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>The municipality of the registered domicile is to be told (戸籍附票記載事項通知, 法第19条第1項).</summary>
public sealed record SupplementNoticeDue(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn)
{
    /// <summary>Code of that municipality, six digits; null where the record names it in words only.</summary>
    public string? To { get; init; }
}

/// <summary>The move-out certificate goes as information instead of paper (転出証明書情報, 法第24条の2第4項).</summary>
public sealed record MoveOutInformationDue(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>The former municipality is to be told of the arrival (転入通知, 法第9条第1項).</summary>
public sealed record MoveInNoticeDue(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn)
{
    /// <summary>Code of that municipality, six digits; null where the record names it in words only.</summary>
    public string? To { get; init; }

    /// <summary>届出日; null when entered ex officio.</summary>
    public DateOnly? NotifiedOn { get; init; }
}

/// <summary>The immigration agency is to be told (市町村通知, 法第61条の8の2).</summary>
public sealed record ImmigrationNoticeDue(Guid Resident, Guid Act, int HistoryNo, string Reason, DateOnly HappenedOn)
    : ResidentEvent(Resident, Act, HistoryNo, Reason, HappenedOn);

/// <summary>The written form of the events, for sender and receivers.</summary>
public static class ResidentEvents
{
    /// <summary>Events for the other systems of the office.</summary>
    public const string OfficeStream = "resident-register";

    /// <summary>Events for the resident network (住民基本台帳ネットワーク).</summary>
    public const string NetworkStream = "resident-network";

    /// <summary>Events for the terminal of the immigration agency.</summary>
    public const string ImmigrationStream = "immigration";

    /// <summary>The stream that carries an event.</summary>
    public static string StreamOf(ResidentEvent about) => about switch
    {
        ImmigrationNoticeDue => ImmigrationStream,
        NumberRequested or RecordCodeRequested or IdentityInformationChanged or SupplementNoticeDue or MoveInNoticeDue
            or MoveOutInformationDue => NetworkStream,
        _ => OfficeStream,
    };

    /// <summary>The JSON of an event.</summary>
    public static string Write(ResidentEvent about)
    {
        ArgumentNullException.ThrowIfNull(about);
        return JsonSerializer.Serialize(about, about.GetType(), ResidentEventsJson.Default);
    }

    /// <summary>The event of a stored or received JSON.</summary>
    /// <exception cref="JsonException">The text does not fit the event.</exception>
    public static TEvent Read<TEvent>(string json)
        where TEvent : ResidentEvent =>
        (TEvent?)JsonSerializer.Deserialize(json, typeof(TEvent), ResidentEventsJson.Default)
        ?? throw new JsonException("The event is null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ResidentMovedIn))]
[JsonSerializable(typeof(ResidentRelocated))]
[JsonSerializable(typeof(MoveOutPlanned))]
[JsonSerializable(typeof(ResidentRemoved))]
[JsonSerializable(typeof(ResidentBorn))]
[JsonSerializable(typeof(HouseholdChanged))]
[JsonSerializable(typeof(RecordCorrected))]
[JsonSerializable(typeof(ChangeCancelled))]
[JsonSerializable(typeof(NumberRequested))]
[JsonSerializable(typeof(RecordCodeRequested))]
[JsonSerializable(typeof(IdentityInformationChanged))]
[JsonSerializable(typeof(SupplementNoticeDue))]
[JsonSerializable(typeof(MoveInNoticeDue))]
[JsonSerializable(typeof(MoveOutInformationDue))]
[JsonSerializable(typeof(ImmigrationNoticeDue))]
internal sealed partial class ResidentEventsJson : JsonSerializerContext;
