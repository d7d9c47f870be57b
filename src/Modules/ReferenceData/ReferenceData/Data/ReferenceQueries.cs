using Daicho.Kernel;
using Daicho.Platform.Data;
using Daicho.ReferenceData.Contracts;
using Daicho.ReferenceData.Masters;
using Npgsql;

namespace Daicho.ReferenceData.Data;

/// <summary>Answers look-ups from the sets in force on a day.</summary>
internal sealed class ReferenceQueries(NpgsqlDataSource database) : IReferenceQueries
{
    private const int RowsMax = 1000;

    private const string TownColumns =
        """
        select municipality_code, code, town || sub_town, kana, postal_code, weight, administrative,
               elementary_school, junior_high_school, voting
        from reference_data.town
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AddressEntry>> FindByPostalCodeAsync(
        PostalCode code,
        DateOnly today,
        CancellationToken cancellation) =>
        await database.ListAsync(
            """
            select p.postal_code, p.municipality_code, p.prefecture, p.municipality, p.town, nullif(p.town_kana, ''), p.note,
                   (select min(t.code) from reference_data.town t
                    where t.dataset_id in (select reference_data.in_force('towns', $2))
                      and t.municipality_code = p.municipality_code and t.town_key = p.town_key)
            from reference_data.postal_code p
            where p.dataset_id in (select reference_data.in_force('postal_codes', $2)) and p.postal_code = $1
            union all
            select t.postal_code, t.municipality_code, m.prefecture, m.name, t.town || t.sub_town, t.kana, null, t.code
            from reference_data.town t
            join reference_data.municipality m on m.code = t.municipality_code
                and m.dataset_id in (select reference_data.in_force('municipalities', $2))
            where t.dataset_id in (select reference_data.in_force('towns', $2)) and t.postal_code = $1
            order by 2, 5, 7 nulls first
            limit 1000
            """,
            Entry, cancellation, code.Value, today);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AddressEntry>> FindTownsAsync(
        MunicipalityCode municipality,
        string beginning,
        int rowsMax,
        DateOnly today,
        CancellationToken cancellation) =>
        await database.ListAsync(
            """
            select * from (
                select t.postal_code, t.municipality_code, m.prefecture, m.name, t.town || t.sub_town as town, t.kana,
                       null::text as note, t.code
                from reference_data.town t
                join reference_data.municipality m on m.code = t.municipality_code
                    and m.dataset_id in (select reference_data.in_force('municipalities', $5))
                where t.dataset_id in (select reference_data.in_force('towns', $5)) and t.municipality_code = $1
                  and (starts_with(t.town_key, $2) or ($3 <> '' and starts_with(t.kana_key, $3)))
                union all
                select p.postal_code, p.municipality_code, p.prefecture, p.municipality, p.town, p.town_kana, p.note, null
                from reference_data.postal_code p
                where p.dataset_id in (select reference_data.in_force('postal_codes', $5)) and p.municipality_code = $1
                  and p.town <> '' and (starts_with(p.town_key, $2) or ($3 <> '' and starts_with(p.kana_key, $3)))
                  and not exists (
                      select from reference_data.town t
                      where t.dataset_id in (select reference_data.in_force('towns', $5))
                        and t.municipality_code = $1 and t.town_key = p.town_key and t.postal_code is not null)
            ) as found
            order by town collate "C", note collate "C" nulls first, postal_code
            limit $4
            """,
            Entry,
            cancellation,
            municipality.Value,
            NameFolding.Fold(beginning),
            KanaFolding.Fold(beginning).KeyA,
            Math.Clamp(rowsMax, 1, RowsMax),
            today);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Municipality>> MunicipalitiesAsync(
        string? prefecture,
        DateOnly today,
        CancellationToken cancellation) =>
        await database.ListAsync(
            """
            select code, prefecture, name, kana from reference_data.municipality
            where dataset_id in (select reference_data.in_force('municipalities', $2))
              and ($1::text is null or prefecture = $1)
            order by code
            limit 5000
            """,
            OneMunicipality, cancellation, prefecture, today);

    /// <inheritdoc/>
    public async Task<Municipality?> FindMunicipalityAsync(
        MunicipalityCode code,
        DateOnly today,
        CancellationToken cancellation) =>
        (await database.ListAsync(
            """
            select code, prefecture, name, kana from reference_data.municipality
            where dataset_id in (select reference_data.in_force('municipalities', $2)) and code = $1
            limit 1
            """,
            OneMunicipality, cancellation, code.Value, today)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<Town?> FindTownAsync(AddressCode code, DateOnly today, CancellationToken cancellation) =>
        (await database.ListAsync(
            TownColumns +
            """

            where dataset_id in (select reference_data.in_force('towns', $3)) and municipality_code = $2 and code = $1
            limit 1
            """,
            OneTown, cancellation, code.Value, code.Municipality.Value, today)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<LotAnswer> FindLotAsync(
        MunicipalityCode municipality,
        string town,
        string lot,
        DateOnly today,
        CancellationToken cancellation)
    {
        List<(bool Lots, bool Buildings, Lot? Row)> found = await database.ListAsync(
            """
            select kept.lots, kept.buildings, l.lot_key, l.building, l.building_kana, l.administrative, l.residents_association,
                   l.neighbourhood_association, l.elementary_school, l.junior_high_school, l.voting, l.facility
            from (
                select exists (select from reference_data.lot where dataset_id in (select reference_data.in_force('lots', $4))
                           and municipality_code = $1 and lot_key <> '') as lots,
                       exists (select from reference_data.lot where dataset_id in (select reference_data.in_force('lots', $4))
                           and municipality_code = $1 and building is not null) as buildings
            ) as kept
            left join reference_data.lot l on l.dataset_id in (select reference_data.in_force('lots', $4))
                and l.municipality_code = $1 and l.town_key = $2 and l.lot_key in ($3, '')
            order by l.lot_key = '', l.place
            limit 1000
            """,
            row => (row.GetBoolean(0), row.GetBoolean(1), row.IsDBNull(2) ? null : OneLot(row, municipality, town, lot)),
            cancellation, municipality.Value, NameFolding.Fold(town), LotNumber.Read(lot).Key, today);
        return new LotAnswer(found[0].Lots, found[0].Buildings, [.. found.Select(one => one.Row).OfType<Lot>()]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holiday>> HolidaysAsync(
        DateOnly from,
        DateOnly until,
        DateOnly today,
        CancellationToken cancellation) =>
        await database.ListAsync(
            """
            select distinct on (day) day, name from reference_data.holiday
            where dataset_id in (select reference_data.in_force('holidays', $3)) and day >= $1 and day < $2
            order by day, name collate "C"
            limit 5000
            """,
            row => new Holiday(row.GetFieldValue<DateOnly>(0), row.GetString(1)), cancellation, from, until, today);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Country>> CountriesAsync(DateOnly today, CancellationToken cancellation) =>
        await database.ListAsync(
            """
            select distinct on (code) code, name, weight from reference_data.country
            where dataset_id in (select reference_data.in_force('countries', $1))
            order by code
            limit 1000
            """,
            row => new Country(row.GetString(0), row.GetString(1), row.GetInt32(2)), cancellation, today);

    /// <inheritdoc/>
    public async Task<Result<PopulationMasters>> PopulationMastersAsync(
        MunicipalityCode municipality,
        DateOnly today,
        CancellationToken cancellation)
    {
        Municipality? city = await FindMunicipalityAsync(municipality, today, cancellation);
        List<Town> towns = await database.ListAsync(
            TownColumns +
            """

            where dataset_id in (select reference_data.in_force('towns', $2)) and municipality_code = $1
            order by code
            """,
            OneTown, cancellation, municipality.Value, today);
        List<Surname> surnames = await database.ListAsync(
            """
            select distinct on (s.written collate "C", s.kana collate "C") s.written, s.kana,
                   s.frequency * case when d.scope = 'invented' then 1000 else 1 end
            from reference_data.surname s
            join reference_data.dataset d using (dataset_id)
            where s.dataset_id in (select reference_data.in_force('surnames', $1))
            order by s.written collate "C", s.kana collate "C", s.frequency desc
            """,
            row => new Surname(row.GetString(0), row.GetString(1), row.GetInt32(2)), cancellation, today);
        List<GivenName> given = await database.ListAsync(
            """
            select distinct sex, written, kana, from_year, until_year, weight from reference_data.given_name
            where dataset_id in (select reference_data.in_force('given_names', $1)) and from_year is not null
            order by sex, from_year, written, kana, weight
            """,
            row => new GivenName(
                row.GetString(0) == "M", row.GetString(1), row.GetString(2), row.Nullable<int?>(3), row.Nullable<int?>(4),
                row.GetInt32(5)),
            cancellation, today);
        IReadOnlyList<Country> countries = await CountriesAsync(today, cancellation);
        if (city is null || towns.Count == 0)
        {
            return MasterRefusals.NoPopulation;
        }

        // Names and countries that nobody imported come from the lists that ship with the program.
        PopulationMasters shipped = await InventedMasters.PopulationAsync(cancellation);
        IReadOnlyList<Municipality> all = await MunicipalitiesAsync(null, today, cancellation);
        return new PopulationMasters(
            city,
            towns,
            all.Count > 1 ? [.. all.Where(other => other.Code != city.Code)] : shipped.Others,
            surnames.Count > 0 ? surnames : shipped.Surnames,
            given.Count > 0 ? given : shipped.GivenNames,
            countries.Count > 0 ? countries : shipped.Countries);
    }

    private static AddressEntry Entry(NpgsqlDataReader row) => new(
        row.IsDBNull(0) ? null : PostalCode.Parse(row.GetString(0)),
        MunicipalityCode.Parse(row.GetString(1)),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.Nullable<string>(5),
        row.Nullable<string>(6),
        row.IsDBNull(7) ? null : AddressCode.Parse(row.GetString(7)));

    private static Municipality OneMunicipality(NpgsqlDataReader row) =>
        new(MunicipalityCode.Parse(row.GetString(0)), row.GetString(1), row.GetString(2), row.GetString(3));

    private static Lot OneLot(NpgsqlDataReader row, MunicipalityCode municipality, string town, string lot) =>
        new(municipality, town, row.GetString(2).Length == 0 ? "" : lot)
        {
            Building = row.Nullable<string>(3),
            BuildingKana = row.Nullable<string>(4),
            Administrative = row.Nullable<string>(5),
            ResidentsAssociation = row.Nullable<string>(6),
            NeighbourhoodAssociation = row.Nullable<string>(7),
            ElementarySchool = row.Nullable<string>(8),
            JuniorHighSchool = row.Nullable<string>(9),
            Voting = row.Nullable<string>(10),
            Facility = row.Nullable<string>(11),
        };

    private static Town OneTown(NpgsqlDataReader row) =>
        new(MunicipalityCode.Parse(row.GetString(0)), AddressCode.Parse(row.GetString(1)), row.GetString(2))
        {
            Kana = row.Nullable<string>(3),
            PostalCode = row.IsDBNull(4) ? null : PostalCode.Parse(row.GetString(4)),
            Weight = row.GetInt32(5),
            Administrative = row.Nullable<string>(6),
            ElementarySchool = row.Nullable<string>(7),
            JuniorHighSchool = row.Nullable<string>(8),
            Voting = row.Nullable<string>(9),
        };
}
