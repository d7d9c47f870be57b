using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>The answer of a decision: what was found and, when nothing forbids it, what would be written and sent.</summary>
internal sealed record ChangeProposal
{
    /// <summary>Errors and alerts.</summary>
    public required Findings Findings { get; init; }

    /// <summary>Rows in the order in which they are appended; empty when an error stops the act.</summary>
    public IReadOnlyList<Append> Rows { get; init; } = [];

    /// <summary>Households that come into being.</summary>
    public IReadOnlyList<FormedHousehold> Formed { get; init; } = [];

    /// <summary>Households without live members after the act.</summary>
    public IReadOnlyList<ClosedHousehold> Closed { get; init; } = [];

    /// <summary>Documents to print or offer.</summary>
    public IReadOnlyList<OfferedDocument> Documents { get; init; } = [];

    /// <summary>Events for the outbox.</summary>
    public IReadOnlyList<OutgoingEvent> Outgoing { get; init; } = [];

    /// <summary>Effects in plain words, for the check before registration (4.0.9).</summary>
    public IReadOnlyList<EffectLine> Effects { get; init; } = [];

    /// <summary>Numbers are those of a preview.</summary>
    public bool Provisional { get; init; }

    /// <summary>Before and after, item by item (RR-57).</summary>
    public IReadOnlyList<RecordDifference> Differences { get; init; } = [];

    /// <summary>The rows to store.</summary>
    /// <exception cref="InvalidOperationException">An error is open, or the numbers are those of a preview: a fault of the caller.</exception>
    public IReadOnlyList<Append> ToStore() =>
        Findings.HasErrors || Provisional
            ? throw new InvalidOperationException("The proposal is not decided.")
            : Rows;

    /// <summary>The record of a person after the act; null when the act does not touch the person.</summary>
    public ResidentRecord? After(ResidentId id) => Rows.LastOrDefault(row => row.Row.ResidentId == id)?.Row.Record;
}

/// <summary>A household that comes into being on a day.</summary>
internal sealed record FormedHousehold(AllottedHousehold Household, DateOnly On);

/// <summary>A household that ends on a day.</summary>
internal sealed record ClosedHousehold(HouseholdId Id, DateOnly On);

/// <summary>A document that goes with a change.</summary>
internal enum OfferedDocumentKind
{
    /// <summary>転出証明書.</summary>
    MoveOutCertificate,

    /// <summary>転出証明書に準ずる証明書.</summary>
    SubstituteForMoveOutCertificate,

    /// <summary>転出証明書情報, sent to the municipal server instead of paper.</summary>
    MoveOutInformation,

    /// <summary>住民異動届受理通知.</summary>
    ReceiptOfNotification,

    /// <summary>職権記載等通知書.</summary>
    ExOfficioNotice,

    /// <summary>職権による世帯主設定, an offer of a further act.</summary>
    SetHeadExOfficio,

    /// <summary>世帯主変更通知書.</summary>
    HeadChangeNotice,

    /// <summary>世帯主変更依頼通知書.</summary>
    HeadChangeRequest,

    /// <summary>住民票コード通知票.</summary>
    RecordCodeNotice,

    /// <summary>住民票コード変更通知票.</summary>
    RecordCodeChangeNotice,

    /// <summary>住民票コード修正通知票.</summary>
    RecordCodeCorrectionNotice,

    /// <summary>成年被後見人の転出通知.</summary>
    AdultWardNotice,

    /// <summary>転入通知未着照会書: no act offers it, the daily work does.</summary>
    ArrivalInquiry,
}

/// <summary>A document to print or offer.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Addressee">To whom; null: the notifier.</param>
/// <param name="Automatic">True: part of the flow; false: offered, the clerk chooses.</param>
internal sealed record OfferedDocument(OfferedDocumentKind Kind, ResidentId? Addressee, bool Automatic)
{
    /// <summary>The title on paper.</summary>
    public string Title => Kind switch
    {
        OfferedDocumentKind.MoveOutCertificate => "転出証明書",
        OfferedDocumentKind.SubstituteForMoveOutCertificate => "転出証明書に準ずる証明書",
        OfferedDocumentKind.MoveOutInformation => "転出証明書情報(CS)",
        OfferedDocumentKind.ReceiptOfNotification => "住民異動届受理通知",
        OfferedDocumentKind.ExOfficioNotice => "職権記載等通知書",
        OfferedDocumentKind.SetHeadExOfficio => "職権による世帯主設定",
        OfferedDocumentKind.HeadChangeNotice => "世帯主変更通知書",
        OfferedDocumentKind.HeadChangeRequest => "世帯主変更依頼通知書",
        OfferedDocumentKind.RecordCodeNotice => "住民票コード通知票",
        OfferedDocumentKind.RecordCodeChangeNotice => "住民票コード変更通知票",
        OfferedDocumentKind.RecordCodeCorrectionNotice => "住民票コード修正通知票",
        OfferedDocumentKind.AdultWardNotice => "成年被後見人の転出通知",
        OfferedDocumentKind.ArrivalInquiry => "転入通知未着照会書",
    };
}

/// <summary>An event for another system, with ids and dates only.</summary>
/// <param name="Message">One message.</param>
/// <param name="Person">About whom.</param>
/// <param name="HistoryNo">The row it tells about.</param>
/// <param name="Reason">異動事由 to be sent; a bulk or minor correction sends 軽微な修正 (9.7).</param>
/// <param name="HappenedOn">The effective day.</param>
internal sealed record OutgoingEvent(
    OutgoingMessages Message,
    ResidentId Person,
    int HistoryNo,
    string Reason,
    DateOnly HappenedOn)
{
    /// <summary>The municipality it goes to; null where the message has one receiver, or the record only words.</summary>
    public MunicipalityCode? To { get; init; }

    /// <summary>届出日, where the receiver is told it; else null.</summary>
    public DateOnly? NotifiedOn { get; init; }
}

/// <summary>One line of the check before registration; the screen adds the name of the person.</summary>
internal sealed record EffectLine(ResidentId? Person, string Text);

/// <summary>What changed for one person.</summary>
internal sealed record RecordDifference(ResidentId Person, int HistoryNo, IReadOnlyList<ItemDifference> Items);
