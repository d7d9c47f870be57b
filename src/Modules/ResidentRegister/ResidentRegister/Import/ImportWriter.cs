using System.Runtime.InteropServices;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import.Layout;
using Npgsql;

namespace Daicho.ResidentRegister.Import;

/// <summary>Sends encoded rows table after table into the one transaction of an import, and keeps who is in it.</summary>
internal sealed class ImportWriter(UnitOfWork work, Guid importId, ImportOutcome outcome)
{
    /// <summary>Columns of households.</summary>
    public const string HouseholdSql =
        "copy resident_register.household (household_id, household_number, formed_on, closed_on) from stdin (format binary)";

    private const string ResidentSql =
        """
        copy resident_register.resident (
            resident_id, version, addressee_number, household_id, household_order, relationship, kind, sex,
            name_written, name_kana, birth_written, birth_from, birth_until,
            address_written, postal_code, address_code, planned_out_on, removed_on, removal_kind, warning_code)
        from stdin (format binary)
        """;

    private const string NameSql =
        """
        copy resident_register.search_name (
            resident_id, kind, key_a, key_b, written_key, given_key, birth_from, birth_until, removed)
        from stdin (format binary)
        """;

    private const string AddressSql =
        """
        copy resident_register.search_address (resident_id, address_key, address_code, current, removed)
        from stdin (format binary)
        """;

    private readonly Dictionary<long, ImportedPerson> persons = [];
    private readonly HashSet<long> existing = [];

    /// <summary>Persons of the files.</summary>
    public int Count => persons.Count;

    /// <summary>No person was refused: what names an unknown person is wrong by itself and does not merely follow from that.</summary>
    public bool AllPersons { get; set; }

    /// <summary>The highest running addressee number.</summary>
    public long RunningMax { get; private set; }

    /// <summary>Numbers that the register has already.</summary>
    public async Task LoadExistingAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand command = await work.CommandAsync(
            "select addressee_number from resident_register.resident", cancellation);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            existing.Add(NumberKey.Of(reader.GetString(0)));
        }
    }

    /// <summary>Writes a block, or only looks for repeated persons once something is refused.</summary>
    public async Task WriteAsync(EncodedBlock block, CancellationToken cancellation)
    {
        foreach ((long line, long key, ImportedPerson person) in block.Persons)
        {
            RunningMax = Math.Max(RunningMax, NumberKey.Running(key));
            if (!persons.TryAdd(key, person))
            {
                outcome.Refuse(ImportLayout.Residents.FileName, line, ImportRule.PersonTwice, "addressee_number");
            }
            else if (existing.Contains(key))
            {
                outcome.Refuse(ImportLayout.Residents.FileName, line, ImportRule.PersonExists, "addressee_number");
            }
        }

        if (outcome.IsRefused)
        {
            return;
        }

        await CopyAsync(HistoryCopy.Sql, block.History, cancellation);
        await CopyAsync(ResidentSql, block.Residents, cancellation);
        await CopyAsync(NameSql, block.Names, cancellation);
        await CopyAsync(AddressSql, block.Addresses, cancellation);
        work.Record(new AccessEntry(AccessKind.Change, "resident.import")
        {
            Subjects = [.. block.Persons.Select(one => one.Person.Id)],
            ResultCount = block.Persons.Count,
            ActId = importId,
        });
        await work.FlushRecordsAsync(cancellation);
    }

    /// <summary>Sends rows to a table and empties them; nothing once something is refused.</summary>
    public async Task CopyAsync(string sql, CopyRows rows, CancellationToken cancellation)
    {
        if (rows.Count > 0 && !outcome.IsRefused)
        {
            NpgsqlConnection connection = await work.ConnectionAsync(cancellation);
            await using NpgsqlRawCopyStream stream = await connection.BeginRawBinaryCopyAsync(sql, cancellation);
            await stream.WriteAsync(CopyRows.Header, cancellation);
            await stream.WriteAsync(rows.Bytes, cancellation);
            await stream.WriteAsync(CopyRows.Trailer, cancellation);
        }

        rows.Clear();
    }

    /// <summary>The person of a number; null when the files have none.</summary>
    public Guid? Find(string number) =>
        persons.TryGetValue(NumberKey.Of(number), out ImportedPerson person) ? person.Id : null;

    /// <summary>Notes that a person's number is there; tells what is wrong with that.</summary>
    /// <param name="number">Number of the person.</param>
    /// <param name="kind">Which number.</param>
    /// <param name="former">The person had it before: it stands before the present one.</param>
    public ImportRule? TakeNumber(string number, NumberKind kind, bool former)
    {
        ref ImportedPerson person = ref CollectionsMarshal.GetValueRefOrAddDefault(persons, NumberKey.Of(number), out bool exists);
        (PersonFacts wants, PersonFacts has) = kind switch
        {
            NumberKind.Individual => (PersonFacts.WantsIndividual, PersonFacts.HasIndividual),
            NumberKind.RecordCode => (PersonFacts.WantsCode, PersonFacts.HasCode),
        };
        if (!exists)
        {
            persons.Remove(NumberKey.Of(number));
            return ImportRule.PersonMissing;
        }

        ImportRule? wrong = (person.Facts & has) != 0 ? ImportRule.NumberRepeated
            : (person.Facts & wants) == 0 ? ImportRule.NumberUnexpected
            : null;
        person.Facts |= former ? PersonFacts.None : has;
        return wrong;
    }

    /// <summary>How many persons should have a number that did not come.</summary>
    public long CountWithoutNumber() => persons.Values.LongCount(person =>
        (person.Facts & (PersonFacts.WantsIndividual | PersonFacts.HasIndividual)) == PersonFacts.WantsIndividual
        || (person.Facts & (PersonFacts.WantsCode | PersonFacts.HasCode)) == PersonFacts.WantsCode);
}
