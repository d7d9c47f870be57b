using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.DailyWork;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.ReviewChange;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.Changes;

/// <summary>Individual Numbers and resident record codes from the form to the decision, over register and vault.</summary>
public sealed class NumberTests(ChangeWorld world) : IClassFixture<ChangeWorld>
{
    private static int running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_brought_at_a_move_in_wait_with_the_draft_and_count_with_the_decision()
    {
        (VaultNumber number, VaultNumber code) = (NextNumber(), NextCode());
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Single(), numbers: [Entered(number), Entered(code)]));
        ChangeCase draft = await world.CaseAsync(id);
        draft.Content.NumbersEntered.ShouldBe([(N1, NumberKind.Individual), (N1, NumberKind.RecordCode)]);
        (await world.Vault.FindResidentAsync(number, Cancellation)).ShouldBeEmpty();

        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        ChangeWorld.Done(await world.DecideAsync(id));

        ResidentRecord record = (await world.RowsAsync(id)).Single().Record;
        record.IndividualNumber.ShouldBe(NumberState.Recorded);
        record.RecordCode.ShouldBe(NumberState.Recorded);
        (await world.Vault.FindResidentAsync(number, Cancellation)).ShouldBe([new NumberMatch(record.Id.Value, true)]);
        (await world.Vault.FindResidentAsync(code, Cancellation)).ShouldBe([new NumberMatch(record.Id.Value, true)]);
        (await DumpAsync()).ShouldNotContain(number.Reveal());
        (await DumpAsync()).ShouldNotContain(code.Reveal());
    }

    [Fact]
    public async Task Who_comes_from_another_municipality_without_numbers_is_unconfirmed_and_nothing_is_requested()
    {
        ChangeCaseId act = await world.DoAsync(Single());

        ResidentRecord record = (await world.RowsAsync(act)).Single().Record;
        record.IndividualNumber.ShouldBe(NumberState.Unconfirmed);
        record.RecordCode.ShouldBe(NumberState.Unconfirmed);
        IReadOnlyList<string> messages = await world.MessagesAsync(act);
        messages.ShouldNotContain(nameof(NumberRequested));
        messages.ShouldNotContain(nameof(RecordCodeRequested));
    }

    [Fact]
    public async Task From_abroad_a_number_is_requested_for_who_never_had_one_and_a_known_code_is_used_again()
    {
        ChangeCaseId first = await world.DoAsync(FromAbroad());
        ResidentRecord newcomer = (await world.RowsAsync(first)).Single().Record;
        newcomer.IndividualNumber.ShouldBe(NumberState.Requested);
        newcomer.RecordCode.ShouldBe(NumberState.Requested);
        (await world.MessagesAsync(first)).ShouldContain(nameof(NumberRequested));
        (await world.MessagesAsync(first)).ShouldContain(nameof(RecordCodeRequested));

        ChangeCaseId known = await world.DoAsync(FromAbroad(), Entered(NextCode()));
        (await world.RowsAsync(known)).Single().Record.RecordCode.ShouldBe(NumberState.Recorded);
        (await world.MessagesAsync(known)).ShouldContain(nameof(NumberRequested));
        (await world.MessagesAsync(known)).ShouldNotContain(nameof(RecordCodeRequested));
    }

    [Theory]
    [InlineData(NumberKind.Individual, true, "ID-03")]
    [InlineData(NumberKind.Individual, false, "MI-02")]
    [InlineData(NumberKind.RecordCode, true, "ID-06")]
    [InlineData(NumberKind.RecordCode, false, "MI-03")]
    public async Task A_number_that_another_has_or_had_stops_a_new_entry(NumberKind kind, bool live, string check)
    {
        ResidentRecord holder = await world.AddAsync(live ? Any.Resident() : Gone());
        VaultNumber former = Next(kind);
        VaultNumber present = Next(kind);
        await GiveAsync(holder, former);
        await GiveAsync(holder, present);

        foreach (VaultNumber number in (VaultNumber[])[former, present])
        {
            ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Single(), numbers: [Entered(number)]));
            Refusal why = (await world.SubmitAsync(id)).Refusal.ShouldNotBeNull();
            why.All.Select(one => one.Code).ShouldContain(check);
        }

        ChangeWorld.Done(await world.SubmitAsync(ChangeWorld.Done(await world.DraftAsync(Single(), numbers: [Entered(Next(kind))]))));
    }

    [Fact]
    public async Task A_returning_persons_own_numbers_are_his_own_and_another_number_is_an_alert()
    {
        ResidentRecord gone = await world.AddAsync(Gone());
        (VaultNumber number, VaultNumber code) = (NextNumber(), NextCode());
        await GiveAsync(gone, number);
        await GiveAsync(gone, code);
        ChangeRequest back = Single() with { Mode = EntryMode.ReArrival };
        back = back with { Newcomers = [back.Newcomers[0] with { Earlier = gone.Id, Name = gone.Name }] };

        ChangeCaseId other = ChangeWorld.Done(await world.DraftAsync(back, numbers: [Entered(NextNumber())]));
        (await world.ProposalAsync(await world.CaseAsync(other))).Findings.Alerts.Select(one => one.CheckId).ShouldContain("ID-16");
        await WithdrawAsync(other);

        ChangeCaseId act = await world.DoAsync(back, Entered(number));
        ResidentRecord record = (await world.RowsAsync(act)).Single().Record;
        record.Id.ShouldBe(gone.Id);
        record.IndividualNumber.ShouldBe(NumberState.Recorded);
        record.RecordCode.ShouldBe(NumberState.Recorded, "the code of the earlier record is used again");
        (await world.Vault.FindResidentAsync(code, Cancellation)).ShouldBe([new NumberMatch(gone.Id.Value, true)]);
        (await world.MessagesAsync(act)).ShouldNotContain(nameof(RecordCodeRequested));
    }

    [Fact]
    public async Task The_number_of_one_removed_record_is_refused_for_the_return_of_another()
    {
        ResidentRecord gone = await world.AddAsync(Gone());
        ResidentRecord owner = await world.AddAsync(Gone());
        VaultNumber number = NextNumber();
        await GiveAsync(owner, number);
        ChangeRequest back = Single() with { Mode = EntryMode.ReArrival };
        back = back with { Newcomers = [back.Newcomers[0] with { Earlier = gone.Id, Name = gone.Name }] };

        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(back, numbers: [Entered(number)]));

        (await world.SubmitAsync(id)).Refusal!.All.Select(one => one.Code).ShouldContain("MI-02");
    }

    [Fact]
    public async Task Two_newcomers_of_one_notification_cannot_have_one_number()
    {
        VaultNumber number = NextNumber();
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(
            Requests.MoveIn(0, Surname()), numbers: [Entered(number), Entered(number, "N2")]));

        (await world.SubmitAsync(id)).Refusal!.All.Select(one => one.Code).ShouldContain("ID-03");
    }

    [Fact]
    public async Task An_edit_keeps_a_number_not_typed_again_changes_one_typed_and_drops_one_taken_back()
    {
        (VaultNumber number, VaultNumber code, VaultNumber other) = (NextNumber(), NextCode(), NextNumber());
        ChangeRequest request = Single();
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(request, numbers: [Entered(number), Entered(code)]));
        await EditAsync(id, request);
        (await world.CaseAsync(id)).Content.NumbersEntered.Count.ShouldBe(2);
        await EditAsync(id, request, Entered(other), new EnteredNumber(N1, NumberKind.RecordCode, null));
        (await world.CaseAsync(id)).Content.NumbersEntered.ShouldBe([(N1, NumberKind.Individual)]);

        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeWorld.Done(await world.ReviewAsync(id));
        ChangeWorld.Done(await world.DecideAsync(id));

        Guid person = (await world.RowsAsync(id)).Single().ResidentId.Value;
        (await world.Vault.FindResidentAsync(other, Cancellation)).ShouldBe([new NumberMatch(person, true)]);
        (await world.Vault.FindResidentAsync(number, Cancellation)).ShouldBeEmpty();
        (await world.Vault.FindResidentAsync(code, Cancellation)).ShouldBeEmpty();
        (await world.RowsAsync(id)).Single().Record.RecordCode.ShouldBe(NumberState.Unconfirmed);
        (await world.VaultCountAsync("select count(*) from vault.entry where resident_id = $1", person)).ShouldBe(1, "earlier versions left nothing");
    }

    [Fact]
    public async Task A_returned_case_keeps_its_numbers_and_a_withdrawn_one_gives_them_up()
    {
        VaultNumber number = NextNumber();
        ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Single(), numbers: [Entered(number)]));
        Guid person = (await world.CaseAsync(id)).Content.NewcomerIds["N1"];
        ChangeWorld.Done(await world.SubmitAsync(id));
        ChangeCase sent = await world.CaseAsync(id);
        ChangeWorld.Done(await new ReturnHandler(world.Desk("takahashi")).HandleAsync(
            new ReviewCase(new CaseStep(Guid.CreateVersion7(), id, sent.Version), [], "届出書と異なります。"), Cancellation));
        (await world.VaultCountAsync("select count(*) from vault.entry where resident_id = $1", person)).ShouldBe(1);

        await WithdrawAsync(id);

        (await world.VaultCountAsync("select count(*) from vault.entry where resident_id = $1", person)).ShouldBe(0);
        await world.DoAsync(Single(), Entered(number));
    }

    [Fact]
    public async Task A_draft_that_is_refused_leaves_no_number_behind()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        ChangeWorld.Done(await world.DraftAsync(Requests.Relocation("７番地", person)));
        VaultNumber number = NextNumber();
        ChangeRequest second = Set("NUMBER_EX_OFFICIO", "NUMBER_EXO_SET", person);

        (await world.DraftAsync(second, numbers: [new EnteredNumber(PersonRef.Of(person.Id), NumberKind.Individual, number)]))
            .Refusal!.Code.ShouldBe("WF-01");

        (await world.VaultCountAsync("select count(*) from vault.entry where resident_id = $1", person.Id.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task The_sweeper_leaves_drafts_alone_and_confirms_what_a_dead_process_decided()
    {
        (VaultNumber waiting, VaultNumber decided) = (NextNumber(), NextNumber());
        ChangeCaseId draft = ChangeWorld.Done(await world.DraftAsync(Single(), numbers: [Entered(waiting)]));
        ChangeCaseId done = await world.DoAsync(Single(), Entered(decided));
        ChangeCase of = await world.CaseAsync(done);
        await world.UnconfirmAsync(of.NumberAct!.Value);
        (await world.Vault.FindResidentAsync(decided, Cancellation)).ShouldBeEmpty();

        // Until it is swept another decision sees it all the same.
        ChangeCaseId same = ChangeWorld.Done(await world.DraftAsync(Single(), numbers: [Entered(decided)]));
        (await world.SubmitAsync(same)).Refusal!.All.Select(one => one.Code).ShouldContain("ID-03");

        await world.Vault.SweepAsync(FatesAsync, TimeSpan.Zero, Cancellation);

        (await world.Vault.FindResidentAsync(decided, Cancellation)).Count.ShouldBe(1);
        ChangeWorld.Done(await world.SubmitAsync(draft));
        ChangeWorld.Done(await world.ReviewAsync(draft));
        ChangeWorld.Done(await world.DecideAsync(draft));
        (await world.Vault.FindResidentAsync(waiting, Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_decisions_at_once_that_give_one_number_to_two_people_one_is_refused()
    {
        VaultNumber number = NextNumber();
        List<ChangeCaseId> cases = [];
        for (int i = 0; i < 2; i++)
        {
            ChangeCaseId id = ChangeWorld.Done(await world.DraftAsync(Single(), numbers: [Entered(number)]));
            ChangeWorld.Done(await world.SubmitAsync(id));
            ChangeWorld.Done(await world.ReviewAsync(id));
            cases.Add(id);
        }

        Result<ChangeCaseId>[] decided = await Task.WhenAll(cases.Select(id => Task.Run(() => world.DecideAsync(id))));

        decided.Count(one => one.Refusal is null).ShouldBe(1);
        decided.Single(one => one.Refusal is not null).Refusal!.Code.ShouldBe("WF-03");
        (await world.Vault.FindResidentAsync(number, Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_number_recorded_ex_officio_becomes_the_present_one_and_the_earlier_finds_as_a_former_one()
    {
        ChangeCaseId act = await world.DoAsync(Single());
        ResidentRecord person = (await world.RowsAsync(act)).Single().Record;
        (VaultNumber first, VaultNumber second) = (NextNumber(), NextNumber());
        PersonRef of = PersonRef.Of(person.Id);

        await world.DoAsync(Set("NUMBER_EX_OFFICIO", "NUMBER_EXO_SET", person), new EnteredNumber(of, NumberKind.Individual, first));
        (await world.RecordAsync(person.Id)).IndividualNumber.ShouldBe(NumberState.Recorded);
        ChangeCaseId changed = await world.DoAsync(
            Set("NUMBER_EX_OFFICIO", "NUMBER_EXO_FIX", person), new EnteredNumber(of, NumberKind.Individual, second));

        (await world.MessagesAsync(changed)).ShouldNotContain(nameof(NumberRequested));
        (await world.Vault.FindResidentAsync(first, Cancellation)).ShouldBe([new NumberMatch(person.Id.Value, false)]);
        (await world.Vault.FindResidentAsync(second, Cancellation)).ShouldBe([new NumberMatch(person.Id.Value, true)]);

        ResidentRecord other = await world.AddAsync(Any.Resident());
        ChangeCaseId taken = ChangeWorld.Done(await world.DraftAsync(
            Set("NUMBER_EX_OFFICIO", "NUMBER_EXO_SET", other),
            numbers: [new EnteredNumber(PersonRef.Of(other.Id), NumberKind.Individual, first)]));
        (await world.SubmitAsync(taken)).Refusal!.All.Select(one => one.Code).ShouldContain("ID-03");
    }

    [Fact]
    public async Task A_number_to_be_changed_on_request_is_asked_for_and_the_present_one_stays_until_then()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        (VaultNumber number, VaultNumber code) = (NextNumber(), NextCode());
        await GiveAsync(person, number);
        await GiveAsync(person, code);

        ChangeCaseId numberChange = await world.DoAsync(OnRequest("NUMBER_CHANGE", "NUMBER_CHANGE_REQ", person));
        ChangeCaseId codeChange = await world.DoAsync(OnRequest("CODE_CHANGE", "CODE_CHANGE_REQ", person));

        (await world.MessagesAsync(numberChange)).ShouldContain(nameof(NumberRequested));
        (await world.MessagesAsync(codeChange)).ShouldContain(nameof(RecordCodeRequested));
        (await world.Vault.FindResidentAsync(number, Cancellation)).ShouldBe([new NumberMatch(person.Id.Value, true)]);
        (await world.Vault.FindResidentAsync(code, Cancellation)).ShouldBe([new NumberMatch(person.Id.Value, true)]);

        // The answer, recorded ex officio: the earlier code is kept and finds as a former one.
        VaultNumber given = NextCode();
        await world.DoAsync(
            Set("CODE_EX_OFFICIO", "CODE_EXO_SET", person), new EnteredNumber(PersonRef.Of(person.Id), NumberKind.RecordCode, given));
        (await world.RecordAsync(person.Id)).RecordCode.ShouldBe(NumberState.Recorded);
        (await world.Vault.FindResidentAsync(code, Cancellation)).ShouldBe([new NumberMatch(person.Id.Value, false)]);
        (await world.Vault.FindResidentAsync(given, Cancellation)).ShouldBe([new NumberMatch(person.Id.Value, true)]);
    }

    [Fact]
    public async Task The_number_of_a_person_who_died_is_kept_and_the_record_takes_no_other()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        VaultNumber number = NextNumber();
        await GiveAsync(person, number);

        ChangeCaseId death = await world.DoAsync(Requests.Death(person));

        (await world.RecordAsync(person.Id)).IndividualNumber.ShouldBe(NumberState.Recorded);
        (await world.Vault.FindResidentAsync(number, Cancellation)).ShouldBe([new NumberMatch(person.Id.Value, true)]);
        (await world.RowsAsync(death)).Single(row => row.ResidentId == person.Id).Record.IsLive.ShouldBeFalse();
        ChangeCaseId change = ChangeWorld.Done(await world.DraftAsync(
            Set("NUMBER_EX_OFFICIO", "NUMBER_EXO_FIX", person),
            numbers: [new EnteredNumber(PersonRef.Of(person.Id), NumberKind.Individual, NextNumber())]));
        (await world.SubmitAsync(change)).Refusal.ShouldNotBeNull();
    }

    private static readonly PersonRef N1 = new("N1");

    private static VaultNumber NextNumber() => Next(NumberKind.Individual);

    private static VaultNumber NextCode() => Next(NumberKind.RecordCode);

    // Of the range kept for invented people.
    private static VaultNumber Next(NumberKind kind)
    {
        int one = Interlocked.Increment(ref running);
        return kind == NumberKind.Individual
            ? VaultNumber.Of(IndividualNumber.FromBase($"{95_000_000_000 + one}"))
            : VaultNumber.Of(ResidentRecordCode.FromBase($"{9_500_000_000 + one}"));
    }

    private static EnteredNumber Entered(VaultNumber number, string person = "N1") => new(new PersonRef(person), number.Kind, number);

    // Nobody else has this name, so that no three items are equal.
    private static string Surname() => "番号" + string.Concat($"{Interlocked.Increment(ref running):D4}".Select(digit => "零一二三四五六七八九"[digit - '0']));

    private static ChangeRequest Single()
    {
        ChangeRequest family = Requests.MoveIn(0, Surname());
        return family with { Newcomers = [family.Newcomers[0]] };
    }

    private static ChangeRequest FromAbroad()
    {
        ChangeRequest single = Single();
        return single with
        {
            Form = "MOVE_IN_ABROAD",
            Reason = "IN_ABROAD",
            Certificate = null,
            Documents = [CheckedDocument.FamilyRegister, CheckedDocument.Passport],
            Newcomers =
            [
                single.Newcomers[0] with
                {
                    MovedInFrom = new AddressWithHead(new Address { Town = "アメリカ合衆国", Abroad = true }, null),
                },
            ],
        };
    }

    private static ChangeRequest Set(string form, string reason, ResidentRecord person) =>
        Requests.Correction(person, "remark", "") with { Form = form, Reason = reason, Fixes = [] };

    private static ChangeRequest OnRequest(string form, string reason, ResidentRecord person) =>
        Requests.Correction(person, "remark", "") with
        {
            Form = form,
            Reason = reason,
            Fixes = [],
            Basis = Basis.Request,
            Ground = null,
            RequestOn = PartialDate.FromDate(Requests.Happened),
            Notifier = Requests.ByPerson,
            Source = InformationSource.Person,
        };

    private static ResidentRecord Gone()
    {
        ResidentRecord any = Any.Resident();
        return any with { Removal = new Removal(RemovalKind.MovedOut, "OUT_DOMESTIC", any.BirthDate, new DateOnly(2020, 1, 1)) };
    }

    private async Task GiveAsync(ResidentRecord person, VaultNumber number)
    {
        Guid act = Guid.CreateVersion7();
        await world.Vault.ReserveAsync(act, [new ResidentNumber(person.Id.Value, number)], Cancellation);
        await world.Vault.ConfirmAsync(act, Cancellation);
    }

    private async Task EditAsync(ChangeCaseId id, ChangeRequest request, params EnteredNumber[] numbers)
    {
        ChangeCase present = await world.CaseAsync(id);
        ChangeWorld.Done(await new SaveDraftHandler(world.Desk("sasaki")).HandleAsync(
            new SaveDraft(Guid.CreateVersion7(), id, present.Version, new CaseContent { Change = request }) { Numbers = numbers },
            Cancellation));
    }

    private async Task WithdrawAsync(ChangeCaseId id)
    {
        ChangeCase open = await world.CaseAsync(id);
        ChangeWorld.Done(await new WithdrawHandler(world.Desk("sasaki")).HandleAsync(
            new CaseStep(Guid.CreateVersion7(), id, open.Version), "届出人の申出による取下げ", Cancellation));
    }

    private async Task<IReadOnlyDictionary<Guid, ActFate>> FatesAsync(IReadOnlyList<Guid> acts, CancellationToken cancellation)
    {
        await using UnitOfWork work = world.Desk("sweeper").Begin();
        return await RegisterActs.FatesAsync(work, acts, cancellation);
    }

    // Everything the register's database holds, as text.
    private async Task<string> DumpAsync()
    {
        List<string> tables = await world.Database.Owner.ListAsync(
            "select format('copy %I.%I to stdout', schemaname, tablename) from pg_tables where schemaname in ('platform', 'resident_register')",
            row => row.GetString(0),
            Cancellation);
        await using NpgsqlConnection connection = await world.Database.Owner.OpenConnectionAsync(Cancellation);
        List<string> texts = [];
        foreach (string table in tables)
        {
            using TextReader reader = await connection.BeginTextExportAsync(table, Cancellation);
            texts.Add(await reader.ReadToEndAsync(Cancellation));
        }

        return string.Join('\n', texts);
    }
}
