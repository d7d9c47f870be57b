namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>How a field is filled in.</summary>
internal enum FieldKind
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>A date, as typed.</summary>
    Date,

    /// <summary>One of a list.</summary>
    Choice,

    /// <summary>Yes or no.</summary>
    Check,

    /// <summary>Residents chosen from the register.</summary>
    Residents,

    /// <summary>Data of persons not on the register.</summary>
    Newcomers,

    /// <summary>An address with code, postal code, lot and building.</summary>
    Address,

    /// <summary>A household, found by search, or a new one.</summary>
    Household,

    /// <summary>One of the persons of the change or the household.</summary>
    Person,

    /// <summary>A relationship for each person.</summary>
    Relationships,

    /// <summary>Documents examined.</summary>
    Documents,

    /// <summary>The notifier with the identity document.</summary>
    Notifier,

    /// <summary>A number that only the number vault keeps; it is never shown back.</summary>
    Number,
}

/// <summary>One field of a form.</summary>
/// <param name="Name">Name in the request; <c>person.x</c> inside a newcomer, <c>fix.x</c> for a corrected item.</param>
/// <param name="Label">Label on the paper form.</param>
/// <param name="Kind">How it is filled in.</param>
internal sealed record FormField(string Name, string Label, FieldKind Kind)
{
    /// <summary>Whether the form cannot be finished without it; the check that says so stands in the catalogue.</summary>
    public bool Required { get; init; }
}

/// <summary>A paper form: exactly these fields, in this order (CR-08, RR-64).</summary>
/// <param name="Code">Permanent code.</param>
/// <param name="Title">Title of the paper.</param>
/// <param name="Reasons">Reasons it can state.</param>
/// <param name="Bases">届出区分 it can rest on.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record ChangeForm(
    string Code,
    string Title,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<Basis> Bases,
    IReadOnlyList<FormField> Fields)
{
    private readonly HashSet<string> names = [.. Fields.Select(field => field.Name)];

    /// <summary>The provision the paper rests on, as printed at its head (CR-14).</summary>
    public string LegalGround => FormGrounds.Of(Code);

    /// <summary>Whether the form has a field.</summary>
    public bool Has(string name) => names.Contains(name);

    /// <summary>The names that are not fields of this form: whatever is posted under them is refused.</summary>
    public IReadOnlyList<string> Outside(IEnumerable<string> posted) => [.. posted.Where(name => !Has(name)).Distinct()];
}

/// <summary>All forms, and which fields of a request are filled.</summary>
internal static class ChangeForms
{
    private static readonly Lazy<Dictionary<string, ChangeForm>> ByCode =
        new(() => FormDefinitions.All.ToDictionary(form => form.Code, StringComparer.Ordinal));

    /// <summary>All forms, in the order of the menu.</summary>
    public static IReadOnlyList<ChangeForm> All => FormDefinitions.All;

    /// <summary>The form of a code; null when there is none.</summary>
    public static ChangeForm? Find(string code) => ByCode.Value.GetValueOrDefault(code);

    /// <summary>The fields of a request that hold something.</summary>
    public static IEnumerable<string> Filled(ChangeRequest request)
    {
        IEnumerable<(string Name, bool Filled)> fields =
        [
            ("persons", request.Persons.Count > 0), ("newcomers", request.Newcomers.Count > 0),
            ("happenedOn", request.HappenedOn is not null), ("notifiedOn", request.NotifiedOn is not null),
            ("registerNoticeOn", request.RegisterNoticeOn is not null), ("applicationOn", request.ApplicationOn is not null),
            ("requestOn", request.RequestOn is not null), ("noticeOn", request.NoticeOn is not null),
            ("notifier", request.Notifier is not null), ("ground", request.Ground is not null),
            ("documents", request.Documents.Count > 0), ("certificate", request.Certificate is not null),
            ("mode", request.Mode != EntryMode.NewEntry), ("special", request.Special), ("unreported", request.Unreported),
            ("filedWithMoveIn", request.FiledWithMoveIn), ("provision", request.Provision is not null),
            ("disappearance", request.Disappearance), ("destination", request.Destination is not null),
            ("newAddress", request.NewAddress is not null), ("otherDwelling", request.OtherDwelling),
            ("target", request.Target is not null), ("newHead", request.NewHead is not null),
            ("remainingHead", request.RemainingHead is not null), ("relationships", request.Relationships.Count > 0),
            ("minor", request.Minor is not null), ("noticeToPerson", request.NoticeToPerson is not null),
            ("recompilationNumber", request.RecompilationNumber is not null),
            ("individualNumber", request.NumberEntered), ("recordCode", request.RecordCodeEntered),
        ];
        return fields.Where(field => field.Filled).Select(field => field.Name)
            .Concat(request.Fixes.Select(fix => $"fix.{fix.Item}"))
            .Concat(request.Newcomers.SelectMany(Filled))
            .Distinct();
    }

    private static IEnumerable<string> Filled(Newcomer person)
    {
        IEnumerable<(string Name, bool Filled)> fields =
        [
            ("kind", person.Kind != ResidentKind.Japanese), ("earlier", person.Earlier is not null),
            ("name", person.Name is not null), ("parallelName", person.ParallelName is not null),
            ("commonName", person.CommonName is not null), ("deletedCommonName", person.DeletedCommonNames.Count > 0),
            ("formerSurname", person.FormerSurname is not null),
            ("sex", person.Sex != Sex.Blank), ("birthDate", person.BirthDate is not null),
            ("relationship", person.Relationship is not null), ("movedInFrom", person.MovedInFrom is not null),
            ("lastRegistered", person.LastRegistered is not null), ("domicile", person.Domicile is not null),
            ("foreign", person.Foreign is not null), ("addressSettledOn", person.AddressSettledOn is not null),
            ("becameResidentOn", person.BecameResidentOn is not null), ("individualNumber", person.NumberEntered),
            ("recordCode", person.RecordCodeEntered), ("livedElsewhereSince", person.LivedElsewhereSince),
            ("parent", person.Parent is not null), ("pointToNote", person.PointToNote is not null),
        ];
        return fields.Where(field => field.Filled).Select(field => $"person.{field.Name}");
    }
}
