using System.Globalization;
using Daicho.Platform.Csv;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;

namespace Daicho.ResidentRegister.Statistics;

/// <summary>The tables of a period as CSV for people and their spreadsheets.</summary>
internal static class StatisticsCsv
{
    /// <summary>A table; null when there is none of this name.</summary>
    /// <param name="model">The counted period.</param>
    /// <param name="table"><c>districts</c>, <c>reasons</c>, <c>kinds</c> or <c>changes</c>.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static async Task<byte[]?> WriteAsync(StatisticsModel model, string table, CancellationToken cancellation) => table switch
    {
        "districts" => await CsvList.WriteAsync(
            table,
            ["行政区（ないときは町名）", "期首人口", "増（記載）", "減（消除）", "転居入", "転居出", "期末人口", "検算の差"],
            model.Tables.Districts.Append(model.Total).Select(one => (string[])
            [
                one.District, Number(one.Opening), Number(one.Increase), Number(one.Decrease), Number(one.MovedIn), Number(one.MovedOut),
                Number(one.Closing), Number(one.Difference),
            ]),
            cancellation),
        "reasons" => await CsvList.WriteAsync(
            table,
            ["異動事由", "増（記載）", "減（消除）"],
            model.Tables.Reasons.Select(one => (string[])[Words(one.Reason), Number(one.Increase), Number(one.Decrease)]),
            cancellation),
        "kinds" => await CsvList.WriteAsync(
            table,
            ["住民種別", "性別", "人口"],
            model.Tables.Kinds.Select(one => (string[])[Labels.Of(one.Kind), Labels.Of(one.Sex), Number(one.Count)]),
            cancellation),
        "changes" => await CsvList.WriteAsync(
            table,
            ["入力場所", "受付の経路", "異動事由", "件数", "延べ人数"],
            model.Each.Select(one => (string[])
            [
                one.Office ?? "", one.Route is { } route ? Labels.Of(route) : "", Words(one.Reason ?? ""), Number(one.Acts), Number(one.Persons),
            ]),
            cancellation),
        _ => null,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Words(string reason) => ChangeReasons.Find(reason)?.Japanese ?? reason;
}
