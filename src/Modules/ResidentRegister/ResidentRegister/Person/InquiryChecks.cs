using Daicho.Platform.Data;
using Daicho.ResidentRegister.Contracts;
using Npgsql;

namespace Daicho.ResidentRegister.Person;

/// <summary>What must be seen or proved before a record opens; asked once within one piece of work.</summary>
internal enum InquiryCheck
{
    /// <summary>Another person has the same reading and birth date: one more item must agree (RR-80).</summary>
    Identity,

    /// <summary>支援措置: the warning comes first (standard 2.2.4).</summary>
    Support,

    /// <summary>警告コード (RR-46).</summary>
    Warning,

    /// <summary>照会抑止 with the level alert (standard 3.1).</summary>
    Suppression,
}

/// <summary>Keeps which checks were passed for which person within a piece of work.</summary>
internal static class InquiryChecks
{
    /// <summary>The checks already passed.</summary>
    public static Task<List<InquiryCheck>> PassedAsync(
        UnitOfWork work,
        Guid workContext,
        ResidentId person,
        CancellationToken cancellation) =>
        work.ListAsync(
            "select kind from resident_register.inquiry_check where work_context_id = $1 and resident_id = $2",
            row => Enum.Parse<InquiryCheck>(row.GetString(0), ignoreCase: true),
            cancellation,
            workContext, person.Value);

    /// <summary>Notes a check as passed for several persons; once is enough.</summary>
    public static Task PassAsync(
        UnitOfWork work,
        Guid workContext,
        IEnumerable<ResidentId> persons,
        InquiryCheck check,
        CancellationToken cancellation) =>
        work.ExecuteAsync(
            """
            insert into resident_register.inquiry_check (work_context_id, resident_id, kind)
            select $1, person, $3 from unnest($2::uuid[]) person
            on conflict do nothing
            """,
            cancellation,
            workContext, persons.Select(person => person.Value).ToArray(), Name(check));

    /// <summary>Takes what was passed for a person over to a further purpose of the same work, such as a print.</summary>
    public static Task<int> TakeOverAsync(
        NpgsqlDataSource database,
        Guid from,
        Guid to,
        ResidentId person,
        CancellationToken cancellation) =>
        database.ExecuteAsync(
            """
            insert into resident_register.inquiry_check (work_context_id, resident_id, kind)
            select $2, resident_id, kind from resident_register.inquiry_check
            where work_context_id = $1 and resident_id = $3
            on conflict do nothing
            """,
            cancellation,
            from, to, person.Value);

    /// <summary>Whether another person on the register has the same reading and the same birth date.</summary>
    public static async Task<bool> HasNamesakeAsync(UnitOfWork work, ResidentId person, CancellationToken cancellation) =>
        (await work.ListAsync(
            """
            select exists (
                select from resident_register.resident me
                join resident_register.resident other
                  on other.birth_from = me.birth_from and other.name_kana collate "C" = me.name_kana collate "C"
                where me.resident_id = $1 and other.resident_id <> $1)
            """,
            row => row.GetBoolean(0),
            cancellation,
            person.Value)).Single();

    private static string Name(InquiryCheck check) => check switch
    {
        InquiryCheck.Identity => "identity",
        InquiryCheck.Support => "support",
        InquiryCheck.Warning => "warning",
        InquiryCheck.Suppression => "suppression",
    };
}
