using System.Text.Json;
using System.Text.Json.Nodes;
using Daicho.Kernel;
using Daicho.Platform.Cases;
using Daicho.Platform.Pdf;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Cases;

/// <summary>Leads <c>issueCertificate</c> cases through the rules, the composition, the drawing and the reading back of the file.</summary>
internal static class CaseCertificates
{
    private const string LeftOut = "（省略）";
    private const string Text = "この写しは、住民票の原本と相違ないことを証明する。";

    // The catalogue's id where the issuing of certificates speaks by a code of its own.
    private static readonly Dictionary<string, string> Ids = new(StringComparer.Ordinal)
    {
        [CertificateRefusals.GoingAbroad.Code] = "MO-11",
    };

    private static readonly Lazy<FontSet> Fonts = new(() => FontSet.Open(FontSet.IpamjMinchoPath));

    /// <summary>Runs a case.</summary>
    public static CaseResult Run(JsonElement one)
    {
        CaseWorld world = new(one);
        JsonElement when = one.GetProperty("when");
        if (FormOf(when.Text("form")) is not { } form)
        {
            return CaseResult.NotSupported($"no form {when.Text("form")}");
        }

        // Numbers of copies are given by the database, one after the other.
        if (when.Find("copies")?.GetInt32() > 1)
        {
            return CaseResult.OnDatabase;
        }

        List<IssueSubject> subjects = Subjects(when, world);
        CertificateRequest request = RequestOf(form, when, subjects);
        CertificateDecision decision = CertificateRules.Decide(request, subjects, CaseWorld.Documents, world.Today, fromOffender: false, released: false);
        CaseResult result = new()
        {
            Findings =
            [
                .. FindingsOf(decision.Errors),
                .. decision.Alerts.Select(alert => new CaseFinding(alert.Code, false)),
            ],
        };
        return decision.Errors.Count > 0
            ? result
            : result with
            {
                Outputs = Printed(request, subjects, world.Today),
                BrokenRules = decision.Alerts.Count > 0 ? ["NF-02", "NF-03"] : [],
            };
    }

    private static CertificateForm? FormOf(string? form) => form switch
    {
        "住民票の写し" => CertificateForm.PersonCopy,
        "住民票の写し（世帯連記式）" => CertificateForm.HouseholdCopy,
        "住民票の除票の写し" => CertificateForm.RemovedRecordCopy,
        "転出証明書" => CertificateForm.MovingOutCertificate,
        "転出証明書に準ずる証明書" => CertificateForm.MovingOutCertificateEquivalent,
        _ => null,
    };

    private static List<IssueSubject> Subjects(JsonElement when, CaseWorld world)
    {
        HouseholdId? household = when.Text("householdId") is { } id ? world.Household(id).Id : null;
        return
        [
            .. world.Ids.Where(one => household is null
                    ? one.Key == when.Text("personId")
                    : world.Person(one.Key).Present.Record.Household.Id == household)
                .Select(one =>
                {
                    HistoryRow row = world.Person(one.Key).Present;
                    bool hidden = row.Record.IsPlannedOut && !IsMoving(when);
                    ResidentRecord printable = hidden ? PlannedMove.LeaveOut(row.Record, world.Person(one.Key).History) : row.Record;
                    return new IssueSubject(
                        row, printable, CaseWorld.ProtectionOf(one.Value, world.Given(one.Key)), world.Person(one.Key).History);
                }),
        ];
    }

    private static bool IsMoving(JsonElement when) => FormOf(when.Text("form")) is { } form && CertificateForms.IsMovingOut(form);

    /// <summary>The request of a case, when its form is one of ours.</summary>
    public static CertificateRequest? RequestOf(JsonElement when, CaseWorld world) => FormOf(when.Text("form")) is { } form
        ? RequestOf(form, when, Subjects(when, world)) with { Copies = when.Find("copies")?.GetInt32() ?? 1 }
        : null;

    /// <summary>The findings of refusals, by the ids of the catalogue.</summary>
    public static IReadOnlyList<CaseFinding> FindingsOf(IEnumerable<Refusal> errors) =>
        [.. errors.Select(error => new CaseFinding(Ids.GetValueOrDefault(error.Code, error.Code), true))];

    private static CertificateRequest RequestOf(CertificateForm form, JsonElement when, List<IssueSubject> subjects)
    {
        bool thirdParty = when.Text("requester") == "thirdParty";
        return new CertificateRequest
        {
            Form = form,
            Requester = new Requester(thirdParty ? RequesterClass.ThirdParty : RequesterClass.Person, "見本　太郎", "霞野市本町１番地")
            {
                ResidentId = thirdParty ? null : subjects[0].Row.ResidentId.Value,
                DocumentsChecked = ["運転免許証"],
            },
            Ground = "確認のため",
            Subjects = [.. subjects.Select(subject => subject.Row.ResidentId.Value)],
            Items = [.. when.Texts("requested").Select(ItemOf).OfType<CertificateItem>().Distinct()],
        };
    }

    private static CertificateItem? ItemOf(string item) => item switch
    {
        "individualNumber" => CertificateItem.IndividualNumber,
        "residentCode" => CertificateItem.RecordCode,
        "relationship" or "headName" => CertificateItem.Householder,
        "honseki" or "hittosha" => CertificateItem.Domicile,
        "history" => CertificateItem.History,
        _ => null,
    };

    private static JsonObject Printed(CertificateRequest request, List<IssueSubject> subjects, DateOnly today)
    {
        IssuerSettings issuer = IssuerSettings.Invented(CaseWorld.Municipality.Value, "霞野市");
        CertificateSettings settings = new(
            issuer,
            Enum.GetNames<CertificateForm>().ToDictionary(name => name, _ => Text),
            new Dictionary<string, long>(),
            new Certifier(issuer.Prefecture, issuer.Municipality, "長", "見本　市長"),
            "霞野市長之印");
        CertificateContent content = CertificateComposer.Compose(
            request, subjects, settings, Guid.CreateVersion7(), issuer.NumberPlace(today, "t1") with { Sequence = 1 });
        IReadOnlyList<PdfPageText> pages = PdfText.Extract(CertificateLayout.Draw(content, Fonts.Value).Pdf);
        List<LabelledItem> items = [.. content.SharedItems, .. content.Subjects.SelectMany(subject => subject.Items)];
        return new JsonObject
        {
            ["sheets"] = pages.Count,
            ["authenticationTextOnSheets"] = new JsonArray(
                [.. pages.Index().Where(page => page.Item.Contains(Text)).Select(page => JsonValue.Create(page.Index + 1))]),
            ["printedText"] = string.Concat(pages.SelectMany(page => page.Texts)),
            ["items"] = new JsonArray(
                [.. items.Where(item => item.Value is not (LeftOut or "")).Select(item => Name(item.Label)).OfType<string>()
                    .Distinct().Select(name => JsonValue.Create(name))]),
            ["printed"] = new JsonObject(items.Where(item => Name(item.Label) is not null).DistinctBy(item => Name(item.Label))
                .Select(item => KeyValuePair.Create<string, JsonNode?>(Name(item.Label)!, HalfWidth.FromInput(item.Value)))), // Filtered above.
        };
    }

    private static string? Name(string label) => label switch
    {
        "続柄" => "relationship",
        "世帯主" => "headName",
        "本籍" => "honseki",
        "筆頭者" => "hittosha",
        "住民票コード" => "residentCode",
        "個人番号" => "individualNumber",
        "住民となった年月日" => "becameResidentOn",
        "住所を定めた年月日" => "addressSince",
        "転入前住所" => "previousAddress",
        _ => null,
    };
}
