using System.Text.RegularExpressions;
using Daicho.Kernel;
using Daicho.ResidentRegister.Residents.Changes;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>Names of the fields on the screen, from the definition of the paper form: nothing else is taken (CR-08, RR-64).</summary>
internal static partial class EntryNames
{
    /// <summary>End of the name of the box that takes back a number entered before.</summary>
    public const string TakenBack = ".takenBack";

    /// <summary>The numbers that only the vault keeps, with their fields.</summary>
    public static IReadOnlyList<(NumberKind Kind, string Field)> Numbers { get; } =
        [(NumberKind.Individual, "individualNumber"), (NumberKind.RecordCode, "recordCode")];

    /// <summary>Most newcomers of one notification.</summary>
    public const int PeopleMax = 20;

    /// <summary>Most deleted 通称 of one person; a move-out certificate with more is not known of.</summary>
    public const int DeletedNamesMax = 5;

    private static readonly string[] Always = ["basis", "reason", "route", "source", "people", "forced"];

    private static readonly string[] AddressParts = [".postalCode", ".town", ".lot", ".building", ".head", ".abroad"];

    /// <summary>Whether a posted name belongs to the form.</summary>
    public static bool Belongs(ChangeForm form, string name)
    {
        if (Always.Contains(name))
        {
            return true;
        }

        Match newcomer = NewcomerName().Match(name);
        return newcomer.Success
            ? form.Fields.Any(field => field.Name.StartsWith("person.", StringComparison.Ordinal)
                && PartsOf(field with { Name = field.Name["person.".Length..] }).Contains(newcomer.Groups[1].Value))
                || (newcomer.Groups[1].Value.StartsWith("certificate", StringComparison.Ordinal) && form.Has("certificate"))
            : form.Fields.Any(field => PartsOf(field).Contains(name)
                || (field.Kind == FieldKind.Relationships && RelationshipName().IsMatch(name)));
    }

    /// <summary>Whether a posted field is or was meant for a number that only the vault keeps.</summary>
    public static bool IsNumber(string name) =>
        Numbers.Any(one => name.Contains(one.Field, StringComparison.OrdinalIgnoreCase));

    /// <summary>A refusal with the fields of the rules turned into those of the screen.</summary>
    public static Refusal OnScreen(Refusal why) => Refusal.Join(
        [.. why.All.Select(one => one with { Field = one.Field is { } field ? FieldOnScreen(field) : null })]);

    /// <summary>Where a field of the rules stands on the screen.</summary>
    public static string FieldOnScreen(string field) => field switch
    {
        "newAddress" or "destination" => field + ".town",
        "notifier" => "notifier.kind",
        "certificate" => "certificate.plannedOn",
        _ => field,
    };

    /// <summary>The posted names of one field.</summary>
    public static IEnumerable<string> PartsOf(FormField field) => field.Name switch
    {
        "name" => ["name", "kana", "kanaConfirmed", "alphabet"],
        "formerSurname" => [field.Name, field.Name + "Kana"],
        "commonName" => [field.Name, field.Name + "Kana", field.Name + "RecordedOn", field.Name + "RecordedBy"],
        "deletedCommonName" => Enumerable.Range(1, DeletedNamesMax).SelectMany(place => DeletedNameForm.PartsOf(place)),
        "foreign" =>
        [
            "foreign.nationality", "foreign.category", "foreign.status", "foreign.period", "foreign.periodEnd",
            "foreign.cardNumber", "foreign.permittedStay",
        ],
        "certificate" => ["certificate.plannedOn", "certificate.reissued", "certificate.receipt"],
        _ => field.Kind switch
        {
            FieldKind.Address => AddressParts.Select(part => field.Name + part),
            FieldKind.Household => [field.Name, field.Name + ".number"],
            FieldKind.Number => [field.Name, field.Name + TakenBack],
            FieldKind.Notifier =>
            [
                field.Name + ".kind", field.Name + ".document", field.Name + ".name", field.Name + ".authority",
                field.Name + ".contact",
            ],
            FieldKind.Text or FieldKind.Date or FieldKind.Choice or FieldKind.Check or FieldKind.Residents
                or FieldKind.Newcomers or FieldKind.Person or FieldKind.Relationships or FieldKind.Documents => [field.Name],
        },
    };

    [GeneratedRegex("^N[0-9]{1,2}\\.(.+)$")]
    private static partial Regex NewcomerName();

    [GeneratedRegex("^relationships\\.[0-9A-Za-z-]{1,40}$")]
    private static partial Regex RelationshipName();
}
