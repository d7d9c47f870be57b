using System.Globalization;
using System.Security.Cryptography;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Npgsql;

namespace Daicho.ResidentRegister.IssueCertificate.Seals;

/// <summary>Which seal is to be registered.</summary>
/// <param name="Role"><c>mayor</c> or <c>acting</c>: whose certificates it closes.</param>
/// <param name="From">First day.</param>
/// <param name="Until">The day after the last; null until the next one comes.</param>
/// <param name="Source">On which decision (文書番号).</param>
internal sealed record SealTerms(string Role, DateOnly From, DateOnly? Until, string Source);

/// <summary>Where a seal stands between registration and use.</summary>
internal enum SealState
{
    /// <summary>Nobody has decided.</summary>
    Waiting,

    /// <summary>Approved, not taken into use.</summary>
    Approved,

    /// <summary>Not approved.</summary>
    Refused,

    /// <summary>Neither decided nor taken into use in time.</summary>
    Expired,

    /// <summary>Taken into use.</summary>
    Entered,
}

/// <summary>A seal in the list.</summary>
/// <param name="Id">Internal id.</param>
/// <param name="Terms">What was asked for; of a seal in use, its present end.</param>
/// <param name="SideTenthsMm">Side of the print in tenths of a millimetre.</param>
/// <param name="AskedBy">Code of the officer who registered it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="IsUsable">Approved, and the reader is who asked.</param>
internal sealed record SealLine(Guid Id, SealTerms Terms, int SideTenthsMm, string AskedBy, SealState State, bool IsUsable);

/// <summary>Pictures of the electronic seal: registered by one officer, approved by another, then taken into use by the first.</summary>
internal sealed class SealStore(NpgsqlDataSource database, BusinessClock clock, Approvals approvals)
{
    /// <summary>Kind of the approval.</summary>
    public const string ApprovalKind = "certificate.seal";

    private const string ListSql =
        """
        select s.seal_image_id, s.role, s.valid_from, s.valid_until, s.source, s.side_tenths_mm, s.asked_by,
               case when s.entered_at is not null then 'Entered' when a.decision = 'refused' then 'Refused'
                    when a.expires_at <= $1 then 'Expired' when a.decision = 'approved' then 'Approved' else 'Waiting' end,
               a.requested_by = $2
        from resident_register.seal_image s join platform.approval a on a.id = s.approval_id
        order by s.asked_at desc limit 100
        """;

    private const string AddSql =
        """
        insert into resident_register.seal_image
            (seal_image_id, role, valid_from, valid_until, side_tenths_mm, pixels, bits, picture, source, approval_id, asked_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string FindSql =
        """
        select approval_id, role, valid_from, valid_until, source, side_tenths_mm, picture
        from resident_register.seal_image where seal_image_id = $1 and entered_at is null for update
        """;

    // The seal in use without an end gives way to the next one on its first day.
    private const string SucceedSql =
        """
        update resident_register.seal_image set valid_until = $2
        where role = $1 and entered_at is not null and valid_until is null and valid_from < $2
        """;

    private const string EnterSql = "update resident_register.seal_image set entered_at = clock_timestamp() where seal_image_id = $1";

    /// <summary>The seals, the newest first.</summary>
    public Task<List<SealLine>> ListAsync(OperatorContext by, CancellationToken cancellation) => database.ListAsync(
        ListSql,
        row => new SealLine(
            row.GetGuid(0), Terms(row, 1), row.GetInt32(5), row.GetString(6),
            Enum.Parse<SealState>(row.GetString(7)), row.GetBoolean(8) && row.GetString(7) == nameof(SealState.Approved)),
        cancellation, clock.Instant(), by.OperatorId);

    /// <summary>The file as registered; null when there is none of this id.</summary>
    public async Task<byte[]?> FindPictureAsync(Guid id, CancellationToken cancellation) => (await database.ListAsync(
        "select picture from resident_register.seal_image where seal_image_id = $1", row => row.GetFieldValue<byte[]>(0), cancellation, id))
        .SingleOrDefault();

    /// <summary>Registers a picture and asks another officer to approve it; a form sent twice registers once.</summary>
    /// <returns>Null when done; else CE-12, or what cannot be read.</returns>
    public async Task<Refusal?> AskAsync(
        OperatorContext by, Guid act, SealTerms terms, int sideTenthsMm, byte[] png, CancellationToken cancellation)
    {
        if (SealImage.Read(png, sideTenthsMm).IsRefused(out Refusal? why, out SealImage? seal))
        {
            return why;
        }

        if (terms.From < clock.Today() || terms.Until <= terms.From)
        {
            return SealRefusals.WrongPeriod;
        }

        await using UnitOfWork work = new(database, by);
        string summary = $"電子公印（{SealRefusals.WordOf(terms.Role)}）{Wareki.Display(terms.From, EraTable.Default)}から";
        if ((await approvals.RequestAsync(work, act, ApprovalKind, Subject(terms, sideTenthsMm, png), summary, terms.Source, cancellation))
            .IsRefused(out why, out AskedApproval? asked))
        {
            return why;
        }

        if (asked.First)
        {
            await work.ExecuteAsync(
                AddSql, cancellation,
                Guid.CreateVersion7(), terms.Role, terms.From, terms.Until, sideTenthsMm, seal.Pixels, seal.Bits, png, terms.Source,
                asked.Id, by.OperatorCode);
            await work.CommitAsync(cancellation);
        }

        return null;
    }

    /// <summary>Takes an approved seal into use, once, by who registered it: the approval is of this very picture and period.</summary>
    public async Task<Refusal?> EnterAsync(OperatorContext by, Guid id, CancellationToken cancellation)
    {
        await using UnitOfWork work = new(database, by);
        List<(Guid Approval, SealTerms Terms, int Side, byte[] Picture)> found = await work.ListAsync(
            FindSql,
            row => (row.GetGuid(0), Terms(row, 1), row.GetInt32(5), row.GetFieldValue<byte[]>(6)),
            cancellation, id);
        if (found is not [var seal])
        {
            return SealRefusals.NotWaiting;
        }

        if (await approvals.UseAsync(work, seal.Approval, ApprovalKind, Subject(seal.Terms, seal.Side, seal.Picture), cancellation) is { } not)
        {
            return not;
        }

        try
        {
            await work.ExecuteAsync(SucceedSql, cancellation, seal.Terms.Role, seal.Terms.From);
            await work.ExecuteAsync(EnterSql, cancellation, id);
        }
        catch (PostgresException overlap) when (overlap.SqlState == PostgresErrorCodes.ExclusionViolation)
        {
            return SealRefusals.WrongPeriod;
        }

        work.Record(new AccessEntry(AccessKind.Account, "certificate.seal.enter") { Items = seal.Terms.Role, ActId = seal.Approval });
        await work.CommitAsync(cancellation);
        return null;
    }

    private static SealTerms Terms(NpgsqlDataReader row, int first) => new(
        row.GetString(first), row.GetFieldValue<DateOnly>(first + 1), row.Nullable<DateOnly?>(first + 2), row.GetString(first + 3));

    private static string Subject(SealTerms terms, int sideTenthsMm, byte[] png) => string.Create(
        CultureInfo.InvariantCulture,
        $"{terms.Role}\n{terms.From:O}\n{terms.Until:O}\n{terms.Source}\n{sideTenthsMm}\n{Convert.ToHexString(SHA256.HashData(png))}");
}

/// <summary>What registration of a seal refuses, and the words of roles.</summary>
internal static class SealRefusals
{
    /// <summary>The period.</summary>
    public static readonly Refusal WrongPeriod = new(
        "RR-SEAL-003", "使用期間は本日以降とし、ほかの電子公印の期間と重ならないように入力してください。", Field: "from");

    /// <summary>Somebody was first, or there is no such seal.</summary>
    public static readonly Refusal NotWaiting = new(
        "RR-SEAL-004", "この電子公印は使用を始めているか、登録されていません。一覧で状態を確認してください。", RefusalKind.Conflict);

    /// <summary>The side.</summary>
    public static readonly Refusal NoSide = new("RR-SEAL-005", "印影の一辺の長さを、10.0～25.0の数字（mm）で入力してください。", Field: "side");

    /// <summary>The decision it rests on.</summary>
    public static readonly Refusal NoSource = new("RR-SEAL-006", "登録の根拠（文書番号など）を２００字以内で入力してください。", Field: "source");

    /// <summary>The words of a role.</summary>
    public static string WordOf(string role) => role == "acting" ? "職務代理者" : "長";
}
