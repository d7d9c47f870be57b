using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Person;

/// <summary>A record that was opened and logged.</summary>
/// <param name="Row">The present history row.</param>
/// <param name="Protection">What protects the person now.</param>
internal sealed record OpenedPerson(HistoryRow Row, ProtectionFacts Protection)
{
    /// <summary>異動処理中: an undecided change waits. Told only to those who enter changes; its content stays invisible (4.0.8).</summary>
    public bool IsChanging { get; init; }

    /// <summary>Opened past 照会抑止 to release it: the address is not shown.</summary>
    public bool IsAddressKept { get; init; }
}

/// <summary>How a look at a record stands in the access log.</summary>
/// <param name="Action">Permanent name of the use case.</param>
/// <param name="Items">Names of what is shown.</param>
/// <param name="Kind">Kind of access.</param>
internal sealed record Look(string Action, string Items, AccessKind Kind = AccessKind.View)
{
    /// <summary>
    /// The checks were passed where a change of this person was opened (<c>CaseReader</c>); relation and suppression still stop.
    /// </summary>
    public bool IsOfCase { get; init; }

    /// <summary>The page lifts suppressions: it opens past 照会抑止, with name and birth only.</summary>
    public bool IsForRelease { get; init; }
}

/// <summary>
/// The one way to a person's record for people: purpose, relation, suppression, warnings and identity are settled and the
/// access row is durable before anything is returned. RR-46, RR-80, CR-51; standard 1.1.16, 2.2.4, 3.1.
/// </summary>
internal sealed class PersonDoor(
    NpgsqlDataSource database,
    CurrentOperator current,
    BusinessClock clock,
    AccessLogAppender log)
{
    /// <summary>Opens a record, or says why not. A refusal is on the access log, too.</summary>
    public async Task<Result<OpenedPerson>> OpenAsync(ResidentId person, Look look, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(look);
        await using UnitOfWork work = new(database, current.Context);
        Result<OpenedPerson> found = await FindAsync(work, person, look.IsForRelease, cancellation);
        if (found.IsRefused(out Refusal? why, out OpenedPerson? opened))
        {
            await AppendAsync(person, look, why, cancellation);
            return why;
        }

        if (!look.IsOfCase && !opened.IsAddressKept && (await OpenChecksAsync(work, opened, cancellation)).Count > 0)
        {
            // Nothing is shown and nothing refused: the page of the checks comes first and is logged itself.
            return PersonRefusals.ChecksNeeded;
        }

        await AppendAsync(person, look, null, cancellation);
        return opened;
    }

    /// <summary>The person for the page of the checks, with those that are still open; logged as a warning shown.</summary>
    public async Task<Result<(OpenedPerson Person, IReadOnlyList<InquiryCheck> Open)>> KnockAsync(
        ResidentId person,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, current.Context);
        Look look = new("resident.check", "氏名・フリガナ・性別・生年月日", AccessKind.Warning);
        if ((await FindAsync(work, person, forRelease: false, cancellation)).IsRefused(out Refusal? why, out OpenedPerson? found))
        {
            await AppendAsync(person, look, why, cancellation);
            return why;
        }

        await AppendAsync(person, look, null, cancellation);
        return (found, await OpenChecksAsync(work, found, cancellation));
    }

    /// <summary>Notes checks as passed, each with its row on the access log, in one transaction.</summary>
    public async Task PassAsync(ResidentId person, IReadOnlyList<InquiryCheck> checks, string items, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checks);
        await using UnitOfWork work = new(database, current.Context);
        foreach (InquiryCheck check in checks)
        {
            await InquiryChecks.PassAsync(work, WorkContext, [person], check, cancellation);
            work.Record(new AccessEntry(AccessKind.Warning, ActionOf(check), person.Value)
            {
                Items = check == InquiryCheck.Identity ? items : "確認済み",
            });
        }

        await work.CommitAsync(cancellation);
    }

    /// <summary>Puts a failed comparison on the access log.</summary>
    public Task RefuseAsync(ResidentId person, string action, string items, Refusal why, CancellationToken cancellation) =>
        AppendAsync(person, new Look(action, items, AccessKind.Warning), why, cancellation);

    /// <summary>Id of the purpose of this request; every page of a person has one.</summary>
    public Guid WorkContext => current.SignedIn.WorkContextId
        ?? throw new InvalidOperationException("The endpoint of a person was mapped without a purpose.");

    /// <summary>The warnings that come before a record, in the order of their weight.</summary>
    public static List<InquiryCheck> Warnings(HistoryRow row, ProtectionFacts protection)
    {
        List<InquiryCheck> needed = [.. Warnings(protection)];
        if (row.Record.Marks.WarningCode is not null)
        {
            needed.Insert(protection.IsSupported ? 1 : 0, InquiryCheck.Warning);
        }

        return needed;
    }

    /// <summary>The warnings that protect the person, whoever else is shown with them.</summary>
    public static IEnumerable<InquiryCheck> Warnings(ProtectionFacts protection)
    {
        if (protection.IsSupported)
        {
            yield return InquiryCheck.Support;
        }

        if (protection.Suppressions.Any(one => one.Process == SuppressedProcess.Inquiry))
        {
            yield return InquiryCheck.Suppression;
        }
    }

    private static string ActionOf(InquiryCheck check) => check switch
    {
        InquiryCheck.Identity => "resident.check.identity",
        InquiryCheck.Support => "resident.check.support",
        InquiryCheck.Warning => "resident.check.warning",
        InquiryCheck.Suppression => "resident.check.suppression",
    };

    private async Task<Result<OpenedPerson>> FindAsync(
        UnitOfWork work, ResidentId person, bool forRelease, CancellationToken cancellation)
    {
        if (current.CheckPurpose() is { } aimless)
        {
            return aimless;
        }

        if (Permissions.CheckRelation(current.SignedIn, person.Value) is { } own)
        {
            return own;
        }

        if (await RegisterStore.FindAsync(work, person, cancellation) is not { } row)
        {
            return PersonRefusals.NotFound;
        }

        IReadOnlyDictionary<ResidentId, ProtectionFacts> protection =
            await ProtectionStore.OfAsync(work, [person], clock.Today(), clock.Instant(), cancellation);
        ProtectionFacts facts = protection.GetValueOrDefault(person, ProtectionFacts.None);
        return !forRelease && PersonRefusals.OfInquiry(facts) is { } suppressed
            ? suppressed
            : new OpenedPerson(row, facts)
            {
                IsAddressKept = facts.IsInquiryRefused,
                IsChanging = current.Has(TaskCodes.ResidentChangeEnter)
                    && (await ChangeCaseStore.OpenDraftsAsync(work, [person], null, cancellation)).Count > 0,
            };
    }

    private async Task<IReadOnlyList<InquiryCheck>> OpenChecksAsync(
        UnitOfWork work,
        OpenedPerson person,
        CancellationToken cancellation)
    {
        ResidentId id = person.Row.ResidentId;
        List<InquiryCheck> needed = Warnings(person.Row, person.Protection);
        if (await InquiryChecks.HasNamesakeAsync(work, id, cancellation))
        {
            needed.Add(InquiryCheck.Identity);
        }

        return needed.Count == 0
            ? needed
            : [.. needed.Except(await InquiryChecks.PassedAsync(work, WorkContext, id, cancellation))];
    }

    private Task AppendAsync(ResidentId person, Look look, Refusal? why, CancellationToken cancellation) =>
        log.AppendAsync(current.Context, cancellation, new AccessEntry(look.Kind, look.Action, person.Value)
        {
            Items = look.Items,
            RefusalCode = why?.Code,
        });
}
