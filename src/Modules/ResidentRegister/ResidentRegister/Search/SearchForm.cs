using Daicho.Kernel;
using Daicho.ResidentRegister.Residents;
using Microsoft.AspNetCore.Http;

namespace Daicho.ResidentRegister.Search;

/// <summary>Reads the search forms; what is enough to search by is decided here, on the server (CR-20).</summary>
internal static class SearchForm
{
    /// <summary>Most characters of one field.</summary>
    public const int LengthMax = 400;

    /// <summary>The conditions of a posted form, or everything that is wrong with them.</summary>
    public static Result<SearchConditions> Read(IFormCollection form, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(form);
        if (form.SelectMany(field => field.Value).Select(text => TextRules.Refuse(text, LengthMax)).FirstOrDefault(why => why is not null) is { } unusable)
        {
            return unusable;
        }

        if (!TryChoose(form, "mode", SearchMode.Identity, out SearchMode mode)
            || !TryChoose(form, "reading-match", TextMatch.Prefix, out TextMatch readingMatch)
            || !TryChoose(form, "name-match", TextMatch.Prefix, out TextMatch nameMatch)
            || !TryChoose(form, "address-match", TextMatch.Prefix, out TextMatch addressMatch)
            || nameMatch == TextMatch.GivenName || addressMatch == TextMatch.GivenName
            || !TryChoose(form, "sex", null, out Sex? sex)
            || !TryChoose(form, "removal", null, out RemovalKind? removal)
            || !TryChoose(form, "identifier-kind", IdentifierKind.AddresseeNumber, out IdentifierKind kind)
            || !TryChoose(form, "entry-kind", EntryKind.UnconfirmedReading, out EntryKind entry)
            || form["blank"].Any(item => !IsChoice<BlankItem>(item)))
        {
            return SearchRefusals.Choice;
        }

        SearchConditions typed = new()
        {
            Mode = mode,
            Relationship = Text(form, "relationship"),
            Removal = removal,
            WithPast = form["past"] == "on",
            // A reason of removal finds nobody among the living.
            WithRemoved = form["with-removed"] == "on" || removal is not null,
        };
        return mode switch
        {
            SearchMode.Identity => Identity(typed with
            {
                Reading = Text(form, "reading"),
                ReadingMatch = readingMatch,
                Name = Text(form, "name"),
                NameMatch = nameMatch,
                Birth = Text(form, "birth"),
                Sex = sex,
                Address = Text(form, "address"),
                AddressMatch = addressMatch,
                AddressCode = Text(form, "address-code") is { } code ? HalfWidth.DigitsFromInput(code) : null,
                Building = Text(form, "building"),
            }, today),
            SearchMode.Identifier => Number(typed with { IdentifierKind = kind }, Text(form, "identifier")),
            SearchMode.Blank => form["blank"].Count == 0
                ? SearchRefusals.NoKey
                : typed with { Blank = [.. form["blank"].Select(item => Enum.Parse<BlankItem>(item!)).Distinct()] },

            SearchMode.Entry => Listed(typed with { EntryKind = entry }, Text(form, "entry-code")),

            // The number has a page, a right and an answer of its own.
            SearchMode.Number => SearchRefusals.Choice,
        };
    }

    /// <summary>Whether the items are enough: two of name, birth date and address. Sex and the rest only narrow.</summary>
    public static Refusal? CheckEnough(SearchConditions conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        bool name = Folds(conditions.Reading, text => KanaFolding.Fold(text).KeyA) || Folds(conditions.Name, NameFolding.Fold);
        bool birth = conditions.BirthFrom is not null;
        bool address = Folds(conditions.Address, NameFolding.Fold) || conditions.AddressCode is not null;
        int items = (name ? 1 : 0) + (birth ? 1 : 0) + (address ? 1 : 0);
        bool nothing = items == 0 && conditions is { Sex: null, Building: null, Relationship: null, Removal: null };
        return nothing ? SearchRefusals.NoKey : items < 2 ? SearchRefusals.TwoItems : null;
    }

    private static Result<SearchConditions> Identity(SearchConditions typed, DateOnly today)
    {
        List<Refusal> refusals = [];
        SearchConditions read = typed;
        if (typed.Birth is { } birth)
        {
            bool understood = DateInput.TryUnderstand(birth, today, EraTable.Default, out UnderstoodDate? date);
            if (understood && date!.Range is { } range) // set when understood
            {
                read = read with { BirthFrom = range.From, BirthUntil = range.LastDay };
            }
            else
            {
                refusals.Add(SearchRefusals.Birth);
            }
        }

        if (typed.AddressCode is { } code && !AddressCode.TryParse(code, out _))
        {
            refusals.Add(SearchRefusals.AddressCode);
        }

        if (refusals.Count == 0 && CheckEnough(read) is { } missing)
        {
            refusals.Add(missing);
        }

        return refusals.Count > 0 ? Refusal.Join(refusals) : read;
    }

    // A list by a code needs the code; one by readings has none.
    private static Result<SearchConditions> Listed(SearchConditions typed, string? code) => (typed.EntryKind, code) switch
    {
        (EntryKind.UnconfirmedReading, _) => typed,
        (_, null) => SearchRefusals.EntryCode,
        (EntryKind.FormerMunicipality, { } old) => MunicipalityCode.TryParse(HalfWidth.DigitsFromInput(old), out MunicipalityCode? merged)
            ? typed with { EntryCode = merged.Value }
            : SearchRefusals.MunicipalityCode,
        (_, { } some) => typed with { EntryCode = HalfWidth.FromInput(some) },
    };

    private static Result<SearchConditions> Number(SearchConditions typed, string? number)
    {
        if (number is null)
        {
            return SearchRefusals.NoKey;
        }

        string? read = typed.IdentifierKind switch
        {
            IdentifierKind.AddresseeNumber =>
                AddresseeNumber.TryParse(HalfWidth.DigitsFromInput(number), out AddresseeNumber? value) ? value.Value : null,
            IdentifierKind.HouseholdNumber =>
                HouseholdNumber.TryParse(HalfWidth.DigitsFromInput(number), out HouseholdNumber? value) ? value.Value : null,
            IdentifierKind.ResidenceCardNumber =>
                ResidenceCardNumber.TryParse(HalfWidth.FromInput(number), out ResidenceCardNumber? value) ? value.Value : null,
        };
        return read is null ? SearchRefusals.Identifier : typed with { Identifier = read };
    }

    private static string? Text(IFormCollection form, string name)
    {
        string text = form[name].ToString().Trim();
        return text.Length == 0 ? null : text;
    }

    private static bool Folds(string? text, Func<string, string> fold) => text is not null && fold(text).Length > 0;

    private static bool IsChoice<T>(string? text)
        where T : struct, Enum => Enum.TryParse(text, out T value) && Enum.GetName(value) == text;

    private static bool TryChoose<T>(IFormCollection form, string name, T fallback, out T value)
        where T : struct, Enum
    {
        string text = form[name].ToString();
        value = IsChoice<T>(text) ? Enum.Parse<T>(text) : fallback;
        return text.Length == 0 || IsChoice<T>(text);
    }

    private static bool TryChoose<T>(IFormCollection form, string name, T? none, out T? value)
        where T : struct, Enum
    {
        string text = form[name].ToString();
        value = IsChoice<T>(text) ? Enum.Parse<T>(text) : none;
        return text.Length == 0 || IsChoice<T>(text);
    }
}
