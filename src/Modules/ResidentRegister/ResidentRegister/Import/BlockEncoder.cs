using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Import;

/// <summary>A block as rows of the tables.</summary>
internal sealed class EncodedBlock
{
    /// <summary>resident_history.</summary>
    public CopyRows History { get; } = new();

    /// <summary>resident.</summary>
    public CopyRows Residents { get; } = new();

    /// <summary>search_name.</summary>
    public CopyRows Names { get; } = new();

    /// <summary>search_address.</summary>
    public CopyRows Addresses { get; } = new();

    /// <summary>The persons with the line of their row.</summary>
    public List<(long Line, long Key, ImportedPerson Person)> Persons { get; } = [];
}

/// <summary>What all workers of an import share; read only.</summary>
/// <param name="ImportId">The act of rows that bring none.</param>
/// <param name="Households">Households by number.</param>
/// <param name="Ids">Ids for rows that bring none.</param>
/// <param name="Municipality">This municipality.</param>
/// <param name="Today">Business date.</param>
/// <param name="Recorded">When rows that do not say were recorded.</param>
/// <param name="Migrated">Mark every record as migrated (移行, RR-12).</param>
internal sealed record ImportFrame(
    Guid ImportId,
    HouseholdIds Households,
    DerivedIds Ids,
    MunicipalityCode Municipality,
    DateOnly Today,
    DateTimeOffset Recorded,
    bool Migrated);

/// <summary>Understands, checks and encodes blocks; one per worker thread.</summary>
internal sealed class BlockEncoder(ImportFrame frame, ImportOutcome outcome)
{
    private static readonly HashSet<string> ItemNames = [.. RecordItems.All.Select(item => item.Field)];
    private readonly RowReader<HistoryRow> residents = ImportLayout.Residents.Reader();
    private readonly RowReader<HistoryRow> history = ImportLayout.History.Reader();
    private readonly Findings findings = new(CheckSettings.Default);
    private readonly List<(long Line, HistoryRow Row)> person = [];
    private readonly List<ResidentRecord> snapshots = [];
    private readonly List<ResidentRecord> members = [];

    /// <summary>The rows of a block; without content once anything is refused.</summary>
    public EncodedBlock Encode(PersonBlock block)
    {
        EncodedBlock encoded = new();
        HouseholdId? household = null;
        long householdLine = 0;
        for (int i = 0; i < block.Residents.Count; i++)
        {
            if (!Understand(block, i))
            {
                continue;
            }

            (long line, HistoryRow current) = person[^1];
            if (household is not null && household != current.Record.Household.Id)
            {
                CheckHousehold(householdLine);
            }

            (household, householdLine) = (current.Record.Household.Id, line);
            if (current.Record.IsLive)
            {
                members.Add(current.Record);
            }

            Count(current.Record);
            encoded.Persons.Add((line, NumberKey.Of(current.Record.AddresseeNumber.Value), FactsOf(current.Record)));
            if (!outcome.IsRefused)
            {
                Write(encoded);
            }
        }

        CheckHousehold(householdLine);
        return encoded;
    }

    /// <summary>Reads the rows of one person, oldest first, into <see cref="person"/>; false when one of them is refused.</summary>
    private bool Understand(PersonBlock block, int place)
    {
        person.Clear();
        bool whole = true;
        (int at, int row, int count) = block.Older[place];
        for (int n = 0; n < count; n++)
        {
            if (row == block.History[at].Count)
            {
                (at, row) = (at + 1, 0);
            }

            whole &= Take(ImportLayout.History, history, block.History[at], row++, n + 1, current: false);
        }

        whole &= Take(ImportLayout.Residents, residents, block.Residents, place, count + 1, current: true);
        return whole;
    }

    private bool Take(Layout<HistoryRow> layout, RowReader<HistoryRow> reader, RowBlock block, int row, int expected, bool current)
    {
        long line = block.LineOf(row);
        if (reader.Read(block, row) is not { } read)
        {
            ImportFiles.Refuse(outcome, layout, line, reader.Faults);
            return false;
        }

        (ImportRule Rule, string Item)? wrong = Wrong(read, expected, current);
        if (wrong is { } rule)
        {
            outcome.Refuse(layout.FileName, line, rule.Rule, rule.Item);
            return false;
        }

        HistoryRow complete = Complete(read);
        person.Add((line, complete));
        return Check(layout.FileName, line, complete, current);
    }

    private (ImportRule Rule, string Item)? Wrong(HistoryRow row, int expected, bool current)
    {
        ResidentRecord record = row.Record;
        Guid? household = frame.Households.Find(record.Household.Number.Value);
        return row switch
        {
            _ when row.HistoryNo != expected => (ImportRule.HistoryGap, "history_no"),
            { ReplacesNo: { } replaced } when replaced < 1 || replaced >= row.HistoryNo => (ImportRule.ReplacesWrong, "replaces_no"),
            _ when household is null && current => (ImportRule.HouseholdMissing, "household_number"),
            _ when household is { } id && record.Household.Id.Value != Guid.Empty && record.Household.Id.Value != id =>
                (ImportRule.HouseholdIdDiffers, "household_id"),
            _ when person.Count > 0 && record.Id.Value != Guid.Empty && record.Id != person[^1].Row.Record.Id =>
                (ImportRule.PersonIdDiffers, "resident_id"),
            _ when record.Municipality != frame.Municipality => (ImportRule.OtherMunicipality, "municipality"),
            _ when ChangeReasons.Find(row.Facts.Reason) is null => (ImportRule.ReasonUnknown, "reason"),
            _ when record.Absent.Count > 0 && record.Absent.Keys.Any(item => !ItemNames.Contains(item)) =>
                (ImportRule.AbsentUnknown, "absent"),
            _ => null,
        };
    }

    /// <summary>Fills in what files of other systems leave blank.</summary>
    private HistoryRow Complete(HistoryRow row)
    {
        ResidentRecord record = row.Record;
        if (record.Id.Value == Guid.Empty)
        {
            record = record with { Id = new ResidentId(frame.Ids.Of('R', record.AddresseeNumber.Value)) };
        }

        if (record.Household.Id.Value == Guid.Empty)
        {
            string number = record.Household.Number.Value;
            Guid id = frame.Households.Find(number) ?? frame.Ids.Of('H', number);
            record = record with { Household = record.Household with { Id = new HouseholdId(id) } };
        }

        if (frame.Migrated && !record.Marks.Migrated)
        {
            record = record with { Marks = record.Marks with { Migrated = true } };
        }

        ChangeFacts facts = row.Facts.ActId == Guid.Empty ? row.Facts with { ActId = frame.ImportId } : row.Facts;
        return ReferenceEquals(record, row.Record) && ReferenceEquals(facts, row.Facts) ? row : row with { Record = record, Facts = facts };
    }

    /// <summary>
    /// Runs the checks of the record. The present snapshot has to pass; what an older one violates is counted, for the rules
    /// of its time were others and the register cannot be made to forget it.
    /// </summary>
    private bool Check(string file, long line, HistoryRow row, bool current)
    {
        findings.Clear();
        RecordChecks.Check(row.Record, current ? frame.Today : row.Facts.ProcessedOn, frame.Municipality, findings);
        foreach (Finding finding in findings)
        {
            if (current && finding.Severity == Severity.Error)
            {
                outcome.Refuse(new RefusedRow(file, line, 0, finding.Field, finding.CheckId, finding.Message));
            }
            else
            {
                outcome.Alert(current ? finding.CheckId : $"{finding.CheckId}（履歴）");
            }
        }

        return !current || !findings.HasErrors;
    }

    private void CheckHousehold(long line)
    {
        findings.Clear();
        HouseholdChecks.Check(members, frame.Today, findings);
        foreach (Finding finding in findings)
        {
            if (finding.Severity == Severity.Error)
            {
                outcome.Refuse(new RefusedRow(
                    ImportLayout.Residents.FileName, line, 0, finding.Field, finding.CheckId, finding.Message));
            }
            else
            {
                outcome.Alert(finding.CheckId);
            }
        }

        members.Clear();
    }

    private void Count(ResidentRecord record)
    {
        outcome.Add(record.IsLive ? "住民" : "除票", 1);
        outcome.Add(record.Kind == ResidentKind.Japanese ? "日本人住民" : "外国人住民", 1);
        outcome.Add("移行データ", record.Marks.Migrated ? 1 : 0);
        outcome.Add("履歴", person.Count);
    }

    private static ImportedPerson FactsOf(ResidentRecord record) => new(
        record.Id.Value,
        (record.IndividualNumber == NumberState.Recorded ? PersonFacts.WantsIndividual : 0)
        | (record.RecordCode == NumberState.Recorded ? PersonFacts.WantsCode : 0));

    private void Write(EncodedBlock encoded)
    {
        snapshots.Clear();
        foreach ((_, HistoryRow row) in person)
        {
            HistoryCopy.Write(encoded.History, row, row.RecordedAt ?? frame.Recorded);
            snapshots.Add(row.Record);
        }

        HistoryRow current = person[^1].Row;
        new CurrentRow(current).Write(encoded.Residents);
        ResidentRecord record = current.Record;
        foreach (NameKey name in SearchHistory.Names(snapshots))
        {
            encoded.Names.Row(9).Id(record.Id.Value).Small(name.Kind).Text(name.KeyA).Text(name.KeyB).Text(name.WrittenKey)
                .Text(name.GivenKey).Date(record.BirthDate.Earliest).Date(record.BirthDate.Latest).Bool(!record.IsLive);
        }

        foreach (AddressKey address in SearchHistory.Addresses(snapshots))
        {
            encoded.Addresses.Row(5).Id(record.Id.Value).Text(address.Key).Text(address.Code).Bool(address.Current).Bool(!record.IsLive);
        }
    }
}
