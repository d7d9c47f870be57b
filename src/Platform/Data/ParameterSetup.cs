using System.Text.Json;
using Daicho.Kernel;
using Daicho.Platform.AccessLog;
using Npgsql;

namespace Daicho.Platform.Data;

/// <summary>A value of a parameter to record.</summary>
/// <param name="Module">Module of the parameter.</param>
/// <param name="Name">Name of the parameter.</param>
/// <param name="From">First day it holds.</param>
/// <param name="Value">The value as JSON.</param>
/// <param name="Source">Where it is laid down: an ordinance, a rule, a decision with its date.</param>
/// <param name="IsVerified">Whether it was compared with that source.</param>
public sealed record NewParameter(string Module, string Name, DateOnly From, string Value, string Source, bool IsVerified);

/// <summary>A value as recorded.</summary>
public sealed record ParameterLine(string Module, string Name, DateOnly From, string Value, string Source, bool IsVerified, string RecordedBy);

/// <summary>Records dated parameters as the owner of the schema: the running program only reads them.</summary>
public static class ParameterSetup
{
    /// <summary>No such parameter.</summary>
    public static readonly Refusal Unknown = new(
        "PARAM-001", "このパラメータはありません。daicho parameter list で名前を確認してください。", RefusalKind.NotFound);

    /// <summary>A value of another form.</summary>
    public static readonly Refusal Form = new(
        "PARAM-002", "値の形が違います。daicho parameter list に示す形の JSON で指定してください。", RefusalKind.Malformed);

    /// <summary>A value stands from that day, and what holds is not rewritten.</summary>
    public static readonly Refusal Taken = new(
        "PARAM-003", "この日からの値は記録済みです。別の日からの値として記録してください。", RefusalKind.Conflict);

    /// <summary>A change of what has held already.</summary>
    public static readonly Refusal Past = new(
        "PARAM-004", "すでに使われた期間の値は変えられません。今日以後の日からの値として記録してください。", RefusalKind.Conflict);

    /// <summary>No source.</summary>
    public static readonly Refusal Source = new(
        "PARAM-005", "出典(条例、規則、決裁の名称と日付など)を200文字以内で指定してください。", RefusalKind.Malformed);

    /// <summary>Two people change it on a screen.</summary>
    public static readonly Refusal OnScreen = new(
        "PARAM-006", "この値は設定済みです。変更は画面で申請し、ほかの責任者の承認を受けて登録してください。", RefusalKind.Conflict);

    private const int SourceMax = 200;

    private const string HeldSql =
        "select exists (select from platform.parameter where module = $1 and name = $2 and valid_from <= $3)";

    private const string AnySql = "select exists (select from platform.parameter where module = $1 and name = $2)";

    private const string AddSql =
        """
        insert into platform.parameter (module, name, valid_from, value, source, verified, recorded_by)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict do nothing
        """;

    private const string ListSql =
        """
        select module, name, valid_from, value::text, source, verified, recorded_by from platform.parameter
        where $1::text is null or module = $1
        order by module collate "C", name collate "C", valid_from limit 5000
        """;

    /// <summary>Records a value; on the access log.</summary>
    /// <returns>Null when it stands.</returns>
    public static async Task<Refusal?> SetAsync(
        NpgsqlDataSource owner, IEnumerable<ParameterKind> kinds, NewParameter added, DateOnly today, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(added);
        ParameterKind? kind = kinds.FirstOrDefault(one => one.Module == added.Module && one.Name == added.Name);
        if (kind is null)
        {
            return Unknown;
        }

        if (!Fits(kind, added.Value))
        {
            return Form;
        }

        if (string.IsNullOrWhiteSpace(added.Source) || added.Source.Length > SourceMax)
        {
            return Source;
        }

        await using UnitOfWork work = new(owner, OperatorContext.ForCommand("system.operate", "パラメータの設定"));
        if (kind.IsChangedOnScreen
            && (await work.ListAsync(AnySql, row => row.GetBoolean(0), cancellation, added.Module, added.Name)).Single())
        {
            return OnScreen;
        }

        bool held = (await work.ListAsync(HeldSql, row => row.GetBoolean(0), cancellation, added.Module, added.Name, added.From)).Single();
        if (held && added.From < today)
        {
            return Past;
        }

        int rows = await work.ExecuteAsync(
            AddSql, cancellation,
            added.Module, added.Name, added.From, Sql.Json(added.Value), added.Source, added.IsVerified, work.Operator.OperatorCode);
        if (rows == 0)
        {
            return Taken;
        }

        work.Record(new AccessEntry(AccessKind.Account, "parameter.set") { Items = $"{added.Module}.{added.Name}" });
        await work.CommitAsync(cancellation);
        return null;
    }

    /// <summary>The recorded values, by module, name and day.</summary>
    public static Task<List<ParameterLine>> ListAsync(NpgsqlDataSource database, string? module, CancellationToken cancellation) =>
        database.ListAsync(
            ListSql,
            row => new ParameterLine(
                row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3), row.GetString(4), row.GetBoolean(5), row.GetString(6)),
            cancellation,
            module);

    private static bool Fits(ParameterKind kind, string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return kind.Fits(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
