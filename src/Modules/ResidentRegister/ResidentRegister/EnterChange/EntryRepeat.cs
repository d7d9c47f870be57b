using System.Globalization;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents.Relationships;
using Daicho.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>Repeated input (4.0.10): a further person takes over what a family shares; and the relationships to a new head.</summary>
internal static class EntryRepeat
{
    // 旧氏 is never copied, nor what belongs to one person alone.
    private static readonly string[] Shared =
    [
        "kind", "movedInFrom.postalCode", "movedInFrom.town", "movedInFrom.lot", "movedInFrom.building", "movedInFrom.head",
        "movedInFrom.abroad", "domicile.town", "domicile.lot", "domicile.head", "lastRegistered.town", "lastRegistered.lot",
        "foreign.nationality",
    ];

    /// <summary>The page with what was typed, and with what the pressed button adds.</summary>
    public static EntryPageModel Next(EntryPageModel model, IFormCollection form)
    {
        int people = NewcomerForm.People(new Posted(form));
        if (form["do"] == "add" && people < EntryNames.PeopleMax)
        {
            people++;
            form = Copied(form, people);
        }

        form = EntryFill.Apply(form, model.Form);
        return model with
        {
            People = people,
            State = new FormState(form),
            Proposals = form["do"] == "propose" ? Proposals(model, form) : [],
        };
    }

    private static FormCollection Copied(IFormCollection form, int place)
    {
        Dictionary<string, StringValues> fields = form.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        string last = string.Create(CultureInfo.InvariantCulture, $"N{place - 1}.");
        string next = string.Create(CultureInfo.InvariantCulture, $"N{place}.");
        foreach (string item in Shared)
        {
            if (fields.TryGetValue(last + item, out StringValues value))
            {
                fields[next + item] = value;
            }
        }

        fields[next + "name"] = Surname(fields, last + "name");
        fields[next + "kana"] = Surname(fields, last + "kana");
        fields["people"] = place.ToString(CultureInfo.InvariantCulture);
        return new FormCollection(fields);
    }

    private static string Surname(Dictionary<string, StringValues> fields, string name)
    {
        string[] parts = fields.TryGetValue(name, out StringValues value) ? value.ToString().Split('　', ' ') : [];
        return parts.Length == 2 ? parts[0] + "　" : "";
    }

    private static IReadOnlyList<ProposedRelationship> Proposals(EntryPageModel model, IFormCollection form)
    {
        string head = form["remainingHead"].ToString() is { Length: > 0 } remaining ? remaining : form["newHead"].ToString();
        return Guid.TryParse(head, out Guid id) ? RelationshipProposals.For(model.Members, new ResidentId(id)) : [];
    }
}
