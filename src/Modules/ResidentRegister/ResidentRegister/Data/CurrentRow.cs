using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Data;

/// <summary>The current row that a history row gives; the one derivation, for single acts and for imports.</summary>
internal readonly record struct CurrentRow(HistoryRow Row)
{
    /// <summary>Columns in the order of both ways to write them.</summary>
    public const short Columns = 20;

    /// <summary>The values as parameters.</summary>
    public object?[] Values()
    {
        ResidentRecord record = Row.Record;
        return
        [
            record.Id.Value, Row.HistoryNo, record.AddresseeNumber.Value, record.Household.Id.Value,
            record.Household.Order, record.Household.Relationship, (short)record.Kind, (short)record.Sex,
            record.Name.Display, record.Name.Kana, record.BirthDate.Display(), record.BirthDate.Earliest,
            record.BirthDate.Latest, record.Address.Full, record.Address.PostalCode?.Value,
            record.Address.Code?.Value, record.MoveOut?.PlannedOn, record.Removal?.RemovedOn,
            (short?)record.Removal?.Kind, record.Marks.WarningCode,
        ];
    }

    /// <summary>The values as a row of a COPY.</summary>
    public void Write(CopyRows rows)
    {
        ResidentRecord record = Row.Record;
        rows.Row(Columns)
            .Id(record.Id.Value).Int(Row.HistoryNo).Text(record.AddresseeNumber.Value).Id(record.Household.Id.Value)
            .Int(record.Household.Order).Text(record.Household.Relationship).Small((short)record.Kind).Small((short)record.Sex)
            .Text(record.Name.Display).Text(record.Name.Kana).Text(record.BirthDate.Display()).Date(record.BirthDate.Earliest)
            .Date(record.BirthDate.Latest).Text(record.Address.Full).Text(record.Address.PostalCode?.Value)
            .Text(record.Address.Code?.Value).Date(record.MoveOut?.PlannedOn).Date(record.Removal?.RemovedOn)
            .Small((short?)record.Removal?.Kind).Text(record.Marks.WarningCode);
    }
}
