using System.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.IdentityChecks;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Accepts an application for a certificate (受付): who asks, for what, with which result (RR-83, RR-88).</summary>
internal sealed class AcceptHandler(NpgsqlDataSource database, BusinessClock clock, CertificateDrawing drawing)
{
    /// <summary>Kind of the four-eyes approval that releases a support error for one application.</summary>
    public const string ReleaseKind = "certificate.support-release";

    private const string Action = "certificate.accept";
    private const int SubjectsMax = 50;
    private const int TextMax = 400;

    /// <summary>
    /// Accepts, or records that the certificate is refused for protection; a second submit of the same act shows the first
    /// result. Refused with the alerts that nobody confirmed yet.
    /// </summary>
    public async Task<Result<CertificateApplication>> HandleAsync(
        Issuer issuer, Guid actKey, CertificateRequest request, CancellationToken cancellation)
    {
        if ((CheckShape(request) ?? CheckItems(issuer, request)) is { } malformed)
        {
            return malformed;
        }

        await using UnitOfWork work = new(database, issuer.Context, IsolationLevel.RepeatableRead);
        QueryBatch batch = new();
        IReadOnlyList<CertificateApplication> earlier = CertificateStore.AskByAct(batch, actKey, issuer.SignedIn.OperatorCode);
        IReadOnlyList<bool> against = IdentityCheckStore.AskStandsAgainst(batch, [.. request.Subjects]);
        Result<IssueMoment> loaded =
            await IssueMoment.LoadAsync(work, batch, request, clock.Today(), clock.Instant(), cancellation);
        if (earlier is [CertificateApplication first])
        {
            return first;
        }

        if (loaded.IsRefused(out Refusal? missing, out IssueMoment? moment))
        {
            return missing;
        }

        CertificateDecision decision = moment.Decide(released: false);
        bool refused = decision.Errors is [{ } error, ..] && IsProtective(error.Code);
        Refusal? stop = (against is [true] ? CaseRefusals.IdentityNotSettled : null)
            ?? await KeptAsync(work, issuer, moment, refused, cancellation)
            ?? (refused ? null : decision.Stop(request.Confirmed) ?? OverflowOf(moment));
        CertificateApplication application = new()
        {
            Id = Guid.CreateVersion7(),
            State = refused ? ApplicationState.Refused : ApplicationState.Accepted,
            Request = request.NoticeOf is null ? request : BySender(request, moment.Settings),
            Fee = moment.Settings.FeeOf(request),
            AcceptedOn = moment.Today,
            AcceptedAt = moment.KnownAt,
            Office = issuer.SignedIn.OfficeCode,
            OperatorCode = issuer.SignedIn.OperatorCode,
            RefusalCode = refused ? decision.Errors[0].Code : null,
            Version = 1,
        };
        work.Record(Entry(Action, request, application.Id, stop?.Code ?? application.RefusalCode));
        bool added = stop is not null || await CertificateStore.AddApplicationAsync(work, application, actKey, cancellation);
        await work.CommitAsync(cancellation);
        return stop is not null ? stop
            : added ? application
            : await FirstOfAsync(issuer, actKey, cancellation);
    }

    /// <summary>The page as it would be, marked 見本, and what would not be wholly printed; logged as a look at the record.</summary>
    public async Task<Result<CertificateDocument>> PreviewAsync(
        Issuer issuer, CertificateRequest request, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, issuer.Context, IsolationLevel.RepeatableRead);
        Result<IssueMoment> loaded = (CheckShape(request) ?? CheckItems(issuer, request)) is { } malformed
            ? malformed
            : await IssueMoment.LoadAsync(work, new QueryBatch(), request, clock.Today(), clock.Instant(), cancellation);
        if (loaded.IsRefused(out Refusal? missing, out IssueMoment? moment))
        {
            return missing;
        }

        CertificateDecision decision = moment.Decide(released: false);

        // What the form asks of the requester may still be typed; what the content may not be stops here.
        Refusal? unfit = decision.Errors.FirstOrDefault(error => error.Field is null or "form" or "subjects" or "items");
        Refusal? why = await KeptAsync(work, issuer, moment, unfit is not null, cancellation) ?? unfit;
        work.Record(Entry("certificate.preview", request, null, why?.Code) with { Kind = AccessKind.View });
        await work.CommitAsync(cancellation);
        return why is not null ? why : drawing.DrawPreview(Draft(moment));
    }

    /// <summary>Whether a refusal protects the person, and is recorded as 不交付.</summary>
    public static bool IsProtective(string code) => IsSupport(code)
        || code == CertificateRefusals.Suppressed.Code || code == CertificateRefusals.ReleaseOver.Code || code == CertificateRefusals.FromOffender.Code;

    /// <summary>The words of a stored protective refusal.</summary>
    public static string Words(string? code) =>
        new[]
        {
            CertificateRefusals.Supported, CertificateRefusals.ProvisionallySupported, CertificateRefusals.Suppressed,
            CertificateRefusals.ReleaseOver, CertificateRefusals.FromOffender,
        }.FirstOrDefault(one => one.Code == code)?.Message ?? "";

    /// <summary>Whether the responsible officer can release it for one act.</summary>
    public static bool IsSupport(string? code) =>
        code == CertificateRefusals.Supported.Code || code == CertificateRefusals.ProvisionallySupported.Code;

    /// <summary>The access row of an act of issuance.</summary>
    public static AccessEntry Entry(string action, CertificateRequest request, Guid? actId, string? refusalCode) =>
        new(AccessKind.Issue, action, request.Subjects[0])
        {
            Subjects = request.Subjects,
            Items = $"{CertificateForms.Label(request.Form)}：{IssuanceLedger.Contents(request)}",
            RefusalCode = refusalCode,
            ActId = actId,
        };

    // Nobody asks for a notice: the office that sends it stands in the place of the requester.
    private static CertificateRequest BySender(CertificateRequest request, CertificateSettings settings) => request with
    {
        Requester = request.Requester with { Name = settings.Certifier.Municipality + settings.Certifier.Title },
    };

    private Refusal? OverflowOf(IssueMoment moment)
    {
        bool confirmed = moment.Request.Confirmed.Any(one => one.CheckId == CertificateRefusals.Overflow.Code);
        return !confirmed && drawing.Overflows(Draft(moment)) ? CertificateRefusals.Overflow : null;
    }

    private static CertificateContent Draft(IssueMoment moment) =>
        moment.Compose(Guid.Empty, moment.Settings.Issuer.NumberPlace(moment.Today, "　"));

    private async Task<Result<CertificateApplication>> FirstOfAsync(Issuer issuer, Guid actKey, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, issuer.Context);
        QueryBatch batch = new();
        IReadOnlyList<CertificateApplication> first = CertificateStore.AskByAct(batch, actKey, issuer.SignedIn.OperatorCode);
        await batch.RunAsync(work, cancellation);
        return first is [CertificateApplication one] ? one : CertificateRefusals.Meanwhile;
    }

    /// <summary>
    /// The gate of each subject's record; nobody issues a certificate of the own household or a declared relative (AC-02).
    /// A refusal that protects (不交付) shows nothing, and a release was given by who saw: both need no warning to be seen first.
    /// </summary>
    public static async Task<Refusal?> KeptAsync(
        UnitOfWork work, Issuer issuer, IssueMoment moment, bool admitted, CancellationToken cancellation)
    {
        Dictionary<ResidentId, ProtectionFacts> subjects =
            moment.Subjects.ToDictionary(subject => subject.Row.ResidentId, subject => subject.Protection);
        Refusal? why = PersonGate.Stop(
            await PersonGate.ClosedAsync(work, issuer.SignedIn, subjects.Keys, subjects, cancellation),
            admitted ? subjects.Keys : []);
        return why == PersonRefusals.ChecksNeeded ? CertificateRefusals.NotSeen : why;
    }

    // What the operator may not see on a screen is not shown by way of a certificate either (10.4).
    private static Refusal? CheckItems(Issuer issuer, CertificateRequest request) => request.Items
        .Select(item => item switch
        {
            CertificateItem.Domicile => TaskCodes.ResidentViewDomicile,
            CertificateItem.ResidenceStatus or CertificateItem.PeriodOfStay or CertificateItem.PeriodEnd or CertificateItem.CardNumber
                or CertificateItem.ForeignCategory => TaskCodes.ResidentViewResidenceStatus,
            _ => null,
        })
        .All(task => task is null || Permissions.Has(issuer.SignedIn, task)) ? null : CertificateRefusals.ItemNotPermitted;

    private static Refusal? CheckShape(CertificateRequest request)
    {
        if (request.Subjects.Count is 0 or > SubjectsMax)
        {
            return CertificateRefusals.SubjectsOutOfRange;
        }

        Requester requester = request.Requester;
        IEnumerable<string?> texts =
        [
            requester.Name, requester.Address, requester.Relation, request.Ground, .. requester.DocumentsChecked,
            .. request.Confirmed.SelectMany(one => new[] { one.CheckId, one.Reason }),
        ];
        return texts.Select(text => TextRules.Refuse(text, TextMax)).FirstOrDefault(why => why is not null);
    }
}
