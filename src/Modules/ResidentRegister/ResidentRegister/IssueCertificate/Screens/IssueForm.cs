using System.Globalization;
using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daicho.ResidentRegister.IssueCertificate.Screens;

/// <summary>The application form of the counter: its fields, read and offered.</summary>
internal static class IssueForm
{
    /// <summary>The documents that can be ticked, kinds only: those that confirm who asks (法第12条第3項), and those that show a right.</summary>
    public static IReadOnlyList<Choice> Documents(IdentityDocuments identity) =>
        [.. identity.All.Append("委任状").Append("疎明資料").Select(word => new Choice(word, word))];

    /// <summary>Forms to choose from.</summary>
    public static IReadOnlyList<Choice> Forms { get; } =
        [.. CertificateForms.Requestable.Select(form => new Choice(form.ToString(), CertificateForms.Label(form)))];

    /// <summary>Classes to choose from.</summary>
    public static IReadOnlyList<Choice> Classes { get; } =
        [.. Enum.GetValues<RequesterClass>().Select(one => new Choice(one.ToString(), CertificateForms.Label(one)))];

    /// <summary>Items that can be asked for; a copy shows the others by itself.</summary>
    public static IReadOnlyList<Choice> Items { get; } =
        [.. Enum.GetValues<CertificateItem>().Select(item => new Choice(item.ToString(), CertificateForms.Label(item)))];

    /// <summary>Reads the posted form.</summary>
    public static CertificateRequest Read(IFormCollection form) => Choices(name => form[name]) with
    {
        Requester = new Requester(
            Enum.TryParse(form["requester-class"], out RequesterClass asks) && Enum.IsDefined(asks) ? asks : RequesterClass.ThirdParty,
            form["requester-name"].ToString().Trim(),
            form["requester-address"].ToString().Trim())
        {
            ResidentId = Guid.TryParse(form["requester-resident"], out Guid resident) ? resident : null,
            Relation = form["relation"].ToString() is { Length: > 0 } relation ? relation.Trim() : null,
            IsStatutory = form["statutory"] == "on",
            ByPost = form["by-post"] == "on",
            DocumentsChecked = [.. form["documents"].OfType<string>()],
        },
        Ground = form["ground"].ToString().Trim(),
        Copies = int.TryParse(HalfWidth.DigitsFromInput(form["copies"].ToString()), NumberStyles.None, CultureInfo.InvariantCulture, out int copies)
            ? copies : 0,
        Confirmed =
        [
            .. form.Keys.Where(key => key.StartsWith("confirm.", StringComparison.Ordinal) && form[key] == "on")
                .Select(key => key["confirm.".Length..])
                .Select(check => new ConfirmedAlert(check, form[$"reason.{check}"].ToString().Trim())),
        ],
    };

    /// <summary>
    /// Reads what decides the look of the page: form, persons, items, sheet and first issue. It names nobody and may stand in an
    /// address.
    /// </summary>
    /// <param name="posted">The values of a field.</param>
    public static CertificateRequest Choices(Func<string, StringValues> posted) => new()
    {
        Form = Enum.TryParse(posted("form"), out CertificateForm chosen) && Enum.IsDefined(chosen) ? chosen : CertificateForm.PersonCopy,
        Requester = new Requester(RequesterClass.Person, "", ""),
        Subjects = [.. posted("subjects").Select(text => Guid.TryParse(text, out Guid id) ? id : Guid.Empty).Where(id => id != Guid.Empty)],
        Items = Values<CertificateItem>(posted("items")),
        LeftOut = Values<LeftOut>(posted("left-out")),
        Sheet = int.TryParse(posted("sheet"), NumberStyles.None, CultureInfo.InvariantCulture, out int closedBy) ? closedBy : null,
        ReissueOf = Guid.TryParse(posted("reissue-of"), out Guid first) ? first : null,
    };

    /// <summary>The choices before anything was chosen.</summary>
    public static CertificateRequest Start(CertificateForm form, Guid subject) => new()
    {
        Form = form,
        Requester = new Requester(RequesterClass.Person, "", ""),
        Subjects = [subject],
    };

    /// <summary>The choices as a query.</summary>
    public static string Query(CertificateRequest request)
    {
        IEnumerable<string> parts =
        [
            $"form={request.Form}",
            .. request.Subjects.Select(id => $"subjects={id}"),
            .. request.Items.Select(item => $"items={item}"),
            .. request.LeftOut.Select(one => $"left-out={one}"),
            .. request.Sheet is { } sheet ? [string.Create(CultureInfo.InvariantCulture, $"sheet={sheet}")] : Array.Empty<string>(),
            .. request.ReissueOf is { } first ? [$"reissue-of={first}"] : Array.Empty<string>(),
        ];
        return string.Join('&', parts);
    }

    private static T[] Values<T>(StringValues texts)
        where T : struct, Enum =>
        [.. texts.Select(text => (Known: Enum.TryParse(text, out T value) && Enum.IsDefined(value), Value: value))
            .Where(one => one.Known).Select(one => one.Value).Distinct()];
}
