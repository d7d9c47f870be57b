using System.Data;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents.Changes;
using Npgsql;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>A step on a case as it was shown: the form's key, the case and the version the clerk saw.</summary>
internal sealed record CaseStep(Guid Key, ChangeCaseId Case, int Version);

/// <summary>Whether the operator's right to a task covers the office that accepted a case.</summary>
internal delegate bool OfficeRight(string taskCode, string officeCode);

/// <summary>Carries out the steps of cases: once per form, in one transaction, with the access record of success or refusal.</summary>
internal sealed class CaseDesk(
    NpgsqlDataSource database, OperatorContext by, BusinessClock clock, RegisterSettings settings, AddressMaster addresses,
    CaseNumbers numbers, OfficeRight rights)
{
    // Of two acts that cross, the database ends one; it is done again and then sees what the other did.
    private const int AttemptsMax = 3;

    /// <summary>Who acts.</summary>
    public OperatorContext By => by;

    /// <summary>The municipality.</summary>
    public RegisterSettings Settings => settings;

    /// <summary>The numbers of cases, in the vault.</summary>
    public CaseNumbers Numbers => numbers;

    /// <summary>Business date.</summary>
    public DateOnly Today => clock.Today();

    /// <summary>A unit of work of this operator.</summary>
    public UnitOfWork Begin() => new(database, by);

    /// <summary>The documents that confirm who somebody is, today.</summary>
    public Task<IdentityDocuments> DocumentsAsync(CancellationToken cancellation) => IdentityPapers.GetAsync(database, Today, cancellation);

    /// <summary>The circumstances for looking at the register as the one who enters.</summary>
    public GatherFacts Facts(Actor? actor = null) =>
        new(clock.Today(), clock.Instant(), settings, actor ?? new Actor(by.OperatorCode, by.OfficeCode, by.Terminal), addresses);

    /// <summary>The same, with what the vault says of the numbers entered for a case.</summary>
    /// <param name="work">The act.</param>
    /// <param name="numberAct">The vault's act under which they are reserved; null when there are none.</param>
    /// <param name="content">What was entered.</param>
    /// <param name="actor">Who decides; null for the one who enters.</param>
    /// <param name="cancellation">Stops reading.</param>
    public async Task<GatherFacts> FactsAsync(
        UnitOfWork work, Guid? numberAct, CaseContent content, Actor? actor, CancellationToken cancellation) =>
        await FactsAsync(work, await numbers.FindAsync(numberAct, cancellation), content, actor, cancellation);

    /// <summary>The same, of numbers that were read already.</summary>
    public async Task<GatherFacts> FactsAsync(
        UnitOfWork work, Reservation? reserved, CaseContent content, Actor? actor, CancellationToken cancellation) =>
        Facts(actor) with { Numbers = await numbers.CompareAsync(work, reserved, content, cancellation) };

    /// <summary>Does a step once; a second submit of the same form gets the first result.</summary>
    /// <param name="act">One of <see cref="CaseActs"/>.</param>
    /// <param name="step">The form's key and the case.</param>
    /// <param name="body">The step itself; answers the case after it.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<Result<ChangeCaseId>> RunAsync(
        string act,
        CaseStep step,
        Func<UnitOfWork, Task<Result<ChangeCase>>> body,
        CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(act, step, body, cancellation);
            }
            catch (PostgresException crossed) when (attempt < AttemptsMax && crossed.SqlState
                is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                // Nothing was written: the next attempt begins with a fresh look.
            }
        }
    }

    private async Task<Result<ChangeCaseId>> TryAsync(
        string act,
        CaseStep step,
        Func<UnitOfWork, Task<Result<ChangeCase>>> body,
        CancellationToken cancellation)
    {
        Refusal why;
        await using (UnitOfWork work = new(
            database, by, act == CaseActs.Saved ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted))
        {
            Result<ActClaim> claimed =
                await work.ClaimAsync(step.Key, act, step.Case.Value.ToString(), cancellation);
            if (claimed.IsRefused(out Refusal? taken, out ActClaim? claim))
            {
                return taken;
            }

            if (!claim.First)
            {
                return new ChangeCaseId(Guid.Parse(claim.Location));
            }

            Result<ChangeCase> done = await body(work);
            if (!done.IsRefused(out Refusal? refused, out ChangeCase? after))
            {
                if (rights(CaseActs.TaskOf(act), after.Office))
                {
                    work.Record(Entry(act, after.PersonIds, after.Id, null));
                    await work.CommitAsync(cancellation);
                    return after.Id;
                }

                refused = CaseRefusals.OtherOffice;
            }

            why = refused;
        }

        await RecordRefusalAsync(act, step.Case, why, cancellation);
        return why;
    }

    private async Task RecordRefusalAsync(string act, ChangeCaseId id, Refusal why, CancellationToken cancellation)
    {
        await using UnitOfWork work = Begin();
        ChangeCase? about = await ChangeCaseStore.FindAsync(work, id, cancellation);
        work.Record(Entry(act, about?.PersonIds ?? [], id, why.Code));
        await work.CommitAsync(cancellation);
    }

    private static AccessEntry Entry(string act, IReadOnlyList<Guid> persons, ChangeCaseId id, string? refusal) =>
        new(AccessKind.Change, act, persons.Count == 1 ? persons[0] : null)
        {
            Subjects = persons.Count == 1 ? [] : persons,
            ActId = id.Value,
            RefusalCode = refusal,
        };
}
