using System.Buffers.Binary;
using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.SyntheticPopulation;

/// <summary>The facts of invented changes.</summary>
internal static class Acts
{
    /// <summary>First day of electronic records in the invented city; older rows were carried over.</summary>
    private static readonly DateOnly Electronic = new(1995, 4, 1);

    private static readonly string[] Clerks = ["clerk-a", "clerk-b", "clerk-c", "clerk-d", "clerk-e"];
    private static readonly string[] Offices = ["honcho", "honcho", "honcho", "eki", "kita"];

    /// <summary>A notification (届出) some days after the fact.</summary>
    public static ChangeFacts Notified(SeededRandom random, string reason, DateOnly day, DateOnly asOf) =>
        Of(random, reason, Basis.Notification, day, Later(random, day, 13, asOf), asOf);

    /// <summary>A notice of the family register (戸籍届出・通知).</summary>
    public static ChangeFacts Register(SeededRandom random, string reason, DateOnly day, DateOnly asOf) =>
        Of(random, reason, Basis.RegisterNotice, day, Later(random, day, 9, asOf), asOf);

    /// <summary>A request (請求), on the day itself.</summary>
    public static ChangeFacts Requested(SeededRandom random, string reason, DateOnly day, DateOnly asOf) =>
        Of(random, reason, Basis.Request, day, day, asOf);

    /// <summary>An application (申出), on the day itself.</summary>
    public static ChangeFacts Applied(SeededRandom random, string reason, DateOnly day, DateOnly asOf) =>
        Of(random, reason, Basis.Application, day, day, asOf);

    /// <summary>An act of the office itself (職権).</summary>
    public static ChangeFacts ExOfficio(SeededRandom random, string reason, DateOnly day, DateOnly asOf) =>
        Of(random, reason, Basis.ExOfficio, day, day, asOf) with { Ground = "住民基本台帳法第8条による職権" };

    /// <summary>The facts with the dates a basis demands.</summary>
    public static ChangeFacts Of(SeededRandom random, string reason, Basis basis, DateOnly happened, DateOnly told, DateOnly asOf)
    {
        bool carriedOver = told < Electronic;
        int clerk = random.NextInt(Clerks.Length);
        string entered = carriedOver ? "migration" : Clerks[clerk];
        string reviewed = Clerks[(clerk + 1) % Clerks.Length];
        return new ChangeFacts
        {
            ActId = Id(random, told),
            Reason = reason,
            Basis = basis,
            HappenedOn = PartialDate.FromDate(happened),
            NotifiedOn = basis == Basis.Notification ? told : null,
            RegisterNoticeOn = basis == Basis.RegisterNotice ? told : null,
            ApplicationOn = basis == Basis.Application ? told : null,
            RequestOn = basis == Basis.Request ? told : null,
            NoticeOn = basis == Basis.ImmigrationNotice ? told : null,
            ProcessedOn = told > asOf ? asOf : told,
            Route = carriedOver ? Route.Medium : basis == Basis.RegisterNotice ? Route.InternalLinkage : Route.Counter,
            Source = basis is Basis.RegisterNotice or Basis.ExOfficio ? InformationSource.AdministrativeOrgan : InformationSource.Person,
            Office = random.Pick(Offices),
            Terminal = "t1",
            EnteredBy = entered,
            ReviewedBy = carriedOver ? [] : [reviewed],
            DecidedBy = carriedOver ? null : reviewed,
        };
    }

    private static DateOnly Later(SeededRandom random, DateOnly day, int daysMax, DateOnly asOf)
    {
        DateOnly told = day.AddDays(random.NextInt(daysMax + 1));
        return told > asOf ? (day > asOf ? day : asOf) : told;
    }

    /// <summary>A version-7 id of that day, from the seed alone.</summary>
    public static Guid Id(SeededRandom random, DateOnly day)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes[6..]);
        Span<byte> time = stackalloc byte[8];
        DateOnly counted = day < DateOnly.FromDateTime(DateTime.UnixEpoch) ? DateOnly.FromDateTime(DateTime.UnixEpoch) : day;
        BinaryPrimitives.WriteInt64BigEndian(time, (counted.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber) * 86_400_000L);
        time[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
