using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>A staff account or API client to open.</summary>
/// <param name="Code">Sign-in name: 2 to 40 lower-case letters, digits and <c>. _ -</c>.</param>
/// <param name="Kind">Person or client.</param>
/// <param name="DisplayName">Name in the frame and on logs that privacy officers read.</param>
/// <param name="EmployeeNumber">Number of the staff roster; null for clients.</param>
public sealed record NewOperator(string Code, OperatorKind Kind, string DisplayName, string? EmployeeNumber)
{
    /// <summary>The application on which the ID is issued, such as its number and date (CR-50); null for accounts made by a command.</summary>
    public string? Application { get; init; }
}

/// <summary>A posting (所属) of an operator; half-open period.</summary>
/// <param name="OperatorId">Whose.</param>
/// <param name="OfficeCode">Where.</param>
/// <param name="Section">Section, such as 「市民課」.</param>
/// <param name="Position">Position, such as 「主事」.</param>
/// <param name="From">First day.</param>
/// <param name="Until">First day it no longer holds; null while open.</param>
public sealed record NewPosting(
    Guid OperatorId,
    string OfficeCode,
    string Section,
    string Position,
    DateOnly From,
    DateOnly? Until);

/// <summary>Accounts and postings. Each change is on the access log in the same transaction (CR-48, CR-50).</summary>
public sealed class Operators(NpgsqlDataSource database, Sessions sessions)
{
    private const string AddSql =
        """
        insert into platform.operator (id, code, kind, display_name, employee_number, created_by, application)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
        """;

    private const string PasswordSql =
        """
        insert into platform.password (operator_id, algorithm, iterations, salt, hash, must_change)
        values ($1, $2, $3, $4, $5, true)
        on conflict (operator_id) do update
            set algorithm = excluded.algorithm, iterations = excluded.iterations, salt = excluded.salt, hash = excluded.hash,
                must_change = true, changed_at = clock_timestamp(), failures = 0, lock_outs = 0, locked_until = null
        """;

    private const string PostingSql =
        """
        insert into platform.posting
            (id, operator_id, office_code, section, position, valid_from, valid_until, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string EndPostingSql =
        """
        insert into platform.posting_end (posting_id, valid_until, reason, recorded_by)
        select p.id, $2, $3, $4 from platform.posting p where p.id = $1
        """;

    private const string RelationSql =
        """
        insert into platform.operator_relation (operator_id, resident_id, relation, declared_by)
        values ($1, $2, $3, $4) on conflict do nothing
        """;

    private const string OfficeSql = "insert into platform.office (code, name) values ($1, $2) on conflict do nothing";

    private const string FindSql = "select id from platform.operator where code = $1";

    /// <summary>Opens an account. It can sign in only with a password, and do something only with a posting and a right.</summary>
    public async Task<Result<Guid>> AddAsync(OperatorContext officer, NewOperator added, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(added);
        if (!IsCode(added.Code))
        {
            return SecurityRefusals.OperatorCode;
        }

        Guid id = Guid.CreateVersion7();
        await using UnitOfWork work = new(database, officer);
        int rows = await work.ExecuteAsync(
            AddSql, cancellation,
            id, added.Code, added.Kind == OperatorKind.Client ? "client" : "staff", added.DisplayName,
            added.EmployeeNumber, officer.OperatorId, added.Application);
        if (rows == 0)
        {
            return SecurityRefusals.OperatorCode;
        }

        work.Record(new AccessEntry(AccessKind.Account, "operator.add") { Items = added.Code });
        await work.CommitAsync(cancellation);
        return id;
    }

    /// <summary>Opens the account of a member of staff with a posting and a first password, as one act.</summary>
    /// <param name="officer">The system officer.</param>
    /// <param name="added">The account.</param>
    /// <param name="posting">The posting; its operator is the new account.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The account and its first password, which is shown this once and must be changed at the first sign-in.</returns>
    public async Task<Result<(Guid Id, string Password)>> HireAsync(
        OperatorContext officer, NewOperator added, NewPosting posting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(added);
        ArgumentNullException.ThrowIfNull(posting);
        if (!IsCode(added.Code))
        {
            return SecurityRefusals.OperatorCode;
        }

        string password = DemoOperators.MakePassword();
        PasswordHash hash = PasswordHash.Make(password);
        await using UnitOfWork work = new(database, officer);
        int rows = await work.ExecuteAsync(
            AddSql, cancellation, posting.OperatorId, added.Code, "staff", added.DisplayName, added.EmployeeNumber, officer.OperatorId,
            added.Application);
        if (rows == 0)
        {
            return SecurityRefusals.OperatorCode;
        }

        Guid postingId = Guid.CreateVersion7();
        await work.ExecuteAsync(
            PostingSql, cancellation,
            postingId, posting.OperatorId, posting.OfficeCode, posting.Section, posting.Position, posting.From, posting.Until, officer.OperatorId);
        await work.ExecuteAsync(
            PasswordSql, cancellation, posting.OperatorId, hash.Algorithm, hash.Iterations, hash.Salt, hash.Hash);
        work.Record(new AccessEntry(AccessKind.Account, "operator.add") { Items = added.Code });
        work.Record(new AccessEntry(AccessKind.Account, "posting.add") { Items = posting.OfficeCode, ActId = postingId });
        work.Record(new AccessEntry(AccessKind.Account, "password.set-first") { Items = added.Code });
        await work.CommitAsync(cancellation);
        return (posting.OperatorId, password);
    }

    /// <summary>Adds an office.</summary>
    /// <param name="officer">The system officer.</param>
    /// <param name="code">Lower-case letters, digits and <c>-</c>, at most 40.</param>
    /// <param name="name">Its name, such as 「北支所」.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Refusal?> AddOfficeAsync(OperatorContext officer, string code, string name, CancellationToken cancellation)
    {
        if (!ZoneSetup.IsOffice(code, name))
        {
            return SecurityRefusals.OfficeCode;
        }

        await using UnitOfWork work = new(database, officer);
        if (await work.ExecuteAsync(OfficeSql, cancellation, code, name) == 0)
        {
            return SecurityRefusals.OfficeCode;
        }

        work.Record(new AccessEntry(AccessKind.Account, "office.add") { Items = code });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Sets a first password, which must be changed at the first sign-in; handed over in person (AC-27).</summary>
    public async Task<Refusal?> SetFirstPasswordAsync(
        OperatorContext officer,
        Guid operatorId,
        string operatorCode,
        string password,
        CancellationToken cancellation)
    {
        if (PasswordRules.Check(password, operatorCode) is Refusal weak)
        {
            return weak;
        }

        PasswordHash hash = PasswordHash.Make(password);
        await using UnitOfWork work = new(database, officer);
        await work.ExecuteAsync(
            PasswordSql, cancellation, operatorId, hash.Algorithm, hash.Iterations, hash.Salt, hash.Hash);
        await sessions.EndAllAsync(work, operatorId, "ended-by-officer", null, cancellation);
        work.Record(new AccessEntry(AccessKind.Account, "password.set-first") { Items = operatorCode });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Records a posting.</summary>
    public async Task<Guid> PostAsync(OperatorContext officer, NewPosting posting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(posting);
        Guid id = Guid.CreateVersion7();
        await using UnitOfWork work = new(database, officer);
        await work.ExecuteAsync(
            PostingSql, cancellation,
            id, posting.OperatorId, posting.OfficeCode, posting.Section, posting.Position, posting.From, posting.Until,
            officer.OperatorId);
        work.Record(new AccessEntry(AccessKind.Account, "posting.add") { Items = posting.OfficeCode, ActId = id });
        await work.CommitAsync(cancellation);
        return id;
    }

    /// <summary>
    /// Ends a posting: from the given day neither sign-in nor any right of it works, without further action (CR-47).
    /// </summary>
    public async Task<Refusal?> EndPostingAsync(
        OperatorContext officer,
        Guid postingId,
        DateOnly until,
        string reason,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, officer);
        int rows = await work.ExecuteAsync(EndPostingSql, cancellation, postingId, until, reason, officer.OperatorId);
        if (rows == 0)
        {
            return SecurityRefusals.NoSuchRight;
        }

        work.Record(new AccessEntry(AccessKind.Account, "posting.end") { ActId = postingId });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>Declares the resident an operator is or is related to (AC-02).</summary>
    /// <param name="officer">Who declares.</param>
    /// <param name="operatorId">The operator.</param>
    /// <param name="residentId">The resident.</param>
    /// <param name="relation"><c>self</c>, <c>household</c> or <c>relative</c>.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task DeclareRelationAsync(
        OperatorContext officer,
        Guid operatorId,
        Guid residentId,
        string relation,
        CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, officer);
        await work.ExecuteAsync(RelationSql, cancellation, operatorId, residentId, relation, officer.OperatorId);
        work.Record(new AccessEntry(AccessKind.Account, "operator.relate", residentId) { ActId = operatorId });
        await work.CommitAsync(cancellation);
    }

    /// <summary>The id of an account, or null.</summary>
    public async Task<Guid?> FindAsync(string operatorCode, CancellationToken cancellation)
    {
        List<Guid> found = await database.ListAsync(FindSql, reader => reader.GetGuid(0), cancellation, operatorCode);
        return found is [Guid id] ? id : null;
    }

    /// <summary>Whether a text can be a sign-in name.</summary>
    internal static bool IsCode(string code) =>
        code.Length is >= 2 and <= 40
        && char.IsAsciiLetterOrDigit(code[0])
        && code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');
}
