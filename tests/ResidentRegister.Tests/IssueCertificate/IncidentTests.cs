using System.Diagnostics;
using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.Platform.Hosting;
using Daicho.Platform.Pdf;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.Testing;
using Npgsql;
using Shouldly;
using Xunit;

namespace Daicho.ResidentRegister.Tests.IssueCertificate;

/// <summary>Public failures of certificate systems, replayed: nothing wrong comes out.</summary>
public sealed class IncidentTests(CertificateWorld world) : IClassFixture<CertificateWorld>
{
    private const string WorkerPersons = "DAICHO_TEST_ISSUE_PERSONS";
    private const string WorkerDatabase = "DAICHO_TEST_ISSUE_DATABASE";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I1_a_hand_over_that_names_another_persons_document_gives_an_error_and_never_a_document()
    {
        StoredCertificate mine = await IssueAsync();
        StoredCertificate theirs = await IssueAsync();
        DocumentAddress[] wrong =
        [
            mine.Address with { DocumentId = theirs.DocumentId },
            mine.Address with { SubjectId = theirs.Address.SubjectId },
            mine.Address with { ContentHash = theirs.Address.ContentHash },
            mine.Address with { ContentHash = "" },
        ];
        foreach (DocumentAddress address in wrong)
        {
            (await world.Process.HandOver.PrintAsync(world.Clerk, address, Cancellation)).Refusal.ShouldBe(CertificateRefusals.AddressMismatch);
            (await world.Process.HandOver.HandOverAsync(world.Clerk, address, Cancellation)).ShouldBe(CertificateRefusals.AddressMismatch);
        }

        (await world.CountAsync(
            "select count(*) from resident_register.issuance_ledger where event <> 'made' and document_id = any($1)",
            new[] { mine.DocumentId, theirs.DocumentId })).ShouldBe(0);
    }

    [Fact]
    public async Task I1_a_wait_for_a_lock_that_is_broken_by_force_gives_an_error_and_nothing_is_made()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CertificateApplication application = await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person));

        // Another session holds the row of the application, as a printer that waits for ever would.
        await using NpgsqlConnection holder = await world.Database.Owner.OpenConnectionAsync(Cancellation);
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync(Cancellation);
        await using (NpgsqlCommand hold = new("select 1 from resident_register.certificate_application where application_id = $1 for update", holder, held))
        {
            hold.Parameters.AddValues(application.Id);
            await hold.ExecuteNonQueryAsync(Cancellation);
        }

        string connection = await TestDatabase.ConnectionStringAsync(world.Database.Name, TestDatabase.AppRole) + ";Options=-c lock_timeout=200";
        await using NpgsqlDataSource impatient = NpgsqlDataSource.Create(connection);
        IssuingProcess process = new(impatient, world.Vault, world.Clock);
        (await Should.ThrowAsync<PostgresException>(() => process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)))
            .SqlState.ShouldBe(PostgresErrorCodes.LockNotAvailable);
        (await world.CountAsync("select count(*) from resident_register.certificate where application_id = $1", application.Id)).ShouldBe(0);
        await held.RollbackAsync(Cancellation);

        StoredCertificate copy = (await world.Process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)).Value.Single();
        copy.Subjects.ShouldBe([person.Id.Value]);
    }

    [Fact]
    public async Task I2_a_change_that_commits_while_a_household_is_read_is_in_it_wholly_or_not_at_all()
    {
        ResidentRecord[] family = await world.HouseholdAsync(4);
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.HouseholdCopy, family);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task moving = MoveAllAsync(family, stop.Token);
        for (int i = 0; i < 12; i++)
        {
            StoredCertificate copy = (await world.MakeAsync(request)).Single();
            await using UnitOfWork work = new(world.Database.App, world.Clerk.Context);
            List<HistoryRow> sources = await CertificateStore.SourcesAsync(work, copy.DocumentId, Cancellation);
            sources.Select(row => row.HistoryNo).Distinct().Count().ShouldBe(1);
        }

        await stop.CancelAsync();
        await moving;
    }

    [Fact]
    public async Task I3_with_a_clock_that_stands_still_no_two_documents_and_no_two_numbers_are_equal()
    {
        ResidentRecord[] persons = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.AddAsync(Any.Resident())));
        IReadOnlyList<StoredCertificate>[] made = await Task.WhenAll(persons.Select(
            person => world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with { Copies = 3 })));
        StoredCertificate[] copies = [.. made.SelectMany(one => one)];
        copies.Select(copy => copy.IssueNumber).Distinct().Count().ShouldBe(24);
        copies.Select(copy => copy.DocumentId).Distinct().Count().ShouldBe(24);
        copies.ShouldAllBe(copy => copy.Events.Count == 1);
    }

    [Fact]
    public async Task A_copy_whose_font_is_not_installed_any_more_says_which_font_it_needs()
    {
        StoredCertificate copy = await IssueAsync();
        copy.Fonts.ShouldMatch("^IPAmjMincho [0-9a-f]{64}$");
        await world.Database.Owner.ExecuteAsync("alter table resident_register.certificate disable trigger user", Cancellation);
        try
        {
            await world.Database.Owner.ExecuteAsync(
                "update resident_register.certificate set fonts = 'IPAmjMincho 0123', drawing_sha256 = sha256('another drawing') where document_id = $1",
                Cancellation, copy.DocumentId);
        }
        finally
        {
            await world.Database.Owner.ExecuteAsync("alter table resident_register.certificate enable trigger user", Cancellation);
        }

        Refusal why = (await world.Process.HandOver.PrintAsync(world.Clerk, copy.Address, Cancellation)).Refusal.ShouldNotBeNull();
        (why.Code, why.Message.Contains("IPAmjMincho 0123", StringComparison.Ordinal)).ShouldBe(("RR-ISSUE-040", true));
        (await world.Process.HandOver.DisposeAsync(world.Clerk, copy.Address, "フォントの更新", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task I4_a_content_changed_behind_the_program_is_never_drawn()
    {
        StoredCertificate mine = await IssueAsync();
        StoredCertificate theirs = await IssueAsync("別人　花子");
        await world.Database.Owner.ExecuteAsync("alter table resident_register.certificate disable trigger user", Cancellation);
        try
        {
            await world.Database.Owner.ExecuteAsync(
                "update resident_register.certificate set content = $2 where document_id = $1", Cancellation, mine.DocumentId, theirs.Content);
            (await world.Process.HandOver.PrintAsync(world.Clerk, mine.Address, Cancellation)).Refusal.ShouldBe(CertificateRefusals.Changed);

            // Even with the hash changed as well, the document is not the one first drawn.
            await world.Database.Owner.ExecuteAsync(
                "update resident_register.certificate set content_sha256 = $2 where document_id = $1", Cancellation, mine.DocumentId, theirs.ContentHash);
            DocumentAddress forged = mine.Address with { ContentHash = theirs.Address.ContentHash };
            (await world.Process.HandOver.PrintAsync(world.Clerk, forged, Cancellation)).Refusal.ShouldBe(CertificateRefusals.Changed);
        }
        finally
        {
            await world.Database.Owner.ExecuteAsync("alter table resident_register.certificate enable trigger user", Cancellation);
        }
    }

    [Fact]
    public void I4_a_page_of_another_person_is_found_when_the_finished_document_is_read_back()
    {
        CertificateContent nine = SampleCertificates.Household(9);
        FontSet fonts = FontSet.Open(FontSet.IpamjMinchoPath);
        byte[] pdf = CertificateLayout.Draw(nine, fonts).Pdf;
        CertificateCheck.Verify(pdf, nine).ShouldBeNull();
        CertificateContent swapped = nine with { Subjects = [.. nine.Subjects.SkipLast(1), nine.Subjects[^1] with { Name = "別人　花子" }] };
        CertificateCheck.Verify(CertificateLayout.Draw(swapped, fonts).Pdf, nine).ShouldBe(CertificateCheck.WrongContent);
    }

    [Fact]
    public async Task I6_while_nodes_of_other_configuration_or_version_are_at_work_no_certificate_is_made()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person);
        Guid old = await NodeAsync("1.0.0", "a");
        Guid fresh = await NodeAsync("1.0.0", "b");
        (await world.RefusedAsync(request)).ShouldBe(NodeRegistry.Differ);

        await EndAsync(fresh);
        fresh = await NodeAsync("1.1.0", "a");
        (await world.RefusedAsync(request)).ShouldBe(NodeRegistry.Differ);

        // Versions that were said to work together during an update do.
        await world.Database.Owner.ExecuteAsync(
            """
            insert into platform.parameter (module, name, valid_from, value, source, recorded_by)
            values ('platform', 'nodes.versions-together', '2026-01-01', '[["1.0.0","1.1.0"]]', '試験', 'test')
            """,
            Cancellation);
        (await world.MakeAsync(request)).Count.ShouldBe(1);
        Guid other = await NodeAsync("1.2.0", "a");
        (await world.RefusedAsync(request)).ShouldBe(NodeRegistry.Differ);
        foreach (Guid node in (Guid[])[old, fresh, other])
        {
            await EndAsync(node);
        }
    }

    private async Task<Guid> NodeAsync(string version, string configuration)
    {
        Guid id = Guid.CreateVersion7();
        await world.Database.App.ExecuteAsync(
            "insert into platform.node (id, machine, version, schema_version, configuration_hash) values ($1, 'node', $2, '', repeat($3, 64))",
            Cancellation, id, version, configuration);
        return id;
    }

    private Task<int> EndAsync(Guid node) =>
        world.Database.App.ExecuteAsync("update platform.node set ended_at = clock_timestamp() where id = $1", Cancellation, node);

    [Fact]
    public async Task I6_without_its_settings_a_site_refuses_instead_of_assuming_them()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        DateTimeOffset before = world.Time.GetUtcNow();
        world.Time.Set(new DateTimeOffset(2019, 12, 31, 12, 0, 0, TimeSpan.FromHours(9)));
        try
        {
            (await world.RefusedAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).ShouldBe(CertificateRefusals.NoSettings);
        }
        finally
        {
            world.Time.Set(before);
        }
    }

    [Fact]
    public async Task I7_two_operators_on_one_application_get_the_same_copies_and_one_hand_over()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        CertificateApplication application = await world.AcceptAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person));
        IssuingProcess other = new(world.Database.App, world.Vault, world.Clock);
        Result<IReadOnlyList<StoredCertificate>>[] made = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? world.Process : other).Make.HandleAsync(world.Clerk, application.Id, Cancellation)));
        made.Where(one => one.Refusal is null).SelectMany(one => one.Value).Select(copy => copy.DocumentId).Distinct().Count().ShouldBe(1);
        made.Where(one => one.Refusal is not null).ShouldAllBe(one => one.Refusal == CertificateRefusals.Meanwhile);
        StoredCertificate copy = made.First(one => one.Refusal is null).Value.Single();
        await Task.WhenAll(
            world.Process.HandOver.HandOverAsync(world.Clerk, copy.Address, Cancellation),
            other.HandOver.DisposeAsync(world.Clerk, copy.Address, "紙詰まり", Cancellation));
        (await world.CountAsync(
            "select count(*) from resident_register.issuance_ledger where document_id = $1 and event in ('handed_over', 'disposed')",
            copy.DocumentId)).ShouldBe(1);
    }

    [Fact]
    public async Task No_copy_is_printed_after_another_desk_disposed_of_it()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident());
        IssuingProcess other = new(world.Database.App, world.Vault, world.Clock);
        List<StoredCertificate> copies = [];
        for (int copy = 0; copy < 12; copy++)
        {
            copies.Add((await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person)))[0]);
        }

        await Task.WhenAll(copies.SelectMany(copy => (Task[])
        [
            world.Process.HandOver.PrintAsync(world.Clerk, copy.Address, Cancellation),
            other.HandOver.DisposeAsync(world.Clerk, copy.Address, "紙詰まり", Cancellation),
        ]));

        (await world.CountAsync(
            """
            select count(*) from resident_register.issuance_ledger printed join resident_register.issuance_ledger disposed using (document_id)
            where printed.event = 'printed' and disposed.event = 'disposed' and printed.occurred_at > disposed.occurred_at
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task I7_two_processes_over_one_database_issue_at_once_and_every_document_is_its_persons()
    {
        ResidentRecord[] persons = await Task.WhenAll(Enumerable.Range(0, 12).Select(
            i => world.AddAsync(Any.Resident() with { Name = new PersonName { Written = $"並行　{"一二三四五六七八九十百千"[i]}子" } })));
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string argument in (string[])["-explicit", "only", "-method", $"{typeof(IncidentTests).FullName}.{nameof(Issues_as_the_second_process)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[WorkerDatabase] = await TestDatabase.ConnectionStringAsync(world.Database.Name, TestDatabase.AppRole);
        start.Environment[WorkerPersons] = string.Join(',', persons.Select(person => person.Id.Value));
        using Process second = Process.Start(start)!;
        Task<string> output = second.StandardOutput.ReadToEndAsync(Cancellation);
        await IssueForAllAsync(world.Database.App, [.. persons.Select(person => person.Id.Value)]);
        await second.WaitForExitAsync(Cancellation);
        second.ExitCode.ShouldBe(0, await output);

        List<(Guid Subject, string Number, string Content)> all = await world.Database.App.ListAsync(
            "select subject_id, issue_number, content from resident_register.certificate where subject_id = any($1)",
            row => (row.GetGuid(0), row.GetString(1), row.GetString(2)), Cancellation, persons.Select(person => person.Id.Value).ToArray());
        all.Count.ShouldBe(24);
        all.Select(one => one.Number).Distinct().Count().ShouldBe(24);
        all.ShouldAllBe(one => CertificateJson.ReadContent(one.Content).Subjects[0].Name
            == persons.Single(person => person.Id.Value == one.Subject).Name.Display);
    }

    /// <summary>What the second process does; run by the fact above, which names database and persons.</summary>
    [Fact(Explicit = true)]
    public async Task Issues_as_the_second_process()
    {
        string connection = Environment.GetEnvironmentVariable(WorkerDatabase).ShouldNotBeNull();
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(connection);
        await IssueForAllAsync(database, [.. Environment.GetEnvironmentVariable(WorkerPersons)!.Split(',').Select(Guid.Parse)]);
    }

    [Fact]
    public async Task I16_unknown_blank_and_left_out_are_printed_as_three_different_things()
    {
        ResidentRecord person = await world.AddAsync(Any.Resident() with
        {
            MovedInFrom = null,
            Absent = new Dictionary<string, Absence> { ["movedInFrom"] = Absence.Unknown },
        });
        StoredCertificate unknown = (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).Single();
        Value(unknown, "転入前住所").ShouldBe("不明");
        Value(await IssueAsync(), "転入前住所").ShouldBe("");
        Value(unknown, "個人番号").ShouldBe("（省略）");
    }

    [Theory]
    [InlineData("\uE000")]
    [InlineData("\uE000\uE001")]
    [InlineData("\uE000IndividualNumber:{0}\uE001")]
    public async Task A_name_of_private_characters_is_printed_as_it_is_and_brings_nobodys_number(string written)
    {
        ResidentRecord other = await world.AddAsync(Any.Resident() with { IndividualNumber = NumberState.Recorded });
        IndividualNumber number = await world.GiveNumberAsync(other.Id, 7001);
        string name = "外字　" + string.Format(null, written, other.Id.Value.ToString("N"));
        ResidentRecord person = await world.AddAsync(Any.Resident() with { Name = new PersonName { Written = name } });
        CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, person) with { Items = [CertificateItem.Householder] };
        (await world.RefusedAsync(request)).Code.ShouldBe("CE-15");
        CertificateWorld.Text((await world.Process.Accept.PreviewAsync(world.Clerk, request, Cancellation)).Value.Pdf).ShouldContain("外字");

        string text = await world.TextAsync(request with { Confirmed = [new ConfirmedAlert("CE-15", "外字の手書き補記")] });
        text.ShouldContain("外字");
        text.Normalize(System.Text.NormalizationForm.FormKC).ShouldNotContain(number.Reveal());
        (await world.CountAsync("select count(*) from platform.access_log where kind = 'reveal' and $1 = any(subject_ids)", other.Id.Value)).ShouldBe(0);
    }

    private static string Value(StoredCertificate copy, string label) =>
        CertificateJson.ReadContent(copy.Content).Subjects[0].Items.Single(item => item.Label == label).Value;

    private async Task<StoredCertificate> IssueAsync(string? name = null)
    {
        ResidentRecord person = Any.Resident();
        await world.AddAsync(name is null ? person : person with { Name = new PersonName { Written = name } });
        return (await world.MakeAsync(CertificateWorld.RequestFor(CertificateForm.PersonCopy, person))).Single();
    }

    private async Task IssueForAllAsync(NpgsqlDataSource database, Guid[] persons)
    {
        IssuingProcess process = new(database, world.Vault, world.Clock);
        foreach (Guid person in persons)
        {
            CertificateRequest request = CertificateWorld.RequestFor(CertificateForm.PersonCopy, Any.Resident()) with
            {
                Subjects = [person],
                Requester = new Requester(RequesterClass.Person, "本人", "") { ResidentId = person, DocumentsChecked = ["運転免許証"] },
            };
            CertificateApplication application =
                (await process.Accept.HandleAsync(world.Clerk, Guid.CreateVersion7(), request, Cancellation)).Value;
            StoredCertificate copy = (await process.Make.HandleAsync(world.Clerk, application.Id, Cancellation)).Value.Single();
            (await process.HandOver.PrintAsync(world.Clerk, copy.Address, Cancellation)).Refusal.ShouldBeNull();
        }
    }

    /// <summary>Moves the whole family in one act, again and again.</summary>
    private async Task MoveAllAsync(ResidentRecord[] family, CancellationToken stop)
    {
        for (int no = 2; !stop.IsCancellationRequested; no++)
        {
            Address next = new() { Town = "移動町", Lot = $"{no}番地" };
            await using UnitOfWork work = new(world.Database.App, world.Clerk.Context);
            ResidentRecord[] moved = [.. family.Select(member => member with { Address = next })];
            (await RegisterStore.AppendAsync(
                work, [.. family.Zip(moved, (before, after) => new Append(before, Any.Row(after, no, new DateOnly(2026, 6, 1))))], Cancellation)).ShouldBeNull();
            await work.CommitAsync(Cancellation);
            family = moved;
        }
    }
}
