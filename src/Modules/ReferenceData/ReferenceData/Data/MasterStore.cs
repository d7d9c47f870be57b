using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ReferenceData.Contracts;
using Daicho.ReferenceData.Masters;
using Npgsql;
using NpgsqlTypes;

namespace Daicho.ReferenceData.Data;

/// <summary>Writes data sets; a set that is already there is left alone.</summary>
internal static class MasterStore
{
    /// <summary>Writes one set inside the unit of work.</summary>
    /// <returns>False when the same file was imported before.</returns>
    public static async Task<bool> AddAsync(
        UnitOfWork work,
        MasterOrigin origin,
        MasterSet set,
        CancellationToken cancellation)
    {
        Guid dataset = Guid.CreateVersion7();
        int added = await work.ExecuteAsync(
            """
            insert into reference_data.dataset (
                dataset_id, kind, scope, version, source, licence, valid_from, imported_by, row_count, sha256)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (kind, sha256) do nothing
            """,
            cancellation,
            dataset, set.Kind, origin.Invented ? "invented" : "national", origin.Version, origin.Source, origin.Licence,
            origin.ValidFrom, work.Operator.OperatorCode, set.Rows, set.Sha256);
        if (added == 0)
        {
            return false;
        }

        NpgsqlConnection connection = await work.ConnectionAsync(cancellation);
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(CopyOf(set), cancellation);
        foreach (object?[] row in Rows(set))
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(dataset, NpgsqlDbType.Uuid, cancellation);
            foreach (object? value in row)
            {
                await WriteAsync(copy, value, cancellation);
            }
        }

        await copy.CompleteAsync(cancellation);
        return true;
    }

    private static string CopyOf(MasterSet set) => set switch
    {
        MasterSet.Municipalities =>
            "copy reference_data.municipality (dataset_id, code, prefecture, name, kana) from stdin (format binary)",
        MasterSet.Towns =>
            """
            copy reference_data.town (
                dataset_id, municipality_code, code, town, sub_town, kana, postal_code, weight, town_key, kana_key,
                administrative, elementary_school, junior_high_school, voting) from stdin (format binary)
            """,
        MasterSet.PostalCodes =>
            """
            copy reference_data.postal_code (
                dataset_id, place, postal_code, municipality_code, prefecture, municipality, town, town_kana, note,
                town_key, kana_key) from stdin (format binary)
            """,
        MasterSet.Lots =>
            """
            copy reference_data.lot (
                dataset_id, place, municipality_code, town_key, lot_key, building, building_kana, administrative,
                residents_association, neighbourhood_association, elementary_school, junior_high_school, voting, facility)
            from stdin (format binary)
            """,
        MasterSet.Surnames => "copy reference_data.surname (dataset_id, written, kana, frequency) from stdin (format binary)",
        MasterSet.GivenNames =>
            """
            copy reference_data.given_name (dataset_id, sex, written, kana, from_year, until_year, weight)
            from stdin (format binary)
            """,
        MasterSet.Holidays => "copy reference_data.holiday (dataset_id, day, name) from stdin (format binary)",
        MasterSet.Countries => "copy reference_data.country (dataset_id, code, name, weight) from stdin (format binary)",
        _ => throw new InvalidOperationException($"No table holds {set.Kind}."),
    };

    private static IEnumerable<object?[]> Rows(MasterSet set) => set switch
    {
        MasterSet.Municipalities { Items: var items } => items.Select(item =>
            new object?[] { item.Code.Value, item.Prefecture, item.Name, item.Kana }),
        MasterSet.Towns { Items: var items } => items.Select(item => TownRow(item.Town, item.Large, item.Small)),
        MasterSet.PostalCodes { Items: var items } => items.Select((item, place) => new object?[]
        {
            place, item.PostalCode, item.MunicipalityCode, item.Prefecture, item.Municipality, item.Town, item.TownKana,
            item.Note, NameFolding.Fold(item.Town), KanaFolding.Fold(item.TownKana).KeyA,
        }),
        MasterSet.Lots { Items: var items } => items.Select((item, place) => new object?[]
        {
            place, item.Municipality.Value, NameFolding.Fold(item.TownName), LotNumber.Read(item.Number).Key, item.Building, item.BuildingKana,
            item.Administrative, item.ResidentsAssociation, item.NeighbourhoodAssociation, item.ElementarySchool, item.JuniorHighSchool,
            item.Voting, item.Facility,
        }),
        MasterSet.Surnames { Items: var items } => items.Select(item => new object?[] { item.Written, item.Kana, item.Frequency }),
        MasterSet.GivenNames { Items: var items } => items.Select(item =>
            new object?[] { item.Male ? "M" : "F", item.Written, item.Kana, item.FromYear, item.UntilYear, item.Weight }),
        MasterSet.Holidays { Items: var items } => items.Select(item => new object?[] { item.Day, item.Name }),
        MasterSet.Countries { Items: var items } => items.Select(item => new object?[] { item.Code, item.Name, item.Weight }),
        _ => throw new InvalidOperationException($"No table holds {set.Kind}."),
    };

    private static object?[] TownRow(Town town, string large, string small) =>
    [
        town.Municipality.Value, town.Code.Value, large, small, town.Kana, town.PostalCode?.Value, town.Weight,
        NameFolding.Fold(town.Name), town.Kana is null ? null : KanaFolding.Fold(town.Kana).KeyA,
        town.Administrative, town.ElementarySchool, town.JuniorHighSchool, town.Voting,
    ];

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, CancellationToken cancellation) => value switch
    {
        null => copy.WriteNullAsync(cancellation),
        string text => copy.WriteAsync(text, NpgsqlDbType.Text, cancellation),
        int number => copy.WriteAsync(number, NpgsqlDbType.Integer, cancellation),
        DateOnly day => copy.WriteAsync(day, NpgsqlDbType.Date, cancellation),
        _ => throw new InvalidOperationException("Masters hold text, whole numbers and days."),
    };
}
