using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;

namespace Daicho.ResidentRegister.ChangeCases;

/// <summary>What changed on a record after a case was entered (WF-09).</summary>
/// <param name="Person">The person.</param>
/// <param name="Base">The row the entry was based on.</param>
/// <param name="Present">The row now.</param>
internal sealed record MovedBase(ResidentId Person, HistoryRow Base, HistoryRow Present)
{
    /// <summary>The items that differ, with both values.</summary>
    public IReadOnlyList<ItemDifference> Items => RecordDiff.Between(Base.Record, Present.Record);
}

/// <summary>Compares the base of a case with the register.</summary>
internal static class BaseCheck
{
    /// <summary>The refusal that names what changed; null when nothing did.</summary>
    public static Refusal? Refusal(IReadOnlyList<MovedBase> moved) => moved.Count == 0
        ? null
        : CaseRefusals.BaseMoved([.. moved.SelectMany(one => one.Items).Select(item => item.Item.Japanese).Distinct()]);

    /// <summary>The persons of a case whose record has another version than the entry was based on.</summary>
    public static async Task<IReadOnlyList<MovedBase>> MovedAsync(
        UnitOfWork work,
        ChangeCase of,
        CancellationToken cancellation)
    {
        QueryBatch batch = new();
        Func<IReadOnlyList<MovedBase>> moved = Ask(batch, of);
        await batch.RunAsync(work, cancellation);
        return moved();
    }

    /// <summary>Asks for them together with other things.</summary>
    /// <returns>The persons whose record moved, once the batch has run.</returns>
    public static Func<IReadOnlyList<MovedBase>> Ask(QueryBatch batch, ChangeCase of)
    {
        if (of.Persons.Count == 0)
        {
            return () => [];
        }

        IReadOnlyList<HistoryRow> rows = batch.Ask(
            HistoryReader.Select +
            """

            join unnest($1, $2) as base (resident_id, version) on base.resident_id = h.resident_id
            join resident_register.resident r on r.resident_id = h.resident_id and r.version <> base.version
            where h.history_no in (base.version, r.version)
            order by h.resident_id, h.history_no
            """,
            HistoryReader.Map,
            of.Persons.Select(person => person.Id.Value).ToArray(),
            of.Persons.Select(person => person.BaseVersion).ToArray());
        return () => [.. rows.GroupBy(row => row.ResidentId).Select(pair => new MovedBase(pair.Key, pair.First(), pair.Last()))];
    }
}
