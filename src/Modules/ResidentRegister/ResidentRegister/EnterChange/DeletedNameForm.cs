using Daicho.ResidentRegister.Residents;
using Daicho.Web;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>
/// The 通称 that another municipality deleted, as the move-out certificate states them: one row each, such as
/// <c>N1.deletedCommonName1</c>, with day and municipality of recording and of deletion (施行令第30条の16).
/// </summary>
internal static class DeletedNameForm
{
    private static readonly string[] Parts = ["", "RecordedOn", "RecordedBy", "DeletedOn", "DeletedBy"];

    /// <summary>The posted names of a row, counted from 1.</summary>
    public static IEnumerable<string> PartsOf(int place) => Parts.Select(part => $"deletedCommonName{place}{part}");

    /// <summary>How many rows the form shows: those filled in and one more, within the limit.</summary>
    public static int Rows(FormState state, string at) => Math.Min(
        EntryNames.DeletedNamesMax,
        1 + Enumerable.Range(1, EntryNames.DeletedNamesMax)
            .LastOrDefault(place => PartsOf(place).Any(part => state.ValueOf(at + part) is { Length: > 0 })));

    /// <summary>The rows that hold something; one that lacks a fact is refused with its field.</summary>
    public static IReadOnlyList<DeletedCommonName> Read(Posted fields, string at) =>
    [
        .. Enumerable.Range(1, EntryNames.DeletedNamesMax)
            .Where(place => PartsOf(place).Any(part => fields.Text(at + part) is not null))
            .Select(place => One(fields, $"{at}deletedCommonName{place}")).OfType<DeletedCommonName>(),
    ];

    private static DeletedCommonName? One(Posted fields, string row)
    {
        string? written = fields.Text(row);
        DateOnly? recordedOn = fields.Day(row + "RecordedOn");
        DateOnly? deletedOn = fields.Day(row + "DeletedOn");
        string? recordedBy = fields.Text(row + "RecordedBy");
        string? deletedBy = fields.Text(row + "DeletedBy");
        if (written is null || recordedOn is null || recordedBy is null || deletedOn is not { } day || deletedBy is null)
        {
            fields.Refuse("NM-14", "削除された通称は、通称、記載と削除のそれぞれの年月日・市区町村を転出証明書のとおりにすべて入力してください。", row);
            return null;
        }

        if (day < recordedOn)
        {
            fields.Refuse("NM-14", "通称を削除した年月日が記載した年月日より前です。転出証明書を確認してください。", row + "DeletedOn");
            return null;
        }

        return new DeletedCommonName(
            new CommonName(written, null, false) { RecordedOn = recordedOn, RecordedBy = recordedBy }, day, deletedBy);
    }
}
