using System.Text.RegularExpressions;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Daicho.Platform.Data;
using Npgsql;

namespace Daicho.Platform.Security;

/// <summary>One of the two people with whom a zone begins.</summary>
/// <param name="Code">Sign-in name.</param>
/// <param name="DisplayName">Name in the frame and on logs.</param>
/// <param name="EmployeeNumber">Number of the staff roster; null when there is none.</param>
public sealed record FirstOfficer(string Code, string DisplayName, string? EmployeeNumber);

/// <summary>What a new zone begins with.</summary>
/// <param name="OfficeCode">Code of the first office, such as <c>honcho</c>.</param>
/// <param name="OfficeName">Its name, such as 「本庁」.</param>
/// <param name="Section">Section of both people, such as 「市民課」.</param>
/// <param name="System">The system officer (システム担当), who sets rights and registers staff and terminals.</param>
/// <param name="Head">The head of the section (課長), who designates rights and approves.</param>
/// <param name="Terminal">Name of the first terminal, such as 「情報政策課01」.</param>
public sealed record ZoneBeginning(
    string OfficeCode, string OfficeName, string Section, FirstOfficer System, FirstOfficer Head, string Terminal);

/// <summary>What is handed over on paper, once; only hashes of it are kept.</summary>
/// <param name="SystemPassword">First password of the system officer; changed at the first sign-in.</param>
/// <param name="HeadPassword">First password of the head; changed at the first sign-in.</param>
/// <param name="TerminalCode">What the first terminal is registered with, within a day.</param>
public sealed record ZoneHandover(string SystemPassword, string HeadPassword, string TerminalCode)
{
    /// <summary>Masks itself.</summary>
    public override string ToString() => "ZoneHandover(***)";
}

/// <summary>
/// Sets a real zone up, as the owner of the schema: an office, a terminal and the two people whom the ledger of rights needs
/// (CR-46: one designates, another sets). Everything after that is done by people on screens.
/// </summary>
public static partial class ZoneSetup
{
    private const int TextMax = 100;
    private const int TerminalMax = 40;

    /// <summary>Staff is there already.</summary>
    public static readonly Refusal Begun = new(
        "SEC-ZONE-001", "このゾーンには職員が登録済みです。職員の追加は、システム担当が画面「利用者」で行ってください。", RefusalKind.Conflict);

    /// <summary>An office that cannot be.</summary>
    public static readonly Refusal Office = new(
        "SEC-ZONE-002", "事務所のコードは英小文字・数字・「-」の40文字以内、事務所・所属・端末の名前は1文字以上で指定してください。", RefusalKind.Malformed);

    /// <summary>People that cannot be the first two.</summary>
    public static readonly Refusal People = new(
        "SEC-ZONE-003", "システム担当と課長には別の人を指定してください。職員番号も別にします。", RefusalKind.Malformed);

    private const string StaffSql =
        "select exists (select from platform.operator where kind = 'staff')";

    /// <summary>Sets the zone up, whole or not at all.</summary>
    /// <param name="owner">Connections of the role that owns the schema.</param>
    /// <param name="beginning">What it begins with.</param>
    /// <param name="clock">From today on.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static async Task<Result<ZoneHandover>> BeginAsync(
        NpgsqlDataSource owner, ZoneBeginning beginning, BusinessClock clock, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        ArgumentNullException.ThrowIfNull(clock);
        if (Check(beginning) is { } wrong)
        {
            return wrong;
        }

        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("system.operate", "ゾーンの初期設定"));

        // Two at once would begin the zone twice: the second waits here and finds it begun.
        await work.ExecuteAsync("lock table platform.operator in share row exclusive mode", cancellation);
        if ((await work.ListAsync(StaffSql, row => row.GetBoolean(0), cancellation)).Single())
        {
            return Begun;
        }

        ZoneHandover handover = new(DemoOperators.MakePassword(), DemoOperators.MakePassword(), Secrets.NewReadable());
        await FirstStaff.AddOfficeAsync(work, beginning.OfficeCode, beginning.OfficeName, cancellation);
        await AddAsync(work, beginning, beginning.System, "システム担当", "system-officer", handover.SystemPassword, clock, cancellation);
        await AddAsync(work, beginning, beginning.Head, "課長", "section-head", handover.HeadPassword, clock, cancellation);
        await work.ExecuteAsync(
            Terminals.AddSql, cancellation,
            Guid.CreateVersion7(), beginning.Terminal, beginning.OfficeCode, Secrets.Sha256(handover.TerminalCode),
            clock.Instant() + Terminals.EnrolmentHolds, work.Operator.OperatorId);
        work.Record(new AccessEntry(AccessKind.Account, "zone.begin") { Items = $"{beginning.System.Code},{beginning.Head.Code}" });
        await work.CommitAsync(cancellation);
        return handover;
    }

    private static Task<bool> AddAsync(
        UnitOfWork work,
        ZoneBeginning beginning,
        FirstOfficer officer,
        string position,
        string role,
        string password,
        BusinessClock clock,
        CancellationToken cancellation) => FirstStaff.AddAsync(
            work,
            new FirstAccount(officer.Code, officer.DisplayName, officer.EmployeeNumber, beginning.Section, position, [role]),
            PasswordHash.Make(password), mustChange: true, beginning.OfficeCode, clock.Today(), cancellation);

    private static Refusal? Check(ZoneBeginning beginning)
    {
        FirstOfficer[] people = [beginning.System, beginning.Head];
        return !IsOffice(beginning.OfficeCode, beginning.OfficeName) || !IsText(beginning.Section, TextMax)
                || !IsText(beginning.Terminal, TerminalMax) ? Office
            : !people.All(one => Operators.IsCode(one.Code)) ? SecurityRefusals.OperatorCode
            : people[0].Code == people[1].Code || !people.All(one => IsText(one.DisplayName, TextMax))
                || (people[0].EmployeeNumber is { } number && number == people[1].EmployeeNumber) ? People
            : null;
    }

    /// <summary>Whether a code and a name can be an office's.</summary>
    internal static bool IsOffice(string code, string name) => OfficePattern().IsMatch(code) && IsText(name, TextMax);

    private static bool IsText(string text, int max) => !string.IsNullOrWhiteSpace(text) && text.Length <= max && !text.Any(char.IsControl);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex OfficePattern();
}
