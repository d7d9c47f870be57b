using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;

namespace Daicho.ResidentRegister.Api;

/// <summary>The one who asks for a certificate.</summary>
internal sealed record RequesterBody : Masked
{
    /// <summary>請求者の区分.</summary>
    public required RequesterClass Class { get; init; }

    /// <summary>氏名 or name of the body.</summary>
    public required string Name { get; init; }

    /// <summary>住所.</summary>
    public required string Address { get; init; }

    /// <summary>The resident who asks, when it is the person or a member of the household.</summary>
    public Guid? Resident { get; init; }

    /// <summary>Relation to the person, or office and section of an official request.</summary>
    public string? Relation { get; init; }

    /// <summary>法定代理人.</summary>
    public bool IsStatutory { get; init; }

    /// <summary>Kinds of identity documents checked, never their numbers.</summary>
    public IReadOnlyList<string>? DocumentsChecked { get; init; }

    /// <summary>By post.</summary>
    public bool ByPost { get; init; }
}

/// <summary>An alert that was confirmed, with the reason.</summary>
internal sealed record ConfirmedAlertBody : Masked
{
    /// <summary>Id of the check.</summary>
    public required string CheckId { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>An application for a certificate.</summary>
internal sealed record CertificateBody : Masked
{
    /// <summary>The form.</summary>
    public required CertificateForm Form { get; init; }

    /// <summary>Who asks.</summary>
    public required RequesterBody Requester { get; init; }

    /// <summary>使用目的・請求事由.</summary>
    public string? Ground { get; init; }

    /// <summary>The persons.</summary>
    public required IReadOnlyList<Guid> Subjects { get; init; }

    /// <summary>Items asked for besides what the form always shows.</summary>
    public IReadOnlyList<CertificateItem>? Items { get; init; }

    /// <summary>Items asked to be left out.</summary>
    public IReadOnlyList<LeftOut>? LeftOut { get; init; }

    /// <summary>Number of the history entry that closed the earlier sheet asked for (従前の除票, 改製原住民票); absent for the present one.</summary>
    public int? Sheet { get; init; }

    /// <summary>部数, from 1.</summary>
    public int Copies { get; init; }

    /// <summary>The first issue, of a 再交付.</summary>
    public Guid? ReissueOf { get; init; }

    /// <summary>Alerts confirmed.</summary>
    public IReadOnlyList<ConfirmedAlertBody>? Confirmed { get; init; }

    /// <summary>The request as the counter makes it.</summary>
    public CertificateRequest ToRequest() => new()
    {
        Form = Form,
        Requester = new Requester(Requester.Class, Requester.Name, Requester.Address)
        {
            ResidentId = Requester.Resident,
            Relation = Requester.Relation,
            IsStatutory = Requester.IsStatutory,
            DocumentsChecked = Requester.DocumentsChecked ?? [],
            ByPost = Requester.ByPost,
        },
        Ground = Ground ?? "",
        Subjects = Subjects,
        Items = Items ?? [],
        LeftOut = LeftOut ?? [],
        Sheet = Sheet,
        Copies = Copies,
        ReissueOf = ReissueOf,
        Confirmed = [.. (Confirmed ?? []).Select(one => new ConfirmedAlert(one.CheckId, one.Reason))],
    };
}

/// <summary>Document, person and content, which every hand-over names and verifies (incident I-1).</summary>
internal sealed record DocumentBody : Masked
{
    /// <summary>The person it is about; of a household form the first.</summary>
    public required Guid Subject { get; init; }

    /// <summary>SHA-256 of the content, lower-case hexadecimal.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>Disposal of a copy.</summary>
internal sealed record DisposeBody : Masked
{
    /// <summary>The person it is about; of a household form the first.</summary>
    public required Guid Subject { get; init; }

    /// <summary>SHA-256 of the content, lower-case hexadecimal.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}

/// <summary>An application as accepted, or refused for protection.</summary>
/// <param name="Id">The application.</param>
/// <param name="State">Where it stands.</param>
/// <param name="FeeYen">Fee for all copies, in yen.</param>
/// <param name="AcceptedOn">受付日.</param>
/// <param name="RefusalCode">Why it is 不交付.</param>
internal sealed record ApplicationAnswer(Guid Id, ApplicationState State, long FeeYen, DateOnly AcceptedOn, string? RefusalCode);

/// <summary>A copy.</summary>
/// <param name="Id">The document.</param>
/// <param name="CopyNo">Which copy, from 1.</param>
/// <param name="IssueNumber">発行番号.</param>
/// <param name="Subject">For the next step.</param>
/// <param name="ContentHash">For the next step.</param>
/// <param name="Pages">枚数.</param>
internal sealed record DocumentAnswer(Guid Id, int CopyNo, string IssueNumber, Guid Subject, string ContentHash, int Pages);

/// <summary>The copies of an application.</summary>
/// <param name="Application">The application.</param>
/// <param name="Documents">The copies.</param>
internal sealed record MadeAnswer(Guid Application, IReadOnlyList<DocumentAnswer> Documents);

/// <summary>What became of a copy.</summary>
/// <param name="Id">The document.</param>
/// <param name="Event">What happened.</param>
internal sealed record EndedAnswer(Guid Id, LedgerEvent Event);

/// <summary>Conditions of a look into the ledger.</summary>
internal sealed record LedgerBody : Masked
{
    /// <summary>First business date.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last business date; at most a year later.</summary>
    public required DateOnly To { get; init; }

    /// <summary>Person.</summary>
    public Guid? Subject { get; init; }

    /// <summary>Form.</summary>
    public CertificateForm? Form { get; init; }

    /// <summary>Event.</summary>
    public LedgerEvent? Event { get; init; }

    /// <summary>Part of the issue number.</summary>
    public string? IssueNumber { get; init; }

    /// <summary>The <c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A row of the ledger, without the person's name.</summary>
/// <param name="Document">The document.</param>
/// <param name="Application">Its application.</param>
/// <param name="Event">What happened.</param>
/// <param name="OccurredAt">日時.</param>
/// <param name="Office">場所.</param>
/// <param name="Form">種類.</param>
/// <param name="Contents">内容.</param>
/// <param name="Sheets">枚数.</param>
/// <param name="IssueNumber">発行番号.</param>
/// <param name="Terminal">端末.</param>
/// <param name="Operator">利用者.</param>
/// <param name="RequesterClass">請求者の区分.</param>
/// <param name="Reason">廃棄の理由.</param>
internal sealed record LedgerRowAnswer(
    Guid Document,
    Guid Application,
    LedgerEvent Event,
    DateTimeOffset OccurredAt,
    string Office,
    CertificateForm Form,
    string Contents,
    int Sheets,
    string IssueNumber,
    string Terminal,
    string Operator,
    RequesterClass RequesterClass,
    string? Reason);

/// <summary>A page of the ledger, newest first.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="NextCursor">For the following page; absent on the last.</param>
internal sealed record LedgerAnswer(IReadOnlyList<LedgerRowAnswer> Rows, string? NextCursor) : Masked;
