using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.ResidentRegister.Residents.Validation;
using Daicho.ResidentRegister.ReviewChange;
using Daicho.Web;
using Microsoft.AspNetCore.Http;
using Finding = Daicho.Web.Finding;
using RuleFinding = Daicho.ResidentRegister.Residents.Validation.Finding;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>A case as its page shows it: left as recorded, right as it will be, below what it causes.</summary>
/// <param name="Opened">The case.</param>
/// <param name="WorkContext">Id of the purpose.</param>
/// <param name="Me">The operator.</param>
/// <param name="Today">Business date.</param>
/// <param name="Key">Key of the page's act.</param>
internal sealed record CasePageModel(OpenedCase Opened, Guid WorkContext, string Me, DateOnly Today, string Key)
{
    /// <summary>What was typed and refused.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The case.</summary>
    public ChangeCase Case => Opened.Case;

    /// <summary>Whether the operator edited it.</summary>
    public bool IsMine => Case.Editors.Contains(Me);

    /// <summary>Whether the operator may review it now.</summary>
    public bool MayReview => Case.State == CaseState.InReview && !IsMine
        && !Opened.Reviews.Any(review => review.Agreed && review.CaseVersion == Case.Version && review.Reviewer == Me);

    /// <summary>Whether enough reviews stand for the decision.</summary>
    public bool MayDecide => Case.State == CaseState.InReview && !IsMine
        && Opened.Agreed + (MayReview ? 1 : 0) >= Case.ReviewersNeeded;

    /// <summary>Refusals of the last act, then the findings of the decision, each with its confirmation.</summary>
    public IReadOnlyList<Finding> Findings =>
        [.. Finding.From(State.Refusal), .. (Opened.Proposal?.Findings ?? Enumerable.Empty<RuleFinding>()).Select(OnPage)];

    /// <summary>Title of the form.</summary>
    public string Title => Case.Content.Change is { } change
        ? ChangeForms.Find(change.Form)?.Title ?? Case.ReasonText
        : Case.ReasonText;

    /// <summary>Who the case is about: the first person of the act.</summary>
    public PersonStripModel? Strip => Opened.Rows.Count == 0
        ? null
        : PersonStrips.Of(Opened.Rows[0].Before ?? Opened.Rows[0].Row.Record, ProtectionFacts.None, Today, Href(Opened.Rows[0]));

    /// <summary>The facts of the notification.</summary>
    public IReadOnlyList<Described> Facts =>
    [
        new("異動事由", Case.ReasonText), new("届出区分", Labels.Of(Case.Content.Basis)),
        new("異動日", (Case.Content.Change?.HappenedOn)?.Display() ?? Day(Case.Content.Notice?.ArrivedOn ?? Case.Content.Cancel?.HappenedOn)),
        new("届出日", (Case.Content.Change?.NotifiedOn ?? Case.Content.Change?.RegisterNoticeOn ?? Case.Content.Change?.ApplicationOn
            ?? Case.Content.Change?.RequestOn)?.Display() ?? Day(Case.Content.Notice?.NoticeOn ?? Case.Content.Cancel?.ApplicationOn)),
        new("届出人", Case.Content.Notifier is { } notifier
            ? $"{EnterChange.EntryWords.Of(notifier.Kind)}{(notifier.Name is null ? "" : "　" + notifier.Name)}"
            : null),
        new("本人確認書類", Case.Content.Notifier?.IdentityDocument),
        new("職権の根拠", Case.Content.Change?.Ground ?? Case.Content.Cancel?.Ground),
        new("確認した書類", Documents),
        new("入力", $"{Opened.Staff.Of(Case.EnteredBy)}（{Case.Terminal}）"),
        new("審査", Opened.Reviews.Count == 0 ? null : Opened.Staff.Of(Opened.Reviews.Where(one => one.Agreed && one.CaseVersion == Case.Version).Select(one => one.Reviewer))),
        new("決裁", Case.DecidedBy is { } decider ? Opened.Staff.Of(decider) : null),
    ];

    /// <summary>Before and after of one person; what stays the same is left out.</summary>
    public static IReadOnlyList<ChangedItem> Changes(ShownRow row) =>
    [
        .. RecordDiff.Between(row.Before, row.Row.Record).Select(item => new ChangedItem(
            item.Item.Japanese,
            Blank(item.Before),
            Blank(item.After),
            item.Item.Group is "氏名" or "住所" or "戸籍"))
            .Where(item => item.IsChanged),
    ];

    /// <summary>
    /// The changes of one person in two parts: those of his own, and those that the first person of the act has alike, which a reviewer
    /// need not read again. Few of them are not worth folding.
    /// </summary>
    public static (IReadOnlyList<ChangedItem> Own, IReadOnlyList<ChangedItem> Alike) Changes(IReadOnlyList<ShownRow> rows, int place)
    {
        const int WorthFolding = 5;
        IReadOnlyList<ChangedItem> all = Changes(rows[place]);
        if (place == 0)
        {
            return (all, []);
        }

        HashSet<ChangedItem> first = [.. Changes(rows[0])];
        ILookup<bool, ChangedItem> parts = all.ToLookup(first.Contains);
        return parts[true].Count() < WorthFolding ? (all, []) : ([.. parts[false]], [.. parts[true]]);
    }

    /// <summary>What the act causes, in plain words with the name of the person.</summary>
    public IReadOnlyList<string> Effects =>
    [
        .. (Opened.Proposal?.Effects ?? []).Select(line =>
            line.Person is { } person && NameOf(person) is { } name ? $"{name}：{line.Text}" : line.Text),
        .. (Opened.Proposal?.Documents ?? []).Select(document => $"{document.Title}{(document.Automatic ? "を作成します。" : "を交付できます。")}"),
        .. (Opened.Proposal?.Outgoing ?? []).GroupBy(one => one.Message)
            .Select(group => $"{MessageWords.Of(group.Key)}（{Formatting.Number(group.Count())}件）を送信待ちに置きます。"),
    ];

    /// <summary>Documents on paper that go with the decision; what is sent instead stands among the messages.</summary>
    public IReadOnlyList<CaseDocument> Papers =>
    [
        .. Opened.Documents.Where(one => IsNotice(one)
            || one.Offered.Kind is OfferedDocumentKind.MoveOutCertificate or OfferedDocumentKind.SubstituteForMoveOutCertificate),
    ];

    /// <summary>Whether a document is a notice with an addressee, made from this page.</summary>
    public static bool IsNotice(CaseDocument document) =>
        CertificateForms.OfAct.ContainsKey(document.Offered.Kind) && document.Offered.Addressee is not null;

    /// <summary>State of what was made of a document, in words.</summary>
    public static string StateOf(CaseDocument document) =>
        document.State is { } state ? CertificateForms.Label(CertificateStore.Parse<ApplicationState>(state)) : "";

    /// <summary>Where certificates of the first person are issued; null when the act touched nobody.</summary>
    public string? CertificateHref =>
        Opened.Rows.Count == 0 ? null : PersonFrame.Address(Opened.Rows[0].Row.ResidentId, WorkContext, "certificates/new");

    /// <summary>The numbers entered, which wait in the vault while the case is open: for whom, and which.</summary>
    public IReadOnlyList<(string Name, Kernel.NumberKind Kind)> Numbers => Case.IsOpen
        ? [.. Case.Content.NumbersEntered.Select(one => (CaseNumberEndpoints.NameOf(Opened, one.Person), one.Kind))]
        : [];

    /// <summary>Address of a step of this case.</summary>
    public string Address(string? step = null) => $"/changes/{Case.Id.Value}{(step is null ? "" : "/" + step)}?w={WorkContext}";

    /// <summary>The page of a person on the register; null for somebody who is not there yet.</summary>
    public string? Href(ShownRow row) =>
        row.Before is null && Case.State != CaseState.Decided ? null : PersonFrame.Address(row.Row.ResidentId, WorkContext);

    /// <summary>Name of a person of the act.</summary>
    public string? NameOf(ResidentId person) =>
        Opened.Rows.FirstOrDefault(row => row.Row.ResidentId == person)?.Row.Record.Name.Display;

    /// <summary>Where a 転入通知 goes: the municipality moved from, as recorded; null for other messages.</summary>
    public string? SentTo(SentMessage sent) => sent.Type == nameof(MoveInNoticeDue)
        ? Opened.Rows.FirstOrDefault(row => row.Row.ResidentId.Value == sent.Person)?.Row.Record.MovedInFrom?.Address.Town
        : null;

    /// <summary>Reads the confirmations posted for the alerts shown (11.1).</summary>
    public static IReadOnlyList<AlertConfirmation> Confirmations(OpenedCase opened, IFormCollection form, string me) =>
    [
        .. (opened.Proposal?.Findings.Alerts ?? []).Select(alert => (Alert: alert, Shown: OnPage(opened, alert)))
            .Where(one => form[one.Shown.ConfirmName] == "on")
            .Select(one => new AlertConfirmation(one.Alert.CheckId, form[one.Shown.ReasonName].ToString().Trim(), me)
            {
                Person = one.Alert.Person,
                Field = one.Alert.Field,
            }),
    ];

    private string? Documents => Case.Content.Change is { Documents.Count: > 0 } change
        ? string.Join("、", EnterChange.EntryWords.Documents.Where(choice => change.Documents.Any(one => Enum.GetName(one) == choice.Value)).Select(choice => choice.Label))
        : null;

    private Finding OnPage(RuleFinding finding)
    {
        Finding shown = OnPage(Opened, finding);
        AlertConfirmation? confirmed = Case.Content.Confirmations.FirstOrDefault(finding.IsConfirmedBy);
        return confirmed is null
            ? shown with { IsConfirmed = State.ValueOf(shown.ConfirmName) == "on", Reason = State.ValueOf(shown.ReasonName) }
            : shown with { IsConfirmed = true, Reason = confirmed.Reason };
    }

    // The same check may fire for several persons: the place of the person on the page tells them apart.
    private static Finding OnPage(OpenedCase opened, RuleFinding finding)
    {
        int place = finding.Person?.Resident is { } id
            ? opened.Rows.ToList().FindIndex(row => row.Row.ResidentId == id)
            : -1;
        return new Finding(
            finding.CheckId,
            finding.Severity == Severity.Error ? FindingSeverity.Error : FindingSeverity.Alert,
            place >= 0 && opened.Rows.Count > 1 ? $"{opened.Rows[place].Row.Record.Name.Display}：{finding.Message}" : finding.Message,
            place >= 0 ? $"person-{place}" : finding.Person is { Resident: null } newcomer ? $"person-{newcomer.Value}" : null,
            NeedsReason: true);
    }

    private static string? Blank(string text) => text.Length == 0 ? null : text;

    private static string? Day(DateOnly? day) => day is { } one ? Kernel.Wareki.Display(one, Kernel.EraTable.Default) : null;

    /// <summary>What a reviewer compares.</summary>
    public IReadOnlyList<Choice> Ticks => [.. Comparison.For(Case).Select(tick => new Choice(tick.Key, tick.Label))];
}

/// <summary>The Japanese words of messages.</summary>
internal static class MessageWords
{
    /// <summary>Words of a message before it is sent.</summary>
    public static string Of(OutgoingMessages message) => message switch
    {
        OutgoingMessages.IdentityInformation => "本人確認情報（市町村CS）",
        OutgoingMessages.SupplementNotice => "戸籍附票記載事項通知",
        OutgoingMessages.ArrivalNotice => "転入通知（転出元市区町村）",
        OutgoingMessages.ImmigrationNotice => "市町村通知（出入国在留管理庁）",
        OutgoingMessages.MoveOutInformation => "転出証明書情報（市町村CS）",
        OutgoingMessages.OfficeSystems => "庁内連携（宛名・保険・税・選挙等）",
        OutgoingMessages.NumberRequest => "個人番号の生成要求",
        OutgoingMessages.RecordCodeRequest => "住民票コードの付番要求",
        _ => "通知",
    };

    /// <summary>Words of an event in the outbox.</summary>
    public static string Of(string type) => type switch
    {
        nameof(IdentityInformationChanged) => Of(OutgoingMessages.IdentityInformation),
        nameof(SupplementNoticeDue) => Of(OutgoingMessages.SupplementNotice),
        nameof(MoveInNoticeDue) => Of(OutgoingMessages.ArrivalNotice),
        nameof(MoveOutInformationDue) => Of(OutgoingMessages.MoveOutInformation),
        nameof(ImmigrationNoticeDue) => Of(OutgoingMessages.ImmigrationNotice),
        nameof(NumberRequested) => Of(OutgoingMessages.NumberRequest),
        nameof(RecordCodeRequested) => Of(OutgoingMessages.RecordCodeRequest),
        _ => Of(OutgoingMessages.OfficeSystems),
    };
}
