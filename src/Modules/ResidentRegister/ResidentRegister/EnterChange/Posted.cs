using Daicho.Kernel;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister.Residents.Validation;
using Daicho.Web;
using Microsoft.AspNetCore.Http;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>Reads the fields of a posted form and collects what cannot be read.</summary>
internal sealed class Posted(IFormCollection form)
{
    private readonly List<Refusal> refusals = [];

    /// <summary>What could not be read; null when everything could.</summary>
    public Refusal? Refusal => refusals.Count == 0 ? null : Kernel.Refusal.Join(refusals);

    /// <summary>The text of a field without blanks around it; null when empty, or refused (<see cref="TextRules"/>).</summary>
    public string? Text(string name)
    {
        string text = form[name].ToString().Trim();
        if (TextRules.Refuse(text) is { } why)
        {
            if (!refusals.Exists(refused => refused.Field == name))
            {
                refusals.Add(why with { Field = name });
            }

            return null;
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>Whether a box was ticked.</summary>
    public bool IsTicked(string name) => form[name].ToString() is "on" or "true" or "1";

    /// <summary>The ticked values of a group.</summary>
    public IEnumerable<string> Ticked(string name) => form[name].OfType<string>();

    /// <summary>A date as typed, by the rule of an item.</summary>
    public PartialDate? Date(string name, string rule)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        Findings findings = new(CheckSettings.Default);
        PartialDate? date = DateChecks.Read(text, rule, EraTable.Default, findings);
        refusals.AddRange(findings.Errors.Select(error => error.ToRefusal() with { Field = name }));
        return date;
    }

    /// <summary>A day of the calendar.</summary>
    public DateOnly? Day(string name) => Date(name, "happenedOn")?.Exact;

    /// <summary>One of the values of an enum; null when empty.</summary>
    public T? One<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Enum.TryParse(text, out T value) && Enum.IsDefined(value))
        {
            return value;
        }

        Refuse("CR-08", "この選択肢はありません。画面を開き直して選び直してください。", name);
        return null;
    }

    /// <summary>A postal code; null when empty.</summary>
    public PostalCode? Postal(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (PostalCode.TryParse(HalfWidth.DigitsFromInput(text), out PostalCode? code))
        {
            return code;
        }

        Refuse("RQ-17", "郵便番号は７桁の数字で入力してください。", name);
        return null;
    }

    /// <summary>A number that only the vault keeps, in half or full width, with or without hyphens; null when empty.</summary>
    public VaultNumber? Number(NumberKind kind, string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        string digits = HalfWidth.DigitsFromInput(text);
        Findings findings = new(CheckSettings.Default);
        switch (kind)
        {
            case NumberKind.Individual:
                IdentifierChecks.IndividualNumber(digits, findings);
                break;
            case NumberKind.RecordCode:
                IdentifierChecks.RecordCode(digits, findings);
                break;
        }

        refusals.AddRange(findings.Errors.Select(error => error.ToRefusal() with { Field = name }));
        return findings.HasErrors ? null : VaultNumber.Parse(kind, digits);
    }

    /// <summary>Adds a refusal of a field.</summary>
    public void Refuse(string code, string message, string field) => refusals.Add(new Refusal(code, message, Field: field));

    /// <summary>What was typed, to be shown again when the draft is edited; numbers of the law and keys are left out.</summary>
    public IReadOnlyDictionary<string, string[]> Typed() => form
        .Where(field => !IsOfTheForm(field.Key) && !EntryNames.IsNumber(field.Key))
        .ToDictionary(field => field.Key, field => field.Value.OfType<string>().ToArray(), StringComparer.Ordinal);

    /// <summary>The names that were posted, without those every form has.</summary>
    public IEnumerable<string> Names() => form.Keys.Where(name => !IsOfTheForm(name));

    private static bool IsOfTheForm(string name) =>
        name is ActKeys.FieldName or "__RequestVerificationToken" or "do" or "form" or "case" or "version";
}
