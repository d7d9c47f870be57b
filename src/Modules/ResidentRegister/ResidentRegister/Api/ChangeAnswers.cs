using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Residents.Validation;

namespace Daicho.ResidentRegister.Api;

/// <summary>A notification as entered: a paper form and its fields, named and written as on the form.</summary>
internal sealed record ChangeDraftBody : Masked
{
    /// <summary>Code of the form, of <c>GET /change-forms</c>.</summary>
    public required string Form { get; init; }

    /// <summary>The fields; several values where a field takes several. Fields outside the form are refused (CR-08).</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Fields { get; init; }
}

/// <summary>An alert that was confirmed, with the reason.</summary>
internal sealed record ConfirmationBody : Masked
{
    /// <summary>Id of the check.</summary>
    public required string CheckId { get; init; }

    /// <summary>Why it is confirmed; kept with the case.</summary>
    public required string Reason { get; init; }

    /// <summary>The person of the alert, as the finding names it.</summary>
    public string? Person { get; init; }

    /// <summary>The field of the alert, as the finding names it.</summary>
    public string? Field { get; init; }
}

/// <summary>The enterer's confirmation of the result (CR-10).</summary>
internal sealed record SubmitBody : Masked
{
    /// <summary>The result was compared with the paper.</summary>
    public required bool ResultConfirmed { get; init; }

    /// <summary>Alerts confirmed.</summary>
    public IReadOnlyList<ConfirmationBody>? Confirmations { get; init; }
}

/// <summary>A review by another person (CR-05).</summary>
internal sealed record ReviewBody : Masked
{
    /// <summary>Keys of the comparisons that were made; all of the case are needed.</summary>
    public required IReadOnlyList<string> Compared { get; init; }

    /// <summary>A remark.</summary>
    public string? Remark { get; init; }
}

/// <summary>A step that needs a reason.</summary>
internal sealed record ReasonBody : Masked
{
    /// <summary>The reason.</summary>
    public required string Reason { get; init; }
}

/// <summary>A step without anything to say.</summary>
internal sealed record EmptyBody : Masked;

/// <summary>Where a case stands after a step.</summary>
/// <param name="Id">The case.</param>
/// <param name="Number">受付番号.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Version">For <c>If-Match</c> of the next step.</param>
internal sealed record CaseStateAnswer(Guid Id, long Number, CaseState State, int Version);

/// <summary>A finding of the checks.</summary>
/// <param name="CheckId">Id of the catalogue.</param>
/// <param name="Severity">An error stops, an alert is confirmed with a reason.</param>
/// <param name="Message">What to do next.</param>
/// <param name="Field">The field.</param>
/// <param name="Person">The person, or the key of a newcomer.</param>
internal sealed record FindingAnswer(string CheckId, Severity Severity, string Message, string? Field, string? Person);

/// <summary>Something a reviewer compares with the paper.</summary>
/// <param name="Key">For <c>compared</c>.</param>
/// <param name="Text">What is compared.</param>
internal sealed record ComparisonAnswer(string Key, string Text);

/// <summary>One step of the trail.</summary>
/// <param name="Act">What was done.</param>
/// <param name="Text">In words.</param>
/// <param name="Version">The version it was done to.</param>
/// <param name="Operator">By whom.</param>
/// <param name="Note">Reason or remark.</param>
/// <param name="At">When.</param>
internal sealed record CaseEventAnswer(string Act, string Text, int Version, string Operator, string? Note, DateTimeOffset At);

/// <summary>A change case with what the checks say of it now.</summary>
internal sealed record CaseAnswer : Masked
{
    /// <summary>The case.</summary>
    public required Guid Id { get; init; }

    /// <summary>受付番号.</summary>
    public required long Number { get; init; }

    /// <summary>Where it stands.</summary>
    public required CaseState State { get; init; }

    /// <summary>For <c>If-Match</c>.</summary>
    public required int Version { get; init; }

    /// <summary>Code of the form.</summary>
    public required string Form { get; init; }

    /// <summary>異動事由 in words.</summary>
    public required string ReasonText { get; init; }

    /// <summary>The persons of the register whom it concerns.</summary>
    public required IReadOnlyList<Guid> Persons { get; init; }

    /// <summary>Who entered it.</summary>
    public required string EnteredBy { get; init; }

    /// <summary>The business date of the entry.</summary>
    public required DateOnly EnteredOn { get; init; }

    /// <summary>Reviewers needed before the decision.</summary>
    public required int ReviewersNeeded { get; init; }

    /// <summary>Those who agreed with the present version.</summary>
    public required IReadOnlyList<string> AgreedBy { get; init; }

    /// <summary>The business date of the decision (処理日).</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <summary>What a reviewer has to compare.</summary>
    public required IReadOnlyList<ComparisonAnswer> Comparisons { get; init; }

    /// <summary>What the checks say; none once it is decided or withdrawn.</summary>
    public required IReadOnlyList<FindingAnswer> Findings { get; init; }

    /// <summary>Items of the records that changed since the entry (WF-09); the case has to be returned then.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>The trail.</summary>
    public required IReadOnlyList<CaseEventAnswer> Events { get; init; }
}

/// <summary>Cancellation of the newest change of persons (異動の取消し).</summary>
internal sealed record CancelBody : Masked
{
    /// <summary>The persons of the change, each with the history number of it.</summary>
    public required IReadOnlyList<CancelledRowBody> Rows { get; init; }

    /// <summary>届出区分: ex officio or on application.</summary>
    public Basis? Basis { get; init; }

    /// <summary>申出日.</summary>
    public DateOnly? ApplicationOn { get; init; }

    /// <summary>職権記録書.</summary>
    public string? Ground { get; init; }
}

/// <summary>A row of the history that is cancelled.</summary>
/// <param name="Resident">The person.</param>
/// <param name="HistoryNo">履歴番号.</param>
internal sealed record CancelledRowBody(Guid Resident, int HistoryNo) : Masked;

/// <summary>A field of a paper form.</summary>
/// <param name="Names">Names in <c>fields</c>; of newcomers with N1., N2. … before them.</param>
/// <param name="Label">Label on the paper.</param>
/// <param name="Kind">How it is filled in.</param>
/// <param name="Required">Whether the form cannot be finished without it.</param>
internal sealed record FormFieldAnswer(IReadOnlyList<string> Names, string Label, FieldKind Kind, bool Required);

/// <summary>A paper form.</summary>
/// <param name="Code">For <c>form</c>.</param>
/// <param name="Title">Title of the paper.</param>
/// <param name="Reasons">異動事由 it can state.</param>
/// <param name="Bases">届出区分 it can rest on.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record ChangeFormAnswer(
    string Code, string Title, IReadOnlyList<string> Reasons, IReadOnlyList<Basis> Bases, IReadOnlyList<FormFieldAnswer> Fields);

/// <summary>All paper forms.</summary>
/// <param name="Forms">The forms.</param>
internal sealed record ChangeFormsAnswer(IReadOnlyList<ChangeFormAnswer> Forms);
