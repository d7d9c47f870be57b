using Daicho.Kernel;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Microsoft.AspNetCore.Http;

namespace Daicho.ResidentRegister.EnterChange;

/// <summary>Persons and households of the register that were named on the form by their numbers, already found.</summary>
/// <param name="Household">The household to join; null when none was named.</param>
/// <param name="Earlier">Earlier records of returning persons, by the key of the newcomer.</param>
internal sealed record EntryLookups(HouseholdId? Household, IReadOnlyDictionary<string, ResidentId> Earlier);

/// <summary>A form as it was read.</summary>
/// <param name="Content">What the case holds.</param>
/// <param name="Numbers">The numbers, which go to the vault only.</param>
internal sealed record EntryRead(CaseContent Content, IReadOnlyList<EnteredNumber> Numbers);

/// <summary>Reads a posted entry form into the content of a case: only the fields of the paper form, nothing more (CR-08).</summary>
internal static class EntryForm
{
    /// <summary>The content, or everything that could not be read.</summary>
    public static Result<EntryRead> Read(IFormCollection posted, ChangeForm form, EntryLookups lookups)
    {
        Posted fields = new(posted);
        string[] outside = [.. fields.Names().Where(name => !EntryNames.Belongs(form, name))];
        if (outside.Length > 0)
        {
            return new Refusal(
                "CR-08", "この届出の様式にない項目が送信されました。画面を開き直して入力してください。", Field: outside[0]);
        }

        ChangeRequest request = Head(fields, form) with
        {
            Newcomers = NewcomerForm.Read(fields, form, lookups),
            Certificate = form.Has("certificate") ? NewcomerForm.Certificate(fields) : null,
            NewAddress = form.Has("newAddress") ? AddressOf(fields, "newAddress", mayLackTown: true) : null,
            Destination = form.Has("destination") ? DestinationOf(fields) : null,
            Target = TargetOf(fields, lookups),
            NewHead = PersonOf(fields, "newHead"),
            RemainingHead = PersonOf(fields, "remainingHead")?.Resident,
            Relationships = Relationships(fields),
            Fixes = Fixes(fields, form),
        };
        EnteredNumber[] numbers =
        [
            .. request.Newcomers.SelectMany(person => NumbersOf(fields, form, person.Ref, person.Ref.Value + ".", "person.")),
            .. request.Persons.Take(1).SelectMany(person => NumbersOf(fields, form, PersonRef.Of(person), "", "")),
        ];
        return fields.Refusal is { } unread
            ? unread
            : new EntryRead(new CaseContent { Change = request, Typed = fields.Typed() }, numbers);
    }

    private static ChangeRequest Head(Posted fields, ChangeForm form)
    {
        Basis basis = fields.One<Basis>("basis") ?? form.Bases[0];
        return new ChangeRequest
        {
            Form = form.Code,
            Reason = fields.Text("reason") ?? form.Reasons[0],
            Basis = basis,
            Route = fields.One<Route>("route") ?? Route.Counter,
            Source = fields.One<InformationSource>("source") ?? SourceOf(fields, basis),
            Persons = [.. fields.Ticked("persons").Where(text => Guid.TryParse(text, out _)).Select(text => new ResidentId(Guid.Parse(text)))],
            HappenedOn = fields.Date("happenedOn", VagueRule(form)),
            NotifiedOn = fields.Date("notifiedOn", "notifiedOn"),
            RegisterNoticeOn = fields.Date("registerNoticeOn", "registerNoticeOn"),
            ApplicationOn = fields.Date("applicationOn", "applicationOn"),
            RequestOn = fields.Date("requestOn", "requestOn"),
            NoticeOn = fields.Date("noticeOn", "noticeOn"),
            Notifier = NotifierOf(fields),
            Ground = fields.Text("ground"),
            Documents = [.. fields.Ticked("documents").Where(name => Enum.IsDefined(typeof(CheckedDocument), name)).Select(Enum.Parse<CheckedDocument>)],
            Mode = fields.One<EntryMode>("mode") ?? EntryMode.NewEntry,
            Special = fields.IsTicked("special"),
            Unreported = fields.IsTicked("unreported"),
            FiledWithMoveIn = fields.IsTicked("filedWithMoveIn"),
            Provision = fields.Text("provision"),
            Disappearance = fields.IsTicked("disappearance"),
            OtherDwelling = fields.IsTicked("otherDwelling"),
            Minor = fields.One<MinorCase>("minor"),
            NoticeToPerson = fields.Text("noticeToPerson") is { } notice ? notice == "1" : null,
            RecompilationNumber = fields.Text("recompilationNumber"),
        };
    }

    // Birth, death and disappearance may have happened on a day not known (1.1.8).
    private static string VagueRule(ChangeForm form) =>
        form.Reasons.Any(reason => ChangeReasons.Get(reason).VagueAllowed) || form.Has("disappearance") ? "birthDate" : "happenedOn";

    private static InformationSource SourceOf(Posted fields, Basis basis) => basis switch
    {
        Basis.Notification or Basis.Request or Basis.Application =>
            fields.One<NotifierKind>("notifier.kind") is NotifierKind.LegalRepresentative or NotifierKind.Attorney
                ? InformationSource.Representative
                : InformationSource.Person,
        Basis.RegisterNotice or Basis.ExOfficio or Basis.ImmigrationNotice => InformationSource.AdministrativeOrgan,
    };

    private static Notifier? NotifierOf(Posted fields) => fields.One<NotifierKind>("notifier.kind") is { } kind
        ? new Notifier(kind, fields.Text("notifier.document"), fields.Text("notifier.name"))
        {
            AuthorityShown = fields.IsTicked("notifier.authority"),
            Contact = fields.Text("notifier.contact"),
        }
        : null;

    /// <summary>An address as typed; null when no town was.</summary>
    /// <param name="fields">The form.</param>
    /// <param name="name">Beginning of the names.</param>
    /// <param name="mayLackTown">A postal code alone is kept too: the masters may know its town.</param>
    public static Address? AddressOf(Posted fields, string name, bool mayLackTown = false)
    {
        string? town = fields.Text(name + ".town");
        PostalCode? postal = fields.Postal(name + ".postalCode");
        string lot = fields.Text(name + ".lot") ?? "";
        return town is null && (postal is null || !mayLackTown) ? null : new Address
        {
            Town = town ?? "",
            Lot = lot,
            Parts = LotParts.Of(lot),
            Building = fields.Text(name + ".building"),
            PostalCode = postal,
            Abroad = fields.IsTicked(name + ".abroad"),
        };
    }

    private static Destination? DestinationOf(Posted fields) => AddressOf(fields, "destination") is { } address
        ? new Destination(address) { HeadName = fields.Text("destination.head") }
        : null;

    private static HouseholdTarget? TargetOf(Posted fields, EntryLookups lookups)
    {
        switch (fields.Text("target"))
        {
            case "new":
                return HouseholdTarget.New;
            case "join" when lookups.Household is { } household:
                return new HouseholdTarget(household);
            case "join":
                fields.Refuse("HH-JOIN", "異動先の世帯が見つかりません。世帯番号又は世帯員の宛名番号を確認してください。", "target.number");
                return null;
            default:
                return null;
        }
    }

    // A field left blank keeps what an earlier version of the draft holds; a tick takes that back.
    private static IEnumerable<EnteredNumber> NumbersOf(Posted fields, ChangeForm form, PersonRef person, string at, string inForm)
    {
        foreach ((NumberKind kind, string name) in EntryNames.Numbers)
        {
            if (!form.Has(inForm + name))
            {
                continue;
            }

            if (fields.Number(kind, at + name) is { } number)
            {
                yield return new EnteredNumber(person, kind, number);
            }
            else if (fields.IsTicked(at + name + EntryNames.TakenBack))
            {
                yield return new EnteredNumber(person, kind, null);
            }
        }
    }

    private static PersonRef? PersonOf(Posted fields, string name) =>
        fields.Text(name) is { } text ? new PersonRef(text) : null;

    private static IReadOnlyList<RelationshipSet> Relationships(Posted fields) =>
    [
        .. fields.Names().Where(name => name.StartsWith("relationships.", StringComparison.Ordinal))
            .Select(name => (Ref: name["relationships.".Length..], Text: fields.Text(name)))
            .Where(one => one.Text is not null)
            .Select(one => new RelationshipSet(new PersonRef(one.Ref), one.Text!)), // filtered in the line above
    ];

    private static IReadOnlyList<ItemFix> Fixes(Posted fields, ChangeForm form) =>
    [
        .. form.Fields.Where(field => field.Name.StartsWith("fix.", StringComparison.Ordinal))
            .Select(field => (Item: field.Name["fix.".Length..], Text: fields.Text(field.Name)))
            .Where(one => one.Text is not null)
            .Select(one => new ItemFix(one.Item, one.Text == "（削除）" ? null : one.Text)),
    ];
}
