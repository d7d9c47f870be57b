namespace Daicho.Assurance.AccessReview;

/// <summary>
/// One statement for each pattern. Columns: operator_code, display_name, subject, first, last, count, detail. Parameters: $1 and
/// $2 the period (timestamptz, half-open), $3 the limit, $4 and $5 office hours (time), $6 now.
/// </summary>
internal static class PatternSql
{
    /// <summary>Most rows of an answer; one that has so many was cut.</summary>
    public const int RowsMax = 500;

    /// <summary>Most rows of <see cref="Pairs"/>.</summary>
    public const int PairsMax = 200_000;

    // Everybody whose data a row showed: the person opened, the household, and those on the list of a search, which shows name,
    // birth date and address. The names that the pages of this review add to the log's own rows are no looks of their own.
    private const string Shown =
        """
        cross join lateral (
            select l.subject_id where l.subject_id is not null
            union select unnest(l.subject_ids) where l.action <> 'resident.summary') s (subject_id)
        """;

    public const string Denied =
        """
        select l.operator_code, o.display_name, null::uuid, min(l.occurred_at), max(l.occurred_at), count(*), l.refusal_code
        from platform.access_log l
        left join platform.operator o on o.id = l.operator_id
        where l.occurred_at >= $1 and l.occurred_at < $2 and l.refusal_code is not null
          -- Steps of an ordinary sign-in, and wrong passwords, which have a pattern of their own.
          and l.refusal_code not in ('SEC-SIGN-IN-001', 'SEC-SIGN-IN-002', 'SEC-RIGHT-002', 'SEC-RIGHT-003', 'SEC-PASSWORD-001')
          and (l.kind <> 'change' or l.refusal_code like 'SEC-%')
        group by l.operator_code, o.display_name, l.refusal_code
        order by 6 desc, 1 limit 500
        """;

    public const string NumberShown =
        """
        select l.operator_code, o.display_name, null::uuid, min(l.occurred_at), max(l.occurred_at), count(*), ''
        from platform.access_log l
        join platform.operator o on o.id = l.operator_id and o.kind = 'staff'
        where l.occurred_at >= $1 and l.occurred_at < $2 and (l.kind = 'reveal' or l.number_accessed) and l.refusal_code is null
        group by l.operator_code, o.display_name, (l.occurred_at at time zone 'Asia/Tokyo')::date
        order by 6 desc, 1 limit 500
        """;

    public const string OutOfHours =
        """
        select l.operator_code, o.display_name, null::uuid, min(l.occurred_at), max(l.occurred_at), count(*),
               case when date_part('isodow', d.day) >= 6 then '土日' when h.day is not null then '休日' else '開庁時間外' end
        from platform.access_log l
        join platform.operator o on o.id = l.operator_id and o.kind = 'staff'
        cross join lateral (select (l.occurred_at at time zone 'Asia/Tokyo')::date as day,
                                   (l.occurred_at at time zone 'Asia/Tokyo')::time as hour) d
        left join platform.business_holiday h on h.day = d.day
        where l.occurred_at >= $1 and l.occurred_at < $2 and l.kind <> 'account'
          and (date_part('isodow', d.day) >= 6 or h.day is not null or d.hour < $4 or d.hour >= $5)
        group by l.operator_code, o.display_name, d.day, h.day
        order by 4, 1 limit 500
        """;

    public const string ManyInAnHour =
        $"""
        select l.operator_code, o.display_name, null::uuid, min(l.occurred_at), max(l.occurred_at), count(distinct s.subject_id), ''
        from platform.access_log l
        join platform.operator o on o.id = l.operator_id and o.kind = 'staff'
        {Shown}
        where l.occurred_at >= $1 and l.occurred_at < $2 and l.kind in ('search', 'view', 'reveal', 'output') and l.refusal_code is null
        group by l.operator_code, o.display_name, date_trunc('hour', l.occurred_at)
        having count(distinct s.subject_id) > $3
        order by 6 desc, 1 limit 500
        """;

    public const string ManyInADay =
        $"""
        select l.operator_code, o.display_name, null::uuid, min(l.occurred_at), max(l.occurred_at), count(distinct s.subject_id), ''
        from platform.access_log l
        join platform.operator o on o.id = l.operator_id and o.kind = 'staff'
        {Shown}
        where l.occurred_at >= $1 and l.occurred_at < $2 and l.kind in ('search', 'view', 'reveal', 'output') and l.refusal_code is null
        group by l.operator_code, o.display_name, (l.occurred_at at time zone 'Asia/Tokyo')::date
        having count(distinct s.subject_id) > $3
        order by 6 desc, 1 limit 500
        """;

    public const string Repeated =
        // A search and the record opened from it are one look.
        $"""
        select l.operator_code, o.display_name, s.subject_id, min(l.occurred_at), max(l.occurred_at), 
               greatest(count(distinct l.request_id) filter (where l.kind = 'search'), count(distinct l.request_id) filter (where l.kind <> 'search')), ''
        from platform.access_log l
        join platform.operator o on o.id = l.operator_id and o.kind = 'staff'
        {Shown}
        where l.occurred_at >= $1 and l.occurred_at < $2
          and l.kind in ('search', 'view', 'change', 'issue') and l.refusal_code is null
        group by l.operator_code, o.display_name, s.subject_id
        having greatest(count(distinct l.request_id) filter (where l.kind = 'search'), count(distinct l.request_id) filter (where l.kind <> 'search')) >= $3
           and count(*) filter (where l.kind in ('change', 'issue')) = 0
        order by 6 desc, 1 limit 500
        """;

    public const string WithoutAct =
        $"""
        select v.operator_code, v.display_name, null::uuid, min(v.first), max(v.last), count(*), ''
        from (
            select l.operator_code, o.display_name, s.subject_id, (l.occurred_at at time zone 'Asia/Tokyo')::date as day,
                   min(l.occurred_at) as first, max(l.occurred_at) as last
            from platform.access_log l
            join platform.operator o on o.id = l.operator_id and o.kind = 'staff'
            {Shown}
            where l.occurred_at >= $1 and l.occurred_at < $2
              and l.kind in ('search', 'view', 'change', 'issue') and l.refusal_code is null
            group by l.operator_code, o.display_name, s.subject_id, day
            having count(*) filter (where l.kind in ('change', 'issue')) = 0) v
        group by v.operator_code, v.display_name, v.day
        having count(*) >= $3
        order by 6 desc, 1 limit 500
        """;

    public const string WideSearch =
        """
        select l.operator_code, o.display_name, null::uuid, l.occurred_at, l.occurred_at, l.result_count::bigint, ''
        from platform.access_log l
        join platform.operator o on o.id = l.operator_id and o.kind = 'staff'
        where l.occurred_at >= $1 and l.occurred_at < $2 and l.kind = 'search' and l.result_count >= $3
          and l.action <> 'resident.likeness'
        order by 6 desc, l.id limit 500
        """;

    public const string FailedSignIn =
        """
        select l.operator_code, o.display_name, null::uuid, min(l.occurred_at), max(l.occurred_at), count(*), ''
        from platform.access_log l
        left join platform.operator o on o.id = l.operator_id
        where l.occurred_at >= $1 and l.occurred_at < $2 and l.kind = 'account' and l.refusal_code = 'SEC-SIGN-IN-002'
        group by l.operator_code, o.display_name, (l.occurred_at at time zone 'Asia/Tokyo')::date
        having count(*) >= $3
        order by 6 desc, 1 limit 500
        """;

    // Half an hour is the longest idle time that can be set; a session silent for longer was left.
    public const string LeftOpen =
        """
        select o.code, o.display_name, null::uuid, min(s.signed_in_at), max(s.signed_in_at), count(*), ''
        from platform.session s
        join platform.operator o on o.id = s.operator_id and o.kind = 'staff'
        where s.signed_in_at >= $1 and s.signed_in_at < $2
          and (s.end_reason in ('idle', 'expired', 'replaced') or (s.ended_at is null and s.last_seen_at < $6 - interval '30 minutes'))
        group by o.code, o.display_name
        order by 6 desc, 1 limit 500
        """;

    /// <summary>Who used whose record: for the comparisons that need the register.</summary>
    public const string Pairs =
        $"""
        select l.operator_code, o.display_name, s.subject_id, min(l.occurred_at), max(l.occurred_at), count(*), o.id::text
        from platform.access_log l
        join platform.operator o on o.id = l.operator_id and o.kind = 'staff'
        {Shown}
        where l.occurred_at >= $1 and l.occurred_at < $2
          and l.kind in ('search', 'view', 'change', 'issue', 'reveal', 'output') and l.refusal_code is null
        group by l.operator_code, o.display_name, s.subject_id, o.id
        order by 4 limit 200000
        """;

    public const string Relations = "select operator_id, resident_id, relation from platform.operator_relation";
}
