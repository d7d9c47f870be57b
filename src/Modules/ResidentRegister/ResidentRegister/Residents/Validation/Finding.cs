using System.Collections;
using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Severity of a finding (11.1).</summary>
internal enum Severity
{
    /// <summary>エラー: the act stops until the cause is gone.</summary>
    Error,

    /// <summary>アラート: may be confirmed with a reason, which is kept.</summary>
    Alert,
}

/// <summary>One check that fired: which, how severe, what to do next.</summary>
/// <param name="CheckId">Id of the catalogue.</param>
/// <param name="Severity">Error or alert.</param>
/// <param name="Message">Japanese: what is wrong and what to do next; without personal data.</param>
/// <param name="Field">The field it belongs to; null when it concerns the whole act.</param>
/// <param name="Person">The person it concerns; null when it concerns the whole act.</param>
internal sealed record Finding(
    string CheckId,
    Severity Severity,
    string Message,
    string? Field = null,
    PersonRef? Person = null)
{
    /// <summary>The finding as a refusal of the form.</summary>
    public Refusal ToRefusal() => new(CheckId, Message, RefusalKind.Rule, Field);

    /// <summary>Whether a confirmation means this finding.</summary>
    public bool IsConfirmedBy(AlertConfirmation confirmation) =>
        confirmation.CheckId == CheckId
        && confirmation.Person == Person
        && confirmation.Field == Field
        && !string.IsNullOrWhiteSpace(confirmation.Reason);
}

/// <summary>
/// The findings of one act or one record, errors and alerts apart. It takes no memory until something is found, and may be
/// cleared and used for the next record.
/// </summary>
internal sealed class Findings(CheckSettings settings) : IReadOnlyList<Finding>
{
    private List<Finding>? found;
    private ResidentRecord? subject;

    /// <summary>Severities and limits used.</summary>
    public CheckSettings Settings { get; } = settings;

    /// <inheritdoc />
    public int Count => found?.Count ?? 0;

    /// <summary>Whether an error stops the act.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Errors, in the order found.</summary>
    public IEnumerable<Finding> Errors => this.Where(finding => finding.Severity == Severity.Error);

    /// <summary>Alerts, in the order found.</summary>
    public IEnumerable<Finding> Alerts => this.Where(finding => finding.Severity == Severity.Alert);

    /// <inheritdoc />
    public Finding this[int index] => found is null ? throw new ArgumentOutOfRangeException(nameof(index)) : found[index];

    /// <summary>Adds a finding unless the same one stands already.</summary>
    public void Add(string checkId, string? field = null, PersonRef? person = null)
    {
        Severity severity = Settings.SeverityOf(checkId);
        person ??= subject is null ? null : PersonRef.Of(subject.Id);
        Add(new Finding(checkId, severity, Checks.Get(checkId).Text, field, person));
    }

    /// <summary>Names the record that the following findings concern unless they say otherwise; null: none.</summary>
    public void About(ResidentRecord? record) => subject = record;

    /// <summary>Adds a finding about a resident.</summary>
    public void Add(string checkId, string? field, ResidentRecord record) => Add(checkId, field, PersonRef.Of(record.Id));

    /// <summary>Adds a finding made elsewhere unless the same one stands already.</summary>
    public void Add(Finding finding)
    {
        found ??= [];
        if (!found.Contains(finding))
        {
            found.Add(finding);
            HasErrors |= finding.Severity == Severity.Error;
        }
    }

    /// <summary>Adds what another list has and this one has not.</summary>
    public void AddRange(IEnumerable<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            Add(finding);
        }
    }

    /// <summary>Whether a check fired.</summary>
    public bool Has(string checkId) => found?.Exists(finding => finding.CheckId == checkId) ?? false;

    /// <summary>Alerts without a confirmation that gives a reason (WF-04).</summary>
    public IReadOnlyList<Finding> Unconfirmed(IReadOnlyList<AlertConfirmation> confirmations) =>
        [.. Alerts.Where(alert => !confirmations.Any(alert.IsConfirmedBy))];

    /// <summary>All errors as one refusal; null when there is none.</summary>
    public Refusal? ToRefusal() => HasErrors ? Refusal.Join([.. Errors.Select(error => error.ToRefusal())]) : null;

    /// <summary>Forgets everything, for the next record.</summary>
    public void Clear()
    {
        found?.Clear();
        HasErrors = false;
    }

    /// <inheritdoc />
    public IEnumerator<Finding> GetEnumerator() => (found ?? Enumerable.Empty<Finding>()).GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
