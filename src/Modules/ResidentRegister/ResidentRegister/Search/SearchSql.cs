namespace Daicho.ResidentRegister.Search;

/// <summary>
/// The statements of a search: one head for each way to find candidates by an index, and one tail that narrows, orders
/// and pages. A range of keys serves whole and prefix match; '%' as pattern lets every key of the range through.
/// </summary>
/// <remarks>
/// A name with an address has a tail of its own: there the address is a join that the planner may begin with, while a
/// condition that may be absent is asked row by row.
/// Head parameters: $1–$2 range of key A, or of the name, address or number; $3–$4 range of key B; $5 pattern of key A,
/// $6 of key B; $7–$8 first and last day of birth or null; $9 address code.
/// Each head yields (resident_id, kind), kind ≥ 100 for a name or address the person no longer has.
/// </remarks>
internal static class SearchSql
{
    /// <summary>By reading.</summary>
    public const string ByReading = ByReadingHead + Tail;

    /// <summary>By reading and address.</summary>
    public const string ByReadingAndAddress = ByReadingHead + TailWithAddress;

    /// <summary>By a part of the reading.</summary>
    public const string ByReadingPart = ByReadingPartHead + Tail;

    /// <summary>By a part of the reading and address.</summary>
    public const string ByReadingPartAndAddress = ByReadingPartHead + TailWithAddress;

    /// <summary>By the given name alone.</summary>
    public const string ByGivenName = ByGivenNameHead + Tail;

    /// <summary>By the given name alone and address.</summary>
    public const string ByGivenNameAndAddress = ByGivenNameHead + TailWithAddress;

    /// <summary>By the name in kanji or alphabet.</summary>
    public const string ByName = ByNameHead + Tail;

    /// <summary>By the name in kanji or alphabet and address.</summary>
    public const string ByNameAndAddress = ByNameHead + TailWithAddress;

    private const string Tail = TailOpen + TailClose;

    private const string TailWithAddress = TailOpen + AddressJoined + TailClose;

    /// <summary>
    /// By reading. Either key may fit: stored ヂ and ヅ differ in key B; typed ヂ and ヅ are compared with both.
    /// An exact birth date is one range of (birth_from, key_a); vague ones stand apart, as their days overlap.
    /// </summary>
    private const string ByReadingHead =
        """
        with hit as (
            select resident_id, kind from resident_register.search_name
            where key_a between $1 and $2 and key_a like $5 and ($7::date is null or birth_from between $7 and $8)
            union all
            select resident_id, kind from resident_register.search_name
            where key_a between $1 and $2 and key_a like $5
              and vague and birth_from < $7 and birth_until >= $7
            union all
            select resident_id, kind from resident_register.search_name
            where key_b between $3 and $4 and key_b like $6 and two_keys
              and ($7::date is null or (birth_from <= $8 and birth_until >= $7))
            union all
            select resident_id, kind from resident_register.search_name
            where $1 <> $3 and key_a between $3 and $4 and key_a like $6 and not two_keys
              and ($7::date is null or (birth_from <= $8 and birth_until >= $7))
        )
        """;

    /// <summary>By a pattern of the reading, with the typed ヂ and ヅ compared both ways.</summary>
    private const string ByReadingPartHead =
        """
        with hit as (
            select resident_id, kind from resident_register.search_name
            where (key_a like $5 or (two_keys and key_b like $6) or (not two_keys and key_a like $6))
              and ($7::date is null or (birth_from <= $8 and birth_until >= $7))
        )
        """;

    /// <summary>By the given name alone.</summary>
    private const string ByGivenNameHead =
        """
        with hit as (
            select resident_id, kind from resident_register.search_name
            where given_key in ($1, $3) and ($7::date is null or (birth_from <= $8 and birth_until >= $7))
        )
        """;

    /// <summary>By the name in kanji or alphabet.</summary>
    private const string ByNameHead =
        """
        with hit as (
            select resident_id, kind from resident_register.search_name
            where written_key between $1 and $2 and written_key like $5
              and ($7::date is null or birth_from between $7 and $8)
            union all
            select resident_id, kind from resident_register.search_name
            where written_key between $1 and $2 and written_key like $5
              and vague and birth_from < $7 and birth_until >= $7
        )
        """;

    /// <summary>By address text, address code, or both.</summary>
    public const string ByAddress =
        """
        with hit as (
            select resident_id, (case when current then 0 else 100 end)::smallint as kind
            from resident_register.search_address
            where address_key between $1 and $2 and address_key like $5
              and ($9::text is null or address_code = $9)
              and resident_id not in (select unnest($27::uuid[]))
        )
        """ + Tail;

    /// <summary>By addressee number.</summary>
    public const string ByAddresseeNumber =
        """
        with hit as (
            select resident_id, 0::smallint as kind from resident_register.resident where addressee_number = $1
        )
        """ + Tail;

    /// <summary>By household number: the members.</summary>
    public const string ByHouseholdNumber =
        """
        with hit as (
            select r.resident_id, 0::smallint as kind
            from resident_register.household h join resident_register.resident r using (household_id)
            where h.household_number = $1
        )
        """ + Tail;

    /// <summary>By the number of a residence card, present or past.</summary>
    public const string ByCardNumber =
        """
        with hit as (
            select h.resident_id, (case when h.history_no = r.version then 0 else 100 end)::smallint as kind
            from resident_register.resident_history h join resident_register.resident r using (resident_id)
            where h.record #>> '{foreign,cardNumber}' = $1
        )
        """ + Tail;

    /// <summary>By the code of the facility that the address is, or was.</summary>
    public const string ByFacility =
        """
        with hit as (
            select h.resident_id, (case when h.history_no = r.version then 0 else 100 end)::smallint as kind
            from resident_register.resident_history h join resident_register.resident r using (resident_id)
            where h.record #>> '{address,facility}' = $1
        )
        """ + Tail;

    /// <summary>By the code of a corrected residence.</summary>
    public const string ByResidenceCorrection =
        """
        with hit as (
            select h.resident_id, (case when h.history_no = r.version then 0 else 100 end)::smallint as kind
            from resident_register.resident_history h join resident_register.resident r using (resident_id)
            where h.record #>> '{marks,residenceCorrection}' = $1
        )
        """ + Tail;

    /// <summary>By the code of the municipality that kept the record before a merger.</summary>
    public const string ByFormerMunicipality =
        """
        with hit as (
            select h.resident_id, (case when h.history_no = r.version then 0 else 100 end)::smallint as kind
            from resident_register.resident_history h join resident_register.resident r using (resident_id)
            where h.record ->> 'formerMunicipality' = $1
        )
        """ + Tail;

    /// <summary>By a present reading that was not confirmed.</summary>
    public const string ByUnconfirmedReading =
        """
        with hit as (
            select h.resident_id, 0::smallint as kind
            from resident_register.resident_history h
            join resident_register.resident r on r.resident_id = h.resident_id and r.version = h.history_no
            where resident_register.has_unconfirmed_reading(h.record)
        )
        """ + Tail;

    /// <summary>By items that are blank; all that are named must be. $5 lists them.</summary>
    public const string ByBlank =
        """
        with hit as (
            select r.resident_id, 0::smallint as kind
            from resident_register.resident r
            where (strpos($5, '/Name/') = 0 or r.name_written = '')
              and (strpos($5, '/Reading/') = 0 or coalesce(r.name_kana, '') = '')
              and (strpos($5, '/Sex/') = 0 or r.sex = 0)
              and (strpos($5, '/Relationship/') = 0 or r.relationship = '')
              and (strpos($5, '/PostalCode/') = 0 or r.postal_code is null)
              and (strpos($5, '/AddressCode/') = 0 or r.address_code is null)
              and (strpos($5, '/Nationality/') + strpos($5, '/CardNumber/') = 0 or (r.kind = 1 and exists (
                    select from resident_register.resident_history h
                    where h.resident_id = r.resident_id and h.history_no = r.version
                      and (strpos($5, '/Nationality/') = 0 or h.record #>> '{foreign,nationality}' is null)
                      and (strpos($5, '/CardNumber/') = 0 or h.record #>> '{foreign,cardNumber}' is null))))
        )
        """ + Tail;

    /// <summary>The persons that the vault found; $5 lists their ids.</summary>
    public const string ByPersons =
        """
        with hit as (
            select resident_id, 0::smallint as kind from resident_register.resident
            where resident_id = any (string_to_array(nullif($5, ''), ',')::uuid[])
        )
        """ + Tail;

    /// <summary>
    /// $10 with past, $11 with removed, $12 sex, $13 relationship, $14 removal kind, $15–$16 range and $17 pattern of the
    /// written name, $18–$19 range and $20 pattern of the address, $21 pattern of the building, $22 the person after whom
    /// and $23 before whom the page stands, $24 rows, $25–$26 birth where the head does not ask for it,
    /// $27 persons whose addresses are kept from the operator: no condition of an address, present or past, meets them.
    /// </summary>
    /// <remarks>Order: reading, birth, addressee number, each by bytes; persons without reading or birth date stand last.</remarks>
    private const string TailOpen =
        """
        ,
        found as materialized (
            select r.resident_id,
                   coalesce(r.name_kana collate "C", U&'\+10FFFF') as by_reading,
                   coalesce(r.birth_from, 'infinity') as by_birth,
                   r.addressee_number collate "C" as by_number,
                   min(hit.kind) as kind
            from hit join resident_register.resident r using (resident_id)
            where ($10 or hit.kind < 100)
              and ($11 or r.removed_on is null)
              and ($12::smallint is null or r.sex = $12)
              and ($13::text is null or r.relationship = $13)
              and ($14::smallint is null or r.removal_kind = $14)
              and ($25::date is null or (r.birth_from <= $26 and r.birth_until >= $25))
              and ($15::text is null or exists (
                    select from resident_register.search_name n
                    where n.resident_id = r.resident_id and n.written_key between $15 and $16 and n.written_key like $17
                      and ($10 or n.kind < 100)))
        """;

    private const string AddressJoined =
        """

              and r.resident_id in (
                    select a.resident_id from resident_register.search_address a
                    where a.address_key between $18 and $19 and a.address_key like $20
                      and ($9::text is null or a.address_code = $9) and ($10 or a.current)
                      and a.resident_id not in (select unnest($27::uuid[])))
        """;

    private const string TailClose =
        """

              and ($21::text is null or (r.resident_id not in (select unnest($27::uuid[])) and exists (
                    select from resident_register.search_address a
                    where a.resident_id = r.resident_id and a.address_key like $21 and ($10 or a.current))))
            group by r.resident_id
        ),
        placed as (
            select *, count(*) over () as total, row_number() over (order by by_reading, by_birth, by_number) as place
            from found
        )
        select r.resident_id, r.household_id, r.kind, r.sex, r.name_written, r.name_kana, r.birth_written, r.birth_from,
               r.birth_until, r.address_written, r.addressee_number, r.relationship, r.planned_out_on, r.removed_on,
               r.removal_kind, r.warning_code, p.kind, p.place, p.total
        from placed p join resident_register.resident r using (resident_id)
        where ($22::uuid is null or (p.by_reading, p.by_birth, p.by_number) > (
                  select coalesce(a.name_kana collate "C", U&'\+10FFFF'), coalesce(a.birth_from, 'infinity'),
                         a.addressee_number collate "C"
                  from resident_register.resident a where a.resident_id = $22))
          and ($23::uuid is null or (p.by_reading, p.by_birth, p.by_number) < (
                  select coalesce(a.name_kana collate "C", U&'\+10FFFF'), coalesce(a.birth_from, 'infinity'),
                         a.addressee_number collate "C"
                  from resident_register.resident a where a.resident_id = $23))
        order by case when $23::uuid is null then p.place else -p.place end
        limit $24
        """;
}
