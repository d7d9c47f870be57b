using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Changes;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.ResidentRegister.Data;

/// <summary>Reads and writes change cases; the rules that the database holds come back as refusals.</summary>
internal static class ChangeCaseStore
{
    private const string Select =
        """
        select c.case_id, c.case_number, c.state, c.request, c.reviewers_needed, c.entered_by, c.editors, c.entered_at,
               c.entered_on, c.office, c.terminal, c.version, c.forced, c.confirmed_version, c.listed_on, c.messages,
               c.decided_by, c.decided_on, c.closed_reason, c.filed_in,
               array(select p.resident_id from resident_register.change_case_person p
                     where p.case_id = c.case_id order by p.resident_id),
               array(select p.role = 'subject' from resident_register.change_case_person p
                     where p.case_id = c.case_id order by p.resident_id),
               array(select p.base_version from resident_register.change_case_person p
                     where p.case_id = c.case_id order by p.resident_id),
               c.number_act
        from resident_register.change_case c
        """;

    /// <summary>A case; null when there is none.</summary>
    public static async Task<ChangeCase?> FindAsync(UnitOfWork work, ChangeCaseId id, CancellationToken cancellation) =>
        (await work.ListAsync(Select + "\nwhere c.case_id = $1", Map, cancellation, id.Value)).SingleOrDefault();

    /// <summary>A case, locked until the act ends: of two clerks one waits and then sees what the other did.</summary>
    public static async Task<ChangeCase?> LockAsync(UnitOfWork work, ChangeCaseId id, CancellationToken cancellation)
    {
        QueryBatch batch = new();
        batch.Ask("select case_id from resident_register.change_case where case_id = $1 for update", _ => true, id.Value);
        IReadOnlyList<ChangeCase> found = batch.Ask(Select + "\nwhere c.case_id = $1", Map, id.Value);
        await batch.RunAsync(work, cancellation);
        return found.SingleOrDefault();
    }

    /// <summary>Stores a new draft with its persons; refused when a person has an open case (WF-01).</summary>
    public static Task<Refusal?> InsertAsync(UnitOfWork work, ChangeCase made, CancellationToken cancellation)
    {
        QueryBatch batch = new();
        NpgsqlBatchCommand inserted = batch.Do(
            """
            insert into resident_register.change_case (
                case_id, form, reason, basis, request, notifier_kind, identity_document, forced, reviewers_needed,
                entered_by, editors, entered_on, office, terminal, number_act)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            """,
            made.Id.Value, made.Content.Form, made.Content.Reason, Enum.GetName(made.Content.Basis),
            Sql.Json(RecordJson.Write(made.Content)), NotifierKind(made.Content),
            IdentityDocument(made.Content), made.Forced, made.ReviewersNeeded, made.EnteredBy,
            made.Editors.ToArray(), made.EnteredOn, made.Office, made.Terminal, made.NumberAct);
        return WriteAsync(work, batch, made, inserted, cancellation);
    }

    /// <summary>Stores an edited draft as the next version; the confirmation of the earlier version is void.</summary>
    /// <param name="work">The act.</param>
    /// <param name="edited">The case as edited.</param>
    /// <param name="listedOn">The day whose review list it goes on, confirmed; null while it stays a draft.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static Task<Refusal?> UpdateAsync(
        UnitOfWork work, ChangeCase edited, DateOnly? listedOn, CancellationToken cancellation)
    {
        QueryBatch batch = new();
        NpgsqlBatchCommand updated = batch.Do(
            """
            update resident_register.change_case
            set form = $3, reason = $4, basis = $5, request = $6, notifier_kind = $7, identity_document = $8, forced = $9,
                reviewers_needed = $10, editors = $11, number_act = $12, version = $2,
                state = case when $13::date is null then 'draft' else 'in_review' end,
                confirmed_version = case when $13::date is null then null else $2 end,
                listed_on = coalesce($13::date, listed_on)
            where case_id = $1 and version = $2 - 1 and state in ('draft', 'returned')
            """,
            edited.Id.Value, edited.Version, edited.Content.Form, edited.Content.Reason,
            Enum.GetName(edited.Content.Basis), Sql.Json(RecordJson.Write(edited.Content)),
            NotifierKind(edited.Content), IdentityDocument(edited.Content), edited.Forced, edited.ReviewersNeeded,
            edited.Editors.ToArray(), edited.NumberAct, listedOn);
        batch.Do("delete from resident_register.change_case_person where case_id = $1", edited.Id.Value);
        return WriteAsync(work, batch, edited, updated, cancellation);
    }

    /// <summary>Sends a case back to its enterer, or withdraws it.</summary>
    public static Task<int> CloseAsync(
        UnitOfWork work,
        ChangeCase open,
        CaseState state,
        string reason,
        CancellationToken cancellation) =>
        work.ExecuteAsync(
            """
            update resident_register.change_case set state = $2, closed_reason = $3
            where case_id = $1 and state in ('draft', 'in_review', 'returned')
            """,
            cancellation,
            open.Id.Value,
            State(state),
            reason);

    /// <summary>Marks a case decided; the database refuses it without the reviews.</summary>
    /// <returns>The command, which touches one row unless the case was edited meanwhile.</returns>
    public static NpgsqlBatchCommand Decide(
        QueryBatch batch,
        ChangeCase reviewed,
        IReadOnlyList<Guid> messages,
        string decidedBy,
        DateOnly today) =>
        batch.Do(
            """
            update resident_register.change_case
            set state = 'decided', messages = $3, decided_by = $4, decided_on = $5, decided_at = clock_timestamp()
            where case_id = $1 and version = $2 and state = 'in_review'
            """,
            reviewed.Id.Value,
            reviewed.Version,
            messages.ToArray(),
            decidedBy,
            today);

    /// <summary>Notes where the paper lies.</summary>
    public static Task<int> FileAsync(UnitOfWork work, ChangeCaseId id, string cabinet, CancellationToken cancellation) =>
        work.ExecuteAsync(
            """
            update resident_register.change_case set filed_in = $2, filed_by = $3, filed_at = clock_timestamp()
            where case_id = $1 and filed_at is null
            """,
            cancellation,
            id.Value,
            cabinet,
            work.Operator.OperatorCode);

    /// <summary>Stores a review; the database refuses one's own entry and another version.</summary>
    public static async Task<Refusal?> ReviewAsync(
        UnitOfWork work,
        ChangeCaseId id,
        CaseReview review,
        CancellationToken cancellation)
    {
        try
        {
            await work.ExecuteAsync(
                """
                insert into resident_register.change_review (
                    case_id, case_version, reviewer, outcome, compared, reason, reviewed_on, terminal)
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                cancellation,
                id.Value, review.CaseVersion, review.Reviewer, review.Agreed ? "agreed" : "returned",
                review.Compared.ToArray(), review.Reason, review.ReviewedOn, work.Operator.Terminal);
            return null;
        }
        catch (PostgresException held) when (held.ConstraintName == "review_by_another")
        {
            return CaseRefusals.OwnEntry;
        }
        catch (PostgresException held) when (held.ConstraintName == "review_of_present_version")
        {
            return CaseRefusals.EditedMeanwhile;
        }
        catch (PostgresException twice) when (twice.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return CaseRefusals.ReviewedAlready;
        }
    }

    /// <summary>Reviews of all versions, oldest first.</summary>
    public static async Task<IReadOnlyList<CaseReview>> ReviewsAsync(UnitOfWork work, ChangeCaseId id, CancellationToken cancellation)
    {
        QueryBatch batch = new();
        IReadOnlyList<CaseReview> reviews = AskReviews(batch, id);
        await batch.RunAsync(work, cancellation);
        return reviews;
    }

    /// <summary>Asks for the reviews of all versions together with other things.</summary>
    public static IReadOnlyList<CaseReview> AskReviews(QueryBatch batch, ChangeCaseId id) => batch.Ask(
        """
        select case_version, reviewer, outcome = 'agreed', compared, reason, reviewed_on
        from resident_register.change_review where case_id = $1 order by recorded_at, reviewer limit 200
        """,
        row => new CaseReview(
            row.GetInt32(0), row.GetString(1), row.GetBoolean(2), row.GetFieldValue<string[]>(3),
            row.Nullable<string>(4), row.GetFieldValue<DateOnly>(5)),
        id.Value);

    /// <summary>Puts a step on the trail with the act; with what was entered when it is given (CR-25).</summary>
    public static void AddEvent(UnitOfWork work, ChangeCase about, string act, string? note, DateOnly today, bool withRequest) =>
        work.Defer(
            """
            insert into resident_register.change_case_event (
                case_id, case_version, act, operator_code, office, terminal, note, request, processed_on)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            about.Id.Value, about.Version, act, work.Operator.OperatorCode, work.Operator.OfficeCode,
            work.Operator.Terminal, note, Sql.Json(withRequest ? RecordJson.Write(about.Content) : null), today);

    /// <summary>The trail, oldest first.</summary>
    public static Task<List<CaseEvent>> EventsAsync(UnitOfWork work, ChangeCaseId id, CancellationToken cancellation) =>
        work.ListAsync(
            """
            select act, case_version, operator_code, terminal, note, recorded_at
            from resident_register.change_case_event where case_id = $1 order by event_id limit 500
            """,
            row => new CaseEvent(
                row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.Nullable<string>(4),
                row.GetFieldValue<DateTimeOffset>(5)),
            cancellation,
            id.Value);

    /// <summary>The undecided cases of which these persons are subject, other than one's own.</summary>
    public static async Task<IReadOnlyList<DraftView>> OpenDraftsAsync(
        UnitOfWork work,
        IReadOnlyCollection<ResidentId> persons,
        ChangeCaseId? except,
        CancellationToken cancellation)
    {
        QueryBatch batch = new();
        Func<IReadOnlyList<DraftView>> drafts = AskOpenDrafts(batch, persons, except);
        await batch.RunAsync(work, cancellation);
        return drafts();
    }

    /// <summary>Asks for them together with other things.</summary>
    /// <returns>The drafts, once the batch has run.</returns>
    public static Func<IReadOnlyList<DraftView>> AskOpenDrafts(
        QueryBatch batch, IReadOnlyCollection<ResidentId> persons, ChangeCaseId? except)
    {
        if (persons.Count == 0)
        {
            return () => [];
        }

        IReadOnlyList<(Guid Case, Guid Person)> rows = batch.Ask(
            """
            select case_id, resident_id from resident_register.change_case_person
            where open and role = 'subject' and resident_id = any ($1) and case_id is distinct from $2
            order by case_id, resident_id
            """,
            row => (row.GetGuid(0), row.GetGuid(1)),
            persons.Select(person => person.Value).ToArray(),
            new NpgsqlParameter { Value = (object?)except?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return () =>
        [
            .. rows.GroupBy(one => one.Case)
                .Select(one => new DraftView(new ChangeCaseId(one.Key), [.. one.Select(row => new ResidentId(row.Person))])),
        ];
    }

    private static async Task<Refusal?> WriteAsync(
        UnitOfWork work, QueryBatch batch, ChangeCase of, NpgsqlBatchCommand written, CancellationToken cancellation)
    {
        if (of.Persons.Count > 0)
        {
            batch.Do(
                """
                insert into resident_register.change_case_person (case_id, resident_id, role, base_version)
                select $1, r, case when s then 'subject' else 'member' end, v
                from unnest($2, $3, $4) as person (r, s, v) order by r
                """,
                of.Id.Value,
                of.Persons.Select(person => person.Id.Value).ToArray(),
                of.Persons.Select(person => person.IsSubject).ToArray(),
                of.Persons.Select(person => person.BaseVersion).ToArray());
        }

        try
        {
            await batch.RunAsync(work, cancellation);
            return written.RecordsAffected == 1 ? null : CaseRefusals.EditedMeanwhile;
        }
        catch (PostgresException taken) when (taken.ConstraintName == "change_case_person_one_draft")
        {
            return CaseRefusals.SecondDraft;
        }
    }

    private static string? NotifierKind(CaseContent content) =>
        content.Notifier is { } notifier ? Enum.GetName(notifier.Kind) : null;

    private static string? IdentityDocument(CaseContent content) =>
        string.IsNullOrWhiteSpace(content.Notifier?.IdentityDocument) ? null : content.Notifier.IdentityDocument;

    /// <summary>The stored word of a state.</summary>
    public static string State(CaseState state) => state switch
    {
        CaseState.Draft => "draft",
        CaseState.InReview => "in_review",
        CaseState.Returned => "returned",
        CaseState.Decided => "decided",
        CaseState.Withdrawn => "withdrawn",
    };

    /// <summary>The state of a stored word.</summary>
    public static CaseState ParseState(string text) => Enum.GetValues<CaseState>().Single(state => State(state) == text);

    private static ChangeCase Map(NpgsqlDataReader row)
    {
        Guid[] ids = row.GetFieldValue<Guid[]>(20);
        bool[] subjects = row.GetFieldValue<bool[]>(21);
        int[] versions = row.GetFieldValue<int[]>(22);
        return new ChangeCase
        {
            Id = new ChangeCaseId(row.GetGuid(0)),
            Number = row.GetInt64(1),
            State = ParseState(row.GetString(2)),
            Content = RecordJson.ReadContent(row.GetString(3)),
            ReviewersNeeded = row.GetInt32(4),
            EnteredBy = row.GetString(5),
            Editors = row.GetFieldValue<string[]>(6),
            EnteredAt = row.GetFieldValue<DateTimeOffset>(7),
            EnteredOn = row.GetFieldValue<DateOnly>(8),
            Office = row.GetString(9),
            Terminal = row.GetString(10),
            Version = row.GetInt32(11),
            Forced = row.GetBoolean(12),
            ConfirmedVersion = row.Nullable<int?>(13),
            ListedOn = row.Nullable<DateOnly?>(14),
            Messages = row.GetFieldValue<Guid[]>(15),
            DecidedBy = row.Nullable<string>(16),
            DecidedOn = row.Nullable<DateOnly?>(17),
            ClosedReason = row.Nullable<string>(18),
            FiledIn = row.Nullable<string>(19),
            NumberAct = row.Nullable<Guid?>(23),
            Persons = [.. ids.Select((id, place) => new CasePerson(new ResidentId(id), subjects[place], versions[place]))],
        };
    }
}
