using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.Platform.Security.Http;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Person;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Npgsql;

namespace Daicho.ResidentRegister.Household;

/// <summary>A member as shown.</summary>
/// <param name="Row">The present history row.</param>
/// <param name="Protection">What protects the member.</param>
/// <param name="IsClosed">Only name and relationship are shown: a warning was not seen yet, or inquiry is suppressed.</param>
/// <param name="LivesElsewhere">The address differs from the householder's.</param>
internal sealed record Member(HistoryRow Row, ProtectionFacts Protection, bool IsClosed, bool LivesElsewhere)
{
    /// <summary>The address as shown; null when it is kept: it is also that of a supported member who is closed.</summary>
    public string? Address { get; init; }

    /// <summary>The record.</summary>
    public ResidentRecord Record => Row.Record;
}

/// <summary>A household that was opened and logged.</summary>
/// <param name="Id">The household.</param>
/// <param name="Number">世帯番号.</param>
/// <param name="FormedOn">The day it was formed.</param>
/// <param name="ClosedOn">The day on which the last member left; null while it lasts.</param>
/// <param name="Members">Members in the order of entry; removed ones last, when asked for.</param>
/// <param name="Stays">Who belonged to it, when.</param>
internal sealed record OpenedHousehold(
    HouseholdId Id,
    string Number,
    DateOnly FormedOn,
    DateOnly? ClosedOn,
    IReadOnlyList<Member> Members,
    IReadOnlyList<Stay> Stays)
{
    /// <summary>The householder among the living members; null when the head is unset (standard 1.1.10).</summary>
    public Member? Head => Members.FirstOrDefault(member => member.Record is { IsLive: true, Household.IsHead: true });
}

/// <summary>
/// Opens a household (世帯). Members whose warnings were not seen in this work are shown by name only; each row of the
/// access log names everybody shown. Standard 3.3, 2.2.1; RR-01, CR-51.
/// </summary>
internal sealed class HouseholdDoor(
    NpgsqlDataSource database,
    CurrentOperator current,
    BusinessClock clock,
    AccessLogAppender log)
{
    private const string Action = "household.view";

    /// <summary>No such household.</summary>
    public static readonly Refusal NotFound = new(
        "RR-HOUSEHOLD-001", "この世帯の記録はありません。検索からやり直してください。", RefusalKind.NotFound);

    /// <summary>Opens a household, or says why not.</summary>
    public async Task<Result<OpenedHousehold>> OpenAsync(
        HouseholdId household,
        bool withRemoved,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, current.Context);
        Result<OpenedHousehold> found = await ReadAsync(work, household, withRemoved, cancellation);
        bool refused = found.IsRefused(out Refusal? why, out OpenedHousehold? opened);
        await log.AppendAsync(current.Context, cancellation, new AccessEntry(AccessKind.View, Action)
        {
            Subjects = [.. (opened?.Members.Select(member => member.Row.ResidentId) ?? [])
                .Concat(opened?.Stays.Select(stay => stay.Person) ?? []).Select(person => person.Value).Distinct()],
            Items = withRemoved ? "世帯員（消除された者を含む）・世帯員の履歴" : "世帯員・世帯員の履歴",
            ResultCount = opened?.Members.Count,
            RefusalCode = why?.Code,
            ActId = household.Value,
        });
        return refused ? why! : opened!; // exactly one of the two is set
    }

    private async Task<Result<OpenedHousehold>> ReadAsync(
        UnitOfWork work,
        HouseholdId household,
        bool withRemoved,
        CancellationToken cancellation)
    {
        if (current.CheckPurpose() is { } aimless)
        {
            return aimless;
        }

        if (await HouseholdStore.FindAsync(work, household, cancellation) is not { } head)
        {
            return NotFound;
        }

        List<HistoryRow> rows = await RegisterStore.HouseholdAsync(work, household, withRemoved, cancellation);
        List<Stay> stays = await HouseholdStore.StaysAsync(work, household, cancellation);
        if (rows.Select(row => row.ResidentId).Concat(stays.Select(stay => stay.Person))
            .Select(person => Permissions.CheckRelation(current.SignedIn, person.Value)).FirstOrDefault(no => no is not null) is { } own)
        {
            return own;
        }

        ResidentId[] everybody = [.. rows.Select(row => row.ResidentId).Concat(stays.Select(stay => stay.Person)).Distinct()];
        IReadOnlyDictionary<ResidentId, ProtectionFacts> protection = everybody.Length == 0
            ? new Dictionary<ResidentId, ProtectionFacts>()
            : await ProtectionStore.OfAsync(work, everybody, clock.Today(), clock.Instant(), cancellation);
        string? headAddress = rows.FirstOrDefault(row => row.Record is { IsLive: true, Household.IsHead: true })?.Record.Address.Full;
        IReadOnlyDictionary<ResidentId, Refusal> closed = await PersonGate.ClosedAsync(
            work, current.SignedIn, everybody, protection, cancellation);

        // Who lives with a supported person would tell the address that the closed row keeps.
        HashSet<string> kept =
        [
            .. rows.Where(row => row.Record.IsLive && closed.ContainsKey(row.ResidentId)
                    && protection.TryGetValue(row.ResidentId, out ProtectionFacts? facts) && facts.IsSupported)
                .Select(row => row.Record.Address.Full),
        ];
        Member[] members =
        [
            .. rows.Select(row => new Member(
                row,
                protection.GetValueOrDefault(row.ResidentId, ProtectionFacts.None),
                closed.ContainsKey(row.ResidentId),
                row.Record.IsLive && headAddress is not null && row.Record.Address.Full != headAddress)
            {
                Address = closed.ContainsKey(row.ResidentId) || (row.Record.IsLive && kept.Contains(row.Record.Address.Full))
                    ? null
                    : row.Record.Address.Full,
            }),
        ];

        return new OpenedHousehold(household, head.Number, head.FormedOn, head.ClosedOn, members, [.. stays.Select(stay => closed.ContainsKey(stay.Person) ? stay with { IsLeavingKept = true } : stay)]);
    }
}
