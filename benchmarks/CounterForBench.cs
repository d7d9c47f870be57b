using System.Globalization;
using Daicho.Kernel;
using Daicho.Platform;
using Daicho.Platform.Data;
using Daicho.Platform.Vault;
using Daicho.ResidentRegister;
using Daicho.ResidentRegister.Addresses;
using Daicho.ResidentRegister.ChangeCases;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.DecideChange;
using Daicho.ResidentRegister.EnterChange;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Changes;
using Daicho.ResidentRegister.ReviewChange;

namespace Daicho.Bench;

/// <summary>A counter where invented families of four move in: each clerk enters, and another operator reviews and decides.</summary>
internal sealed class CounterForBench(BenchZone zone, CaseNumbers numbers)
{
    private const string Syllables = "アカサタナハマヤラワイキシチニヒミリウクスツヌフムユル";

    private static readonly RegisterSettings Settings = new(ImportFilesForBench.Municipality);
    private static readonly string[] Surnames = ["見本", "架空", "例田", "仮名", "試山", "練習"];

    private static int numbersGiven;

    private readonly BusinessClock clock = new(TimeProvider.System);
    private IReadOnlyList<AlertConfirmation> confirmations = [];
    private IReadOnlyList<string> comparisons = [];

    /// <summary>Steps of one family, in order.</summary>
    public static IReadOnlyList<string> Steps { get; } = ["draft", "submit", "review", "decide"];

    /// <summary>Moves one family in to learn which alerts its form shows and what a reviewer compares: the same for all families.</summary>
    public async Task LearnAsync(int number, CancellationToken cancellation)
    {
        CaseDesk desk = Desk("clerk-learn");
        ChangeCaseId id = Done(await DraftAsync(desk, number, cancellation));
        await using UnitOfWork work = desk.Begin();
        ChangeCase draft = await ChangeCaseStore.FindAsync(work, id, cancellation)
            ?? throw new InvalidOperationException("The draft is gone.");
        GatherFacts facts = await desk.FactsAsync(work, draft.NumberAct, draft.Content, null, cancellation);
        RegisterView view = await RegisterGather.ReadAsync(work, draft.Content, facts, id, cancellation);
        confirmations =
        [
            .. draft.Content.Decide(view).Findings.Alerts.Select(alert =>
                new AlertConfirmation(alert.CheckId, "届出書で確認", desk.By.OperatorCode) { Person = alert.Person, Field = alert.Field }),
        ];
        comparisons = [.. Comparison.For(draft).Select(tick => tick.Key)];
    }

    /// <summary>Moves a family in.</summary>
    /// <param name="client">The clerk.</param>
    /// <param name="number">Number of the family; each has names and birth dates of its own.</param>
    /// <param name="timed">Is given the place of each step and does it.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task MoveInAsync(int client, int number, Func<int, Func<Task>, Task> timed, CancellationToken cancellation)
    {
        CaseDesk enterer = Desk($"clerk-{client}");
        CaseDesk reviewer = Desk($"reviewer-{client}");
        ChangeCaseId id = default!; // set by the first step
        await timed(0, async () => id = Done(await DraftAsync(enterer, number, cancellation)));
        await timed(1, async () => Done(await new SubmitCaseHandler(enterer).HandleAsync(
            new SubmitCase(new CaseStep(Guid.CreateVersion7(), id, 1), true, confirmations), cancellation)));
        await timed(2, async () => Done(await new AgreeHandler(reviewer).HandleAsync(
            new ReviewCase(new CaseStep(Guid.CreateVersion7(), id, 2), comparisons, null), cancellation)));
        await timed(3, async () => Done(await new DecideCaseHandler(reviewer).HandleAsync(
            new CaseStep(Guid.CreateVersion7(), id, 2), cancellation)));
    }

    /// <summary>The value, or an exception with the codes of the refusal.</summary>
    public static T Done<T>(Result<T> result) => result.IsRefused(out Refusal? why, out T? value)
        ? throw new InvalidOperationException($"Refused: {string.Join(", ", why.All.Select(one => $"{one.Code} {one.Message}"))}")
        : value;

    private static Task<Result<ChangeCaseId>> DraftAsync(CaseDesk desk, int number, CancellationToken cancellation) =>
        new SaveDraftHandler(desk).HandleAsync(
            new SaveDraft(Guid.CreateVersion7(), null, 0, new CaseContent { Change = Family(number, desk.Today) })
            {
                Numbers = [.. Enumerable.Range(1, 4).SelectMany(NumbersOf)],
            },
            cancellation);

    // Both numbers of each member, as the moving-out certificate brings them; neither an imported person nor another family has one.
    private static IEnumerable<EnteredNumber> NumbersOf(int member)
    {
        PersonRef person = new($"N{member}");
        string running = string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref numbersGiven):D8}");
        yield return new EnteredNumber(person, NumberKind.Individual, VaultNumber.Of(IndividualNumber.FromBase("980" + running)));
        yield return new EnteredNumber(person, NumberKind.RecordCode, VaultNumber.Of(ResidentRecordCode.FromBase("98" + running)));
    }

    private CaseDesk Desk(string code)
    {
        OperatorContext by = new(
            Guid.CreateVersion7(), code, "honcho", "t-" + code, null, Guid.CreateVersion7(),
            new Purpose("resident.change.enter", "届出の受付", "1"));
        return new CaseDesk(zone.Database.App, by, clock, Settings, new AddressMaster(null, Settings.Municipality), numbers, (_, _) => true);
    }

    private static ChangeRequest Family(int number, DateOnly today) => new()
    {
        Form = "MOVE_IN",
        Reason = "IN_DOMESTIC",
        Basis = Basis.Notification,
        HappenedOn = PartialDate.FromDate(today.AddDays(-5)),
        NotifiedOn = PartialDate.FromDate(today),
        Notifier = new Notifier(NotifierKind.Person, "運転免許証"),
        Newcomers =
        [
            Member("N1", number, "太郎", Sex.Male, new DateOnly(1970, 1, 1), "世帯主"),
            Member("N2", number, "花子", Sex.Female, new DateOnly(1971, 1, 1), "妻"),
            Member("N3", number, "桜", Sex.Female, new DateOnly(2010, 1, 1), "子"),
            Member("N4", number, "蓮", Sex.Male, new DateOnly(2012, 1, 1), "子"),
        ],
        NewHead = new PersonRef("N1"),
        Target = HouseholdTarget.New,
        NewAddress = new Address
        {
            Town = "本町",
            Lot = string.Create(CultureInfo.InvariantCulture, $"{1 + (number % 300)}番{1 + (number / 300)}号"),
        },
        Documents = [CheckedDocument.MoveOutCertificate],
        Certificate = new MoveOutCertificateData { PlannedOn = today.AddDays(-5) },
    };

    private static Newcomer Member(string key, int number, string given, Sex sex, DateOnly birth, string relationship)
    {
        string surname = Surnames[number % Surnames.Length];
        AddressWithHead from = new(new Address { Town = "例示県例示市中央", Lot = "２番地" }, $"{surname}　太郎");
        return new Newcomer
        {
            Ref = new PersonRef(key),
            Name = new PersonName
            {
                Written = $"{surname}　{given}",
                Surname = surname,
                GivenName = given,
                Kana = $"{Reading(number)}　{Reading(given.Length)}",
                KanaConfirmed = true,
            },
            Sex = sex,
            BirthDate = PartialDate.FromDate(birth.AddDays(number % 2_999)),
            Relationship = relationship,
            MovedInFrom = from,
            Domicile = new RegisteredDomicile(from.Address, $"{surname}　太郎"),
        };
    }

    private static string Reading(int number) => string.Concat(
        Enumerable.Range(0, 4).Select(place => Syllables[number / (int)Math.Pow(Syllables.Length, place) % Syllables.Length]));
}
