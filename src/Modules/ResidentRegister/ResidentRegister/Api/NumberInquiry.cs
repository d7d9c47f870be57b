using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Api;

/// <summary>A look-up by exactly one of the two numbers.</summary>
internal sealed record NumberInquiryBody : Masked
{
    /// <summary>個人番号, 12 digits with a right check digit.</summary>
    public string? IndividualNumber { get; init; }

    /// <summary>住民票コード, 11 digits with a right check digit.</summary>
    public string? RecordCode { get; init; }

    /// <summary>Warnings the caller has seen for this person: support, warning, suppression. Asked for by RR-PERSON-003.</summary>
    public IReadOnlyList<InquiryCheck>? Acknowledged { get; init; }
}

/// <summary>The person of a number.</summary>
/// <param name="IsCurrentNumber">False: a former Individual Number of this person.</param>
/// <param name="Resident">The record.</param>
internal sealed record NumberInquiryAnswer(bool IsCurrentNumber, ResidentAnswer Resident) : Masked;

/// <summary>
/// Reads the person of an Individual Number or resident record code: the vault or the table of codes says who, the register what, and the access row is durable before
/// anything is answered (CR-20, CR-51; standard 10.2). A number tells a person from any namesake.
/// </summary>
internal sealed class NumberInquiry(
    NpgsqlDataSource database,
    NumberQuestions questions,
    CurrentOperator current,
    BusinessClock clock,
    AccessLogAppender log)
{
    private const string Action = "resident.number-inquiry";

    private string items = "個人番号による照会：住民票の記載事項";

    /// <summary>Nobody has the number.</summary>
    public static readonly Refusal NotFound = new(
        "RR-NUMBER-001", "この番号の方の記録はありません。番号を確認してください。", RefusalKind.NotFound);

    /// <summary>The number leads to several persons: a wrong link that a person must look at (incident I-9).</summary>
    public static readonly Refusal Ambiguous = new(
        "RR-NUMBER-002", "この番号は複数の記録に付いているため照会できません。個人番号利用事務の担当に確認してください。", RefusalKind.Conflict);

    /// <summary>Neither of the two numbers, or both.</summary>
    public static readonly Refusal Malformed = new(
        "RR-NUMBER-003", "個人番号（12桁）又は住民票コード（11桁）のどちらか一つを、検査数字の正しい数字で指定してください。", RefusalKind.Malformed, "individualNumber");

    /// <summary>The person of a number, or why not; each on the access log. With open warnings, which they are.</summary>
    public async Task<(Result<NumberInquiryAnswer> Answer, IReadOnlyList<InquiryCheck> Open)> FindAsync(
        NumberInquiryBody body, CancellationToken cancellation)
    {
        IndividualNumber? number = IndividualNumber.TryParse(body.IndividualNumber, out IndividualNumber? readNumber) ? readNumber : null;
        ResidentRecordCode? code = ResidentRecordCode.TryParse(body.RecordCode, out ResidentRecordCode? readCode) ? readCode : null;
        if ((number is null) == (code is null) || (body.IndividualNumber is null) == (body.RecordCode is null))
        {
            return await RefuseAsync(null, Malformed, cancellation);
        }

        if ((current.Check(TaskCodes.ResidentView) ?? current.CheckPurpose()) is { } refused)
        {
            return await RefuseAsync(null, refused, cancellation);
        }

        items = number is null ? "住民票コードによる照会：住民票の記載事項" : items;
        SignedIn signedIn = current.SignedIn;
        NumberFinding found = await questions.AskAsync(
            new NumberQuestion(
                number is not null ? VaultNumber.Of(number) : VaultNumber.Of(code!), // one of the two
                current.Context,
                one => WhyNot(one, signedIn) is { } not ? Entry(one.Person, not) : HasWarnings(one) ? null : Entry(one.Person, null)),
            cancellation);
        if (WhyNot(found, signedIn) is { } why)
        {
            return (why, []);
        }

        (Guid person, HistoryRow row) = (found.Person!.Value, found.Row!); // otherwise refused
        ProtectionFacts protection = found.Guarded ? await ProtectionAsync(person, cancellation) : ProtectionFacts.None;
        if (HasWarnings(found))
        {
            if (PersonRefusals.OfInquiry(protection) is { } suppressed)
            {
                return await RefuseAsync(person, suppressed, cancellation);
            }

            InquiryCheck[] open = [.. PersonDoor.Warnings(row, protection).Except(body.Acknowledged ?? [])];
            await AppendAsync(
                person, open.Length > 0 ? PersonRefusals.ChecksNeeded : null, open.Length > 0 ? AccessKind.Warning : AccessKind.View, cancellation);
            if (open.Length > 0)
            {
                return (PersonRefusals.ChecksNeeded, open);
            }
        }

        return (new NumberInquiryAnswer(
            found.Matches.Any(match => match.IsCurrent),
            ResidentMapping.Of(row, protection, ItemVisibility.Of(current))), []);
    }

    private static Refusal? WhyNot(NumberFinding found, SignedIn signedIn) =>
        found.Matches.Count == 0 ? NotFound
        : found.Person is not { } person ? Ambiguous
        : Permissions.CheckRelation(signedIn, person) ?? (found.Row is null ? NotFound : null);

    private static bool HasWarnings(NumberFinding found) => found.Guarded || found.Row?.Record.Marks.WarningCode is not null;

    private async Task<ProtectionFacts> ProtectionAsync(Guid person, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, current.Context);
        ResidentId id = new(person);
        return (await ProtectionStore.OfAsync(work, [id], clock.Today(), clock.Instant(), cancellation))
            .GetValueOrDefault(id, ProtectionFacts.None);
    }

    private async Task<(Result<NumberInquiryAnswer> Answer, IReadOnlyList<InquiryCheck> Open)> RefuseAsync(
        Guid? person, Refusal why, CancellationToken cancellation)
    {
        await AppendAsync(person, why, AccessKind.View, cancellation);
        return (why, []);
    }

    private Task AppendAsync(Guid? person, Refusal? why, AccessKind kind, CancellationToken cancellation) =>
        log.AppendAsync(current.Context, cancellation, Entry(person, why, kind));

    private AccessEntry Entry(Guid? person, Refusal? why, AccessKind kind = AccessKind.View) => new(kind, Action, person)
    {
        Items = items,
        NumberAccessed = true,
        RefusalCode = why?.Code,
    };
}
