using System.Text.Json;
using Daicho.Platform.Data;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Import.Layout;
using Daicho.ResidentRegister.Protection;

namespace Daicho.ResidentRegister.Import;

/// <summary>Imports support measures, suppressions and memos.</summary>
internal sealed class ProtectionImport(
    string folder, ImportFrame frame, ImportOutcome outcome, ImportWriter writer, OperatorContext actor, Action<long> rowsRead)
{
    private const string MeasureSql =
        """
        copy resident_register.support_measure (
            measure_id, kind, started_on, ends_on, closed_on, closed_reason, original_municipality, affairs, contact, offender, forwarding)
        from stdin (format binary)
        """;

    private const string PersonSql =
        "copy resident_register.supported_person (measure_id, resident_id, role, relation) from stdin (format binary)";

    private const string SuppressionSql =
        """
        copy resident_register.suppression (
            suppression_id, resident_id, household_id, process, level, starts_on, ends_on, reason, lifted_at, released_until)
        from stdin (format binary)
        """;

    private const string MemoSql =
        "copy resident_register.memo (memo_id, resident_id, text, written_by, written_at, removed_at) from stdin (format binary)";

    private const string EventSql =
        """
        copy resident_register.protection_event (subject_id, item_id, act, state, operator_code, processed_on)
        from stdin (format binary)
        """;

    private static readonly string[] Affairs =
        ["viewing", "record_present", "record_former", "supplement_present", "supplement_former", "supplement_domicile"];

    private readonly CopyRows events = new();

    /// <summary>Reads the three files and writes what they hold.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await SupportAsync(cancellation);
        await SuppressionsAsync(cancellation);
        await MemosAsync(cancellation);
        await writer.CopyAsync(EventSql, events, cancellation);
    }

    private async Task SupportAsync(CancellationToken cancellation)
    {
        Dictionary<Guid, SupportRow> measures = [];
        CopyRows measureRows = new();
        CopyRows personRows = new();
        HashSet<(Guid, Guid)> pairs = [];
        await foreach ((long line, SupportRow row) in
            ImportFiles.ReadAsync(folder, ImportLayout.Support, outcome, rowsRead, cancellation))
        {
            Guid id = row.MeasureId ?? frame.Ids.Of('M', $"{line}");
            ImportRule? wrong = writer.Find(row.Person.Value) is not { } person ? ImportRule.PersonMissing
                : !IsSound(row) || !pairs.Add((id, person)) ? ImportRule.MeasureWrong
                : measures.TryGetValue(id, out SupportRow? first) && !SameMeasure(first, row) ? ImportRule.MeasureDiffers
                : null;
            if (wrong is not null)
            {
                Refuse(ImportLayout.Support.FileName, line, wrong);
                continue;
            }

            Guid subject = writer.Find(row.Person.Value) ?? Guid.Empty;
            if (measures.TryAdd(id, row))
            {
                measureRows.Row(11).Id(id).Text(row.Provisional ? "provisional" : "full").Date(row.StartedOn).Date(row.EndsOn)
                    .Date(row.ClosedOn).Text(row.ClosedReason).Text(row.OriginalMunicipality).Texts(row.Affairs)
                    .Text(row.Contact).Json(row.Offender).Json(row.Forwarding ?? "[]");
            }

            personRows.Row(4).Id(id).Id(subject).Text(row.Applicant ? "applicant" : "included").Text(row.Relation);
            Event(subject, id, "support.imported", $$"""{"startedOn":"{{row.StartedOn:yyyy-MM-dd}}","endsOn":"{{row.EndsOn:yyyy-MM-dd}}"}""");
        }

        outcome.Add("支援措置", measures.Count);
        await writer.CopyAsync(MeasureSql, measureRows, cancellation);
        await writer.CopyAsync(PersonSql, personRows, cancellation);
    }

    private async Task SuppressionsAsync(CancellationToken cancellation)
    {
        CopyRows rows = new();
        await foreach ((long line, SuppressionRow row) in
            ImportFiles.ReadAsync(folder, ImportLayout.Suppressions, outcome, rowsRead, cancellation))
        {
            Guid? person = row.Person is null ? null : writer.Find(row.Person.Value);
            Guid? household = row.Household is null ? null : frame.Households.Find(row.Household.Value);
            ImportRule? wrong = (row.Person is null) == (row.Household is null) || row.EndsOn < row.StartsOn ? ImportRule.SuppressionWrong
                : person is null && household is null ? ImportRule.PersonMissing
                : null;
            if (wrong is not null)
            {
                Refuse(ImportLayout.Suppressions.FileName, line, wrong);
                continue;
            }

            Guid id = row.SuppressionId ?? frame.Ids.Of('S', $"{line}");
            string process = row.Process switch
            {
                SuppressedProcess.Change => "change",
                SuppressedProcess.Issue => "issue",
                SuppressedProcess.Inquiry => "inquiry",
            };
            rows.Row(10).Id(id).IdOrNull(person).IdOrNull(household).Text(process).Text(row.Error ? "error" : "alert")
                .Date(row.StartsOn).Date(row.EndsOn).Text(row.Reason).Moment(row.LiftedAt).Moment(row.ReleasedUntil);
            Event(person ?? household ?? Guid.Empty, id, "suppression.imported", $$"""{"startsOn":"{{row.StartsOn:yyyy-MM-dd}}"}""");
            outcome.Add("抑止", 1);
        }

        await writer.CopyAsync(SuppressionSql, rows, cancellation);
    }

    private async Task MemosAsync(CancellationToken cancellation)
    {
        CopyRows rows = new();
        await foreach ((long line, MemoRow row) in ImportFiles.ReadAsync(folder, ImportLayout.Memos, outcome, rowsRead, cancellation))
        {
            if (writer.Find(row.Person.Value) is not { } person)
            {
                Refuse(ImportLayout.Memos.FileName, line, ImportRule.PersonMissing);
                continue;
            }

            rows.Row(6).Id(Guid.CreateVersion7()).Id(person).Text(row.Text).Text(row.WrittenBy)
                .Moment(row.WrittenAt ?? frame.Recorded).Moment(row.RemovedAt);
            outcome.Add("メモ", 1);
        }

        await writer.CopyAsync(MemoSql, rows, cancellation);
    }

    private void Refuse(string file, long line, ImportRule rule)
    {
        if (rule != ImportRule.PersonMissing || writer.AllPersons)
        {
            outcome.Refuse(file, line, rule);
        }
    }

    private static bool IsSound(SupportRow row) =>
        row.EndsOn >= row.StartedOn && row.Affairs.Count > 0 && row.Affairs.All(Affairs.Contains)
        && IsJson(row.Offender, JsonValueKind.Object) && IsJson(row.Forwarding, JsonValueKind.Array);

    private static bool IsJson(string? text, JsonValueKind kind)
    {
        try
        {
            using JsonDocument? document = text is null ? null : JsonDocument.Parse(text);
            return document is null || document.RootElement.ValueKind == kind;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool SameMeasure(SupportRow first, SupportRow row) =>
        first.Affairs.SequenceEqual(row.Affairs)
        && first == row with { Person = first.Person, Applicant = first.Applicant, Relation = first.Relation, Affairs = first.Affairs };

    private void Event(Guid subject, Guid item, string act, string state) =>
        events.Row(6).Id(subject).Id(item).Text(act).Json(state).Text(actor.OperatorCode).Date(frame.Today);
}
