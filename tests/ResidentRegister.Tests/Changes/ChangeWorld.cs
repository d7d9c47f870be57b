using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Keys;
using Daicho.Platform.Postgres;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.DecideChange;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.ReviewChange;
using Daicho.Testing;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>A register with two clerks and the steps of a case; one fresh database per test class.</summary>
public sealed class ChangeWorld : IAsyncLifetime
{
    internal static readonly RegisterSettings Settings = new(MunicipalityCode.Parse("131016"));

    private readonly Dictionary<string, Guid> operators = [];
    private readonly string folder = PostgresFixture.CreateFolder();
    private TestDatabase vaultDatabase = null!;
    private AccessLogAppender log = null!;

    public FixedClock Time { get; private init; } = FixedClock.On(2026, 6, 15);

    public TestDatabase Database { get; private set; } = null!;

    /// <summary>The same steps over the database and clock of a register with screens.</summary>
    internal static ChangeWorld Over(RegisterWorld world) => new() { Database = world.Database, Time = world.Time };

    internal DateOnly Today => new BusinessClock(Time).Today();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(MigrationSet.Platform, ResidentRegisterModule.Migrations);
        vaultDatabase = await TestDatabase.CreateAsync(NumberVault.Migrations);
        SecretFolder secrets = new(Path.Combine(folder, "keys"));
        log = new AccessLogAppender(Database.App);
        KeyRing keys = new(secrets, new FileMasterKey(secrets));
        Vault = new NumberVault(vaultDatabase.App, keys, log, new BusinessClock(Time));
        Zone = new RegisterZone(
            Database.App, Vault, keys, new BusinessClock(Time), Settings.Municipality, Path.Combine(folder, "imports"));
    }

    public async ValueTask DisposeAsync()
    {
        log.Dispose();
        await vaultDatabase.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The number vault.</summary>
    public NumberVault Vault { get; private set; } = null!;

    /// <summary>Where imports go.</summary>
    internal RegisterZone Zone { get; private set; } = null!;

    /// <summary>Counts in the vault by a statement of its owner.</summary>
    internal async Task<long> VaultCountAsync(string sql, params object?[] values) =>
        (await vaultDatabase.Owner.ListAsync(sql, row => row.GetInt64(0), Cancellation, values)).Single();

    /// <summary>Leaves an act of the vault as a process does that dies after its decision.</summary>
    internal async Task UnconfirmAsync(Guid act)
    {
        await vaultDatabase.Owner.ExecuteAsync("alter table vault.act disable trigger user", Cancellation);
        await vaultDatabase.Owner.ExecuteAsync(
            "update vault.act set confirmed_at = null where act_id = $1", Cancellation, act);
        await vaultDatabase.Owner.ExecuteAsync("alter table vault.act enable trigger user", Cancellation);
    }

    /// <summary>The desk of a clerk, in a request of its own; with rights for all offices where none are given.</summary>
    internal CaseDesk Desk(string clerk, OfficeRight? rights = null)
    {
        Guid id = operators.TryGetValue(clerk, out Guid known) ? known : operators[clerk] = Guid.CreateVersion7();
        OperatorContext by = new(
            id, clerk, "honcho", "t-" + clerk, null, Guid.CreateVersion7(), new Purpose("resident.change.enter", "届出の受付", "1"));
        return new CaseDesk(Database.App, by, new BusinessClock(Time), Settings, new AddressMaster(null, Settings.Municipality), new CaseNumbers(Vault),
            rights ?? ((_, _) => true));
    }

    internal async Task<ResidentRecord> AddAsync(ResidentRecord record)
    {
        await Database.App.ExecuteAsync(
            """
            insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)
            on conflict do nothing
            """,
            Cancellation,
            record.Household.Id.Value, record.Household.Number.Value, new DateOnly(2010, 4, 1));
        await AppendAsync(null, Any.Row(record));
        return record;
    }

    /// <summary>A household of head, wife and children at one address.</summary>
    internal async Task<IReadOnlyList<ResidentRecord>> FamilyAsync(params string[] relationships)
    {
        ResidentRecord head = Any.Resident();
        List<ResidentRecord> family = [await AddAsync(head)];
        foreach (string relationship in relationships)
        {
            ResidentRecord member = Any.Resident(head.Household.Id, relationship);
            bool child = relationship == "子";
            family.Add(await AddAsync(member with
            {
                Name = member.Name with { Written = $"見本　花{family.Count}", GivenName = $"花{family.Count}", Kana = "ミホン　ハナ" },
                Sex = Sex.Female,
                BirthDate = PartialDate.FromDate(child ? new DateOnly(2009, 3, family.Count) : new DateOnly(1982, 7, 7)),
                Household = member.Household with { Number = head.Household.Number, Order = family.Count + 1 },
            }));
        }

        return family;
    }

    /// <summary>記載順位 of each person.</summary>
    internal async Task<IReadOnlyList<int>> OrderAsync(IReadOnlyList<ResidentRecord> persons)
    {
        List<int> places = [];
        foreach (ResidentRecord person in persons)
        {
            places.Add((await RecordAsync(person.Id)).Household.Order);
        }

        return places;
    }

    internal async Task AppendAsync(ResidentRecord? before, HistoryRow row)
    {
        await using UnitOfWork work = Desk("import").Begin();
        (await RegisterStore.AppendAsync(work, [new Append(before, row)], Cancellation)).ShouldBeNull();
        await work.CommitAsync(Cancellation);
    }

    /// <summary>Saves a draft as a clerk.</summary>
    internal Task<Result<ChangeCaseId>> DraftAsync(ChangeRequest request, string clerk = "sasaki", params EnteredNumber[] numbers) =>
        new SaveDraftHandler(Desk(clerk)).HandleAsync(
            new SaveDraft(Guid.CreateVersion7(), null, 0, new CaseContent { Change = request }) { Numbers = numbers }, Cancellation);

    /// <summary>Sends a draft to review as its enterer, confirming every alert.</summary>
    internal async Task<Result<ChangeCaseId>> SubmitAsync(ChangeCaseId id, string clerk = "sasaki")
    {
        ChangeCase draft = await CaseAsync(id);
        ChangeProposal proposal = await ProposalAsync(draft);
        AlertConfirmation[] confirmed =
        [
            .. proposal.Findings.Alerts.Select(alert =>
                new AlertConfirmation(alert.CheckId, "届出書で確認", clerk) { Person = alert.Person, Field = alert.Field }),
        ];
        return await new SubmitCaseHandler(Desk(clerk)).HandleAsync(
            new SubmitCase(new CaseStep(Guid.CreateVersion7(), id, draft.Version), true, confirmed), Cancellation);
    }

    /// <summary>Reviews as another clerk, every comparison ticked.</summary>
    internal async Task<Result<ChangeCaseId>> ReviewAsync(ChangeCaseId id, string clerk = "takahashi")
    {
        ChangeCase seen = await CaseAsync(id);
        return await new AgreeHandler(Desk(clerk)).HandleAsync(
            new ReviewCase(
                new CaseStep(Guid.CreateVersion7(), id, seen.Version),
                [.. Comparison.For(seen).Select(tick => tick.Key)],
                null),
            Cancellation);
    }

    /// <summary>Decides as a clerk.</summary>
    internal async Task<Result<ChangeCaseId>> DecideAsync(ChangeCaseId id, string clerk = "takahashi", Guid? key = null)
    {
        ChangeCase seen = await CaseAsync(id);
        return await new DecideCaseHandler(Desk(clerk)).HandleAsync(
            new CaseStep(key ?? Guid.CreateVersion7(), id, seen.Version), Cancellation);
    }

    /// <summary>The whole way of a case; every step must succeed.</summary>
    internal async Task<ChangeCaseId> DoAsync(ChangeRequest request, params EnteredNumber[] numbers)
    {
        ChangeCaseId id = Done(await DraftAsync(request, numbers: numbers));
        Done(await SubmitAsync(id));
        Done(await ReviewAsync(id));
        return Done(await DecideAsync(id));
    }

    internal static T Done<T>(Result<T> result) =>
        result.IsRefused(out Refusal? why, out T? value)
            ? throw new ShouldAssertException(string.Join(" / ", why.All.Select(one => $"{one.Code} {one.Message} ({one.Field})")))
            : value;

    internal async Task<ChangeCase> CaseAsync(ChangeCaseId id)
    {
        await using UnitOfWork work = Desk("reader").Begin();
        return (await ChangeCaseStore.FindAsync(work, id, Cancellation)).ShouldNotBeNull();
    }

    internal async Task<ChangeProposal> ProposalAsync(ChangeCase of)
    {
        CaseDesk desk = Desk("sasaki");
        await using UnitOfWork work = desk.Begin();
        GatherFacts facts = await desk.FactsAsync(work, of.NumberAct, of.Content, null, Cancellation);
        return of.Content.Decide(await RegisterGather.ReadAsync(work, of.Content, facts, of.Id, Cancellation));
    }

    /// <summary>The present row of a person.</summary>
    internal async Task<HistoryRow> RowAsync(ResidentId id)
    {
        await using UnitOfWork work = Desk("reader").Begin();
        return (await RegisterStore.FindAsync(work, id, Cancellation)).ShouldNotBeNull();
    }

    /// <summary>The record of a person now.</summary>
    internal async Task<ResidentRecord> RecordAsync(ResidentId id) => (await RowAsync(id)).Record;

    /// <summary>The live members of a household now, in order.</summary>
    internal async Task<IReadOnlyList<ResidentRecord>> MembersAsync(HouseholdId household)
    {
        await using UnitOfWork work = Desk("reader").Begin();
        return [.. (await RegisterStore.HouseholdAsync(work, household, false, Cancellation)).Select(row => row.Record)];
    }

    /// <summary>The rows of one act.</summary>
    internal async Task<IReadOnlyList<HistoryRow>> RowsAsync(ChangeCaseId act)
    {
        await using UnitOfWork work = Desk("reader").Begin();
        return await work.ListAsync(
            HistoryReader.Select + "\nwhere h.act_id = $1 order by h.recorded_at, h.resident_id",
            HistoryReader.Map,
            Cancellation,
            act.Value);
    }

    /// <summary>Names of the messages of an act, in order.</summary>
    internal async Task<IReadOnlyList<string>> MessagesAsync(ChangeCaseId act) => await Database.Owner.ListAsync(
        "select type from platform.outbox where payload ->> 'act' = $1 order by id",
        row => row.GetString(0),
        Cancellation,
        act.Value.ToString());

    /// <summary>Counts by a statement of the owner.</summary>
    internal async Task<long> CountAsync(string sql, params object?[] values) =>
        (await Database.Owner.ListAsync(sql, row => row.GetInt64(0), Cancellation, values)).Single();

    /// <summary>Each live person is in exactly one household, and each household of several has exactly one head.</summary>
    internal async Task ShouldBeWholeAsync()
    {
        (await CountAsync(
            """
            select count(*) from (
                select household_id, count(*) filter (where relationship = '世帯主') as heads
                from resident_register.resident where removed_on is null group by household_id) h
            where heads <> 1
            """)).ShouldBe(0);
        (await CountAsync(
            """
            select count(*) from resident_register.resident r join resident_register.household h using (household_id)
            where r.removed_on is null and h.closed_on is not null
            """)).ShouldBe(0);
    }
}
