using System.Text.Json;
using System.Text.Json.Nodes;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Cases;
using Daicho.Platform.Data;
using Daicho.Platform.Pdf;
using Daicho.Platform.Security;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.IssueCertificate;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.Search;

namespace Daicho.ResidentRegister.Cases;

/// <summary>Leads cases through the database: what they give is put on the register, then searched or issued as at the counter.</summary>
internal static class CasesOnDatabase
{
    private static readonly Lazy<FontSet> Fonts = new(() => FontSet.Open(FontSet.IpamjMinchoPath));

    /// <summary>Runs a <c>search</c> case.</summary>
    public static async Task<CaseResult> SearchAsync(JsonElement one, CaseDatabase database, CancellationToken cancellation)
    {
        JsonElement keys = one.GetProperty("when").GetProperty("keys");
        if (ConditionsOf(keys) is not { } conditions)
        {
            return CaseResult.NotSupported($"no search by {string.Join(", ", keys.EnumerateObject().Select(key => key.Name))}");
        }

        CaseWorld world = await SettleAsync(one, database, cancellation);
        await using UnitOfWork work = new(database.App, OperatorContext.ForCommand("cases.search", "既知の答え"));
        (List<SearchRow> rows, _) = await SearchStore.RunAsync(
            work, conditions, SearchPlace.Start, SearchHandler.RowsMax, [], cancellation);
        Dictionary<ResidentId, string> names = world.Ids.ToDictionary(known => known.Value, known => known.Key);
        return new CaseResult
        {
            State = new JsonObject
            {
                ["hits"] = new JsonArray([.. rows.Where(row => names.ContainsKey(row.Id)).Select(row => JsonValue.Create(names[row.Id]))]),
            },
        };
    }

    /// <summary>Runs an <c>issueCertificate</c> case of several copies.</summary>
    public static async Task<CaseResult> IssueAsync(JsonElement one, CaseDatabase database, CancellationToken cancellation)
    {
        CaseWorld world = await SettleAsync(one, database, cancellation);
        if (CaseCertificates.RequestOf(one.GetProperty("when"), world) is not { } request)
        {
            return CaseResult.NotSupported("no such form");
        }

        BusinessClock clock = new(TimeProvider.System, () => world.Today);
        CertificateDrawing drawing = new(Fonts.Value);
        Issuer issuer = IssuerAt(clock);
        Result<CertificateApplication> accepted = await new AcceptHandler(database.App, clock, drawing)
            .HandleAsync(issuer, Guid.CreateVersion7(), request, cancellation);
        if (accepted.IsRefused(out Refusal? why, out CertificateApplication? application))
        {
            return new CaseResult { Findings = CaseCertificates.FindingsOf(why.All) };
        }

        MakeHandler make = new(
            database.App, clock, new Approvals(database.App, clock), drawing, new CertificateNumbers(database.Vault));
        Result<IReadOnlyList<StoredCertificate>> made = await make.HandleAsync(issuer, application.Id, cancellation);
        return made.IsRefused(out Refusal? stopped, out IReadOnlyList<StoredCertificate>? copies)
            ? new CaseResult { Findings = CaseCertificates.FindingsOf(stopped.All) }
            : new CaseResult
            {
                Outputs = new JsonObject
                {
                    ["copies"] = copies.Count,
                    ["distinctIssueNumbers"] = copies.Select(copy => copy.IssueNumber).Distinct(StringComparer.Ordinal).Count(),
                },
            };
    }

    // Blank items of the record; other searches are proved where they are written.
    private static SearchConditions? ConditionsOf(JsonElement keys)
    {
        List<BlankItem> blank = [];
        foreach (JsonProperty key in keys.EnumerateObject())
        {
            if (!key.Value.Flag("blank") || !Enum.TryParse(key.Name, ignoreCase: true, out BlankItem item))
            {
                return null;
            }

            blank.Add(item);
        }

        return new SearchConditions { Mode = SearchMode.Blank, Blank = blank };
    }

    private static async Task<CaseWorld> SettleAsync(JsonElement one, CaseDatabase database, CancellationToken cancellation)
    {
        CaseWorld world = new(one, database.NextNumbers());
        await using UnitOfWork work = new(database.App, OperatorContext.ForCommand("cases.settle", "既知の答え"));
        foreach (Membership household in world.Persons.Select(person => person.Present.Record.Household).DistinctBy(home => home.Id))
        {
            await work.ExecuteAsync(
                "insert into resident_register.household (household_id, household_number, formed_on) values ($1, $2, $3)",
                cancellation,
                household.Id.Value, household.Number.Value, new DateOnly(2015, 4, 1));
        }

        foreach (PersonView person in world.Persons)
        {
            ResidentRecord? before = null;
            foreach (HistoryRow row in person.History.Reverse())
            {
                if (await RegisterStore.AppendAsync(work, [new Append(before, row)], cancellation) is { } refused)
                {
                    throw new InvalidOperationException($"The persons of a case cannot be recorded: {refused.Code}.");
                }

                before = row.Record;
            }
        }

        await work.CommitAsync(cancellation);
        return world;
    }

    private static Issuer IssuerAt(BusinessClock clock) => new(
        new SignedIn
        {
            SessionId = Guid.CreateVersion7(),
            OperatorId = OperatorContext.CommandOperatorId,
            OperatorCode = "cases",
            DisplayName = "既知の答え",
            Kind = OperatorKind.Staff,
            OfficeCode = "honcho",
            OfficeName = "本庁",
            Terminal = "t1",
            IdleUntil = clock.Instant(),
            ExpiresAt = clock.Instant(),
            ConfirmedAt = clock.Instant(),
            SecondFactor = true,
            NoticeConfirmed = true,
            MustChangePassword = false,
            HasSecondFactor = true,
            Rights =
            [
                .. new[]
                {
                    TaskCodes.ResidentCertificateIssue, TaskCodes.ResidentCertificateNumber, TaskCodes.ResidentView,
                    TaskCodes.ResidentViewDomicile, TaskCodes.ResidentViewResidenceStatus,
                }.Select(task => new EffectiveRight(task, "*", true, false, false)),
            ],
            RelatedResidents = new HashSet<Guid>(),
            Purpose = new Purpose(TaskCodes.ResidentCertificateIssue, "既知の答え", null),
        },
        Guid.CreateVersion7());
}
