using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Tests.Changes;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>Imports and decisions that give numbers at the same time, over register and vault.</summary>
public sealed class NumberTurnTests(ChangeWorld world) : IClassFixture<ChangeWorld>, IAsyncLifetime
{
    private static int running;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // The invented people bring numbers of their own, from low ones on: those of the sequences stay apart from them.
    public async ValueTask InitializeAsync() => await world.Database.App.ListAsync(
        """
        select setval('resident_register.addressee_number', greatest(70000000, (select last_value from resident_register.addressee_number))),
               setval('resident_register.household_number', greatest(70000000, (select last_value from resident_register.household_number)))
        """,
        row => row.GetInt64(0),
        Stop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task While_an_import_runs_no_decision_gives_numbers_and_its_case_can_be_decided_afterwards()
    {
        VaultNumber number = NextNumber();
        ChangeCaseId withNumber = await ReviewedAsync(Newcomer(), number);
        ChangeCaseId newcomer = await ReviewedAsync(Newcomer());
        ChangeCaseId relocation = await ReviewedAsync(Requests.Relocation("７番地", await world.AddAsync(Any.Resident())));
        await using (ImportRuns runs = (await ImportRuns.TakeAsync(world.Database.App, Stop)).Value)
        {
            foreach (ChangeCaseId waiting in (ChangeCaseId[])[withNumber, newcomer])
            {
                (await world.DecideAsync(waiting)).Refusal.ShouldBe(CaseRefusals.ImportRuns);
                (await world.CaseAsync(waiting)).State.ShouldBe(CaseState.InReview);
                (await world.CountAsync(
                    "select count(*) from platform.access_log where act_id = $1 and refusal_code = 'WF-IMPORT'", waiting.Value)).ShouldBe(1);
            }

            ChangeWorld.Done(await world.DecideAsync(relocation));
        }

        ChangeWorld.Done(await world.DecideAsync(withNumber));
        ChangeWorld.Done(await world.DecideAsync(newcomer));
        (await world.Vault.FindResidentAsync(number, Stop)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_import_waits_for_a_decision_under_way_and_sets_no_sequence_back_behind_its_number()
    {
        await using UnitOfWork decision = world.Desk("takahashi").Begin();
        QueryBatch batch = new();
        IReadOnlyList<bool> turn = NumberTurns.AskBesides(batch);
        await batch.RunAsync(decision, Stop);
        turn.ShouldBe([true]);
        string folder = await ImportSet.Of(2).WriteAsync(world.Zone.ReportFolder, Stop);
        Task<Result<ImportSummary>> importing = RegisterImport.RunAsync(world.Zone, folder, ImportFixture.Actor, null, Stop);
        while (await world.CountAsync(
            """
            select count(*) from pg_locks l join pg_database d on d.oid = l.database
            where d.datname = current_database() and l.locktype = 'advisory' and not l.granted
            """) == 0)
        {
            importing.IsCompleted.ShouldBeFalse("a decision that may take numbers is under way");
            await Task.Delay(20, Stop);
        }

        Allotment allotted = await RegisterNumbers.AllotAsync(decision, Guid.CreateVersion7(), [Guid.CreateVersion7()], true, 10, Stop);
        await decision.CommitAsync(Stop);

        (await importing).Value.Imported.ShouldBeTrue();
        (await world.CountAsync("select nextval('resident_register.addressee_number')"))
            .ShouldBeGreaterThan(NumberKey.Running(NumberKey.Of(allotted.Persons.Single().Number.Value)));
        (await world.CountAsync("select nextval('resident_register.household_number')"))
            .ShouldBeGreaterThan(NumberKey.Running(NumberKey.Of(allotted.Household!.Number.Value)));
    }

    [Fact]
    public async Task A_number_that_a_decision_gave_is_refused_in_an_import_although_its_process_died_before_the_vault_knew()
    {
        VaultNumber number = NextNumber();
        ChangeCaseId decided = await ReviewedAsync(Newcomer(), number);
        ChangeWorld.Done(await world.DecideAsync(decided));
        await world.UnconfirmAsync((await world.CaseAsync(decided)).NumberAct!.Value);

        ImportSummary refused = (await ImportAsync(number)).Value;

        refused.Imported.ShouldBeFalse();
        (await File.ReadAllTextAsync(refused.Report, Stop)).ShouldContain(ImportRule.NumberTaken.Code);
        (await world.Vault.FindResidentAsync(number, Stop)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_an_import_and_a_decision_at_once_that_give_one_number_to_two_people_one_is_refused()
    {
        for (int round = 0; round < 6; round++)
        {
            VaultNumber number = NextNumber();
            ChangeCaseId id = await ReviewedAsync(Newcomer(), number);
            using Barrier start = new(2);
            Task<Result<ImportSummary>> importing = Task.Run(() =>
            {
                start.SignalAndWait(Stop);
                return ImportAsync(number);
            });
            Result<ChangeCaseId> decided = await Task.Run(async () =>
            {
                start.SignalAndWait(Stop);
                await Task.Delay(round * 40, Stop);
                return await world.DecideAsync(id);
            });
            bool imported = (await importing).Value.Imported;

            if (decided.Refusal is { } why)
            {
                why.Code.ShouldBeOneOf("WF-IMPORT", "WF-03");
                imported.ShouldBeTrue();
                (await world.DecideAsync(id)).Refusal!.Code.ShouldBe("WF-03");
            }
            else
            {
                imported.ShouldBeFalse();
            }

            (await world.Vault.FindResidentAsync(number, Stop)).Count.ShouldBe(1);
        }
    }

    private async Task<Result<ImportSummary>> ImportAsync(VaultNumber number)
    {
        ImportSet set = ImportSet.Of(3);
        set.Numbers[0] = set.Numbers[0] with { Value = number.Reveal() };
        return await RegisterImport.RunAsync(
            world.Zone, await set.WriteAsync(world.Zone.ReportFolder, Stop), ImportFixture.Actor, null, Stop);
    }

    private async Task<ChangeCaseId> ReviewedAsync(ChangeRequest request, params VaultNumber[] numbers)
    {
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(
            request, numbers: [.. numbers.Select(number => new EnteredNumber(new PersonRef("N1"), number.Kind, number))]));
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        return id;
    }

    // Of the range kept for invented people.
    private static VaultNumber NextNumber() =>
        VaultNumber.Of(IndividualNumber.FromBase($"{96_000_000_000 + Interlocked.Increment(ref running)}"));

    // Nobody else has this name, so that no three items are equal.
    private static ChangeRequest Newcomer()
    {
        string surname = "順番" + string.Concat(
            $"{Interlocked.Increment(ref running):D4}".Select(digit => "零一二三四五六七八九"[digit - '0']));
        ChangeRequest family = Requests.MoveIn(0, surname);
        return family with { Newcomers = [family.Newcomers[0]] };
    }
}
