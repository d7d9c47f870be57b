namespace Daicho.Assurance.Rights;

/// <summary>What waits in the rights ledger: designations that the system officer has not set yet.</summary>
internal static class RightsWork
{
    public const string CountSql =
        """
        select count(*), coalesce(min(d.designated_at) < $4 - interval '3 days', false)
        from platform.rights_designation d
        where not exists (select from platform.rights_grant g where g.designation_id = d.id)
          and not exists (select from platform.rights_revocation v where v.designation_id = d.id)
          and $1::uuid is not null and $2::text is not null and $3::date is not null
        """;

    public const string OpenSql =
        """
        select '権限の設定待ち　' || r.name, '/rights', d.designated_at, d.designated_at < $4 - interval '3 days'
        from platform.rights_designation d join platform.role r on r.code = d.role_code
        where not exists (select from platform.rights_grant g where g.designation_id = d.id)
          and not exists (select from platform.rights_revocation v where v.designation_id = d.id)
          and $1::uuid is not null and $2::text is not null and $3::date is not null
        order by d.designated_at, d.id
        limit 20
        """;
}
