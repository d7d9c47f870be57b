using Daicho.Kernel;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;

namespace Daicho.ResidentRegister.IssueCertificate.Screens;

/// <summary>The application page of a person.</summary>
/// <param name="Frame">Strip, tabs, keys.</param>
/// <param name="Members">The person first, then the members of the household.</param>
/// <param name="Key">Key of the act.</param>
/// <param name="Preview">The choices whose page is shown; null before any were made.</param>
internal sealed record IssuePageModel(
    PersonFrame Frame, IReadOnlyList<ResidentRecord> Members, string Key, CertificateRequest Preview)
{
    /// <summary>Typed values and refusals.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>The documents that confirm who somebody is.</summary>
    public required IdentityDocuments Documents { get; init; }

    /// <summary>The rows that closed earlier sheets, newest first.</summary>
    public IReadOnlyList<HistoryRow> Sheets { get; init; } = [];

    /// <summary>What can be issued again: certificates of moving out in somebody's hands, the newest first.</summary>
    public IReadOnlyList<ReissuableCertificate> HandedOver { get; init; } = [];

    /// <summary>Why the page cannot be shown as chosen; null when it can.</summary>
    public Refusal? PreviewRefusal { get; init; }

    /// <summary>The preview was asked for: the page opens there.</summary>
    public bool IsPreviewed { get; init; }

    /// <summary>Values that will not be wholly printed.</summary>
    public IReadOnlyList<Layout.FieldOverflow> Overflows { get; init; } = [];

    /// <summary>Where the preview comes from.</summary>
    public string PreviewAddress => Frame.Address("certificates/preview") + "&" + IssueForm.Query(Preview);

    /// <summary>How an earlier sheet is told from others: what closed it, and when.</summary>
    public static string Words(Removal removal) =>
        $"{(removal.Kind == RemovalKind.Recompiled ? "改製原住民票" : $"除票（{Residents.Items.Labels.Of(removal.Kind)}）")}　{Wareki.Display(removal.RemovedOn, EraTable.Default)}消除";

    /// <inheritdoc />
    public override string ToString() => "IssuePageModel(***)";
}

/// <summary>An application with its copies.</summary>
/// <param name="Application">The application.</param>
/// <param name="Copies">The copies made so far.</param>
/// <param name="Names">Names of the persons as recorded now.</param>
/// <param name="WorkContext">Id of the purpose.</param>
/// <param name="Key">Key of the act.</param>
internal sealed record ApplicationPageModel(
    CertificateApplication Application,
    IReadOnlyList<StoredCertificate> Copies,
    IReadOnlyList<string> Names,
    Guid WorkContext,
    string Key)
{
    /// <summary>Who accepted it.</summary>
    public required string AcceptedBy { get; init; }

    /// <summary>Refusal of the step before.</summary>
    public FormState State { get; init; } = FormState.Fresh;

    /// <summary>An address of the application.</summary>
    public string Address(string? step = null) =>
        $"/certificates/applications/{Application.Id}{(step is null ? "" : "/" + step)}?w={WorkContext}";

    /// <summary>Whether the copies can be made now.</summary>
    public bool CanMake => Application.State == ApplicationState.Accepted
        || (Application.ApprovalId is not null && AcceptHandler.IsSupport(Application.RefusalCode));

    /// <summary>The page as it would be made now, marked 見本; null when it may not be shown or is made already.</summary>
    public string? PreviewAddress => Application.State == ApplicationState.Accepted && Copies.Count == 0
        ? $"/residents/{Application.Request.Subjects[0]}/certificates/preview?w={WorkContext}&{IssueForm.Query(Application.Request)}"
        : null;

    /// <summary>The steps in their order, each with whether it is done for all copies that are not disposed of.</summary>
    public IReadOnlyList<(string Name, bool IsDone)> Steps
    {
        get
        {
            StoredCertificate[] live = [.. Copies.Where(copy => !copy.Events.Contains(LedgerEvent.Disposed))];
            bool All(LedgerEvent happened) => live.Length > 0 && live.All(copy => copy.Events.Contains(happened));
            return [("受付", true), ("作成", live.Length > 0), ("印刷", All(LedgerEvent.Printed)), ("交付", All(LedgerEvent.HandedOver))];
        }
    }

    /// <summary>Whether the responsible officer may be asked.</summary>
    public bool CanAskRelease => Application.ApprovalId is null && AcceptHandler.IsSupport(Application.RefusalCode);

    /// <inheritdoc />
    public override string ToString() => "ApplicationPageModel(***)";
}

/// <summary>The list of forms (様式一覧).</summary>
internal sealed record FormsPageModel
{
    /// <summary>All forms, in the order of the standard.</summary>
    public IReadOnlyList<Layout.CertificateForm> Forms { get; } = Enum.GetValues<Layout.CertificateForm>();
}

/// <summary>The ledger page.</summary>
internal sealed record LedgerPageModel(
    LedgerSearch Search, IReadOnlyList<LedgerRow> Rows, int Page, bool HasMore, bool SeesAll, string Query)
{
    /// <inheritdoc />
    public override string ToString() => $"LedgerPageModel({Rows.Count} rows)";
}

/// <summary>Releases that wait for the responsible officer.</summary>
internal sealed record ReleasePageModel(IReadOnlyList<OpenApproval> Waiting, string Key)
{
    /// <summary>Refusal of the decision before.</summary>
    public FormState State { get; init; } = FormState.Fresh;
}
