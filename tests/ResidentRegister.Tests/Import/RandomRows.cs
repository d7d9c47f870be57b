using System.Reflection;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Tests.Import;

/// <summary>
/// Rows with every field of the record drawn at random by its type: a field that is added to the record is drawn too, so a
/// layout that forgets it fails.
/// </summary>
internal sealed class RandomRows(ulong seed)
{
    private static readonly string[] Parts =
    [
        "見本", "葛\U000E0102", "𠮷田", "㈱", "ヴ", "ｱ", "\"", ",", "=1+1", "+", "-", "@", ";", "%", "%3B", "　", " ", "A", "'", "\\N", "{", "é", "1",
    ];

    private static readonly string[] Dates =
    [
        "1980-05-05", "昭和55年5月頃", "明治45.7.30", "大正1.7.30", "昭和9年春", "昭和9年2月29日", "年月日不詳", "大正5年月日不詳", "1950年月日不詳",
    ];

    private static readonly AddresseeNumber[] Persons =
        [.. Enumerable.Range(1, 50).Select(i => AddresseeNumber.FromSequence(i, 9)).OfType<AddresseeNumber>()];

    private static readonly HouseholdNumber[] Households =
        [.. Enumerable.Range(1, 50).Select(i => HouseholdNumber.FromSequence(i, 9)).OfType<HouseholdNumber>()];

    private readonly SeededRandom random = new(seed);
    private readonly NullabilityInfoContext nullability = new();

    /// <summary>A row.</summary>
    public HistoryRow Next() => (HistoryRow)Make(typeof(HistoryRow), lines: false);

    private object Make(Type type, bool lines) => type switch
    {
        _ when type == typeof(string) => Text(lines),
        _ when type == typeof(bool) => random.NextInt(2) == 0,
        _ when type == typeof(int) => random.NextInt(1, 1000),
        _ when type == typeof(Guid) => new Guid(Bytes(16)),
        _ when type == typeof(DateOnly) => DateOnly.FromDayNumber(random.NextInt(600_000, 740_000)),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(random.NextInt(int.MaxValue)),
        _ when type == typeof(PartialDate) => Date(),
        _ when type == typeof(ResidentId) => new ResidentId(new Guid(Bytes(16))),
        _ when type == typeof(HouseholdId) => new HouseholdId(new Guid(Bytes(16))),
        _ when type == typeof(AddresseeNumber) => random.Pick(Persons),
        _ when type == typeof(HouseholdNumber) => random.Pick(Households),
        _ when type == typeof(MunicipalityCode) => MunicipalityCode.FromBody("13101"),
        _ when type == typeof(PostalCode) => PostalCode.Parse("1000001"),
        _ when type == typeof(AddressCode) => AddressCode.Parse("13101001001"),
        _ when type == typeof(ResidenceCardNumber) => ResidenceCardNumber.Parse("AB12345678CD"),
        _ when type == typeof(BuildingHidden) => (BuildingHidden)random.NextInt(32),
        { IsEnum: true } => Enum.GetValues(type).GetValue(random.NextInt(Enum.GetValues(type).Length))!,
        _ when type == typeof(IReadOnlyList<string>) => Enumerable.Range(0, random.NextInt(3)).Select(i => $"{i}{Text(false)}").ToArray(),
        _ when type == typeof(IReadOnlyList<Note>) => Enumerable.Range(0, random.NextInt(3)).Select(_ => (Note)Make(typeof(Note), true)).ToArray(),
        _ when type == typeof(IReadOnlyList<DeletedCommonName>) => Enumerable.Range(0, random.NextInt(3))
            .Select(_ => (DeletedCommonName)Make(typeof(DeletedCommonName), true)).ToArray(),
        _ when type == typeof(IReadOnlyDictionary<string, Absence>) => Enumerable.Range(0, random.NextInt(3))
            .ToDictionary(i => $"{i}{Text(false)}", i => (Absence)i),
        _ => Record(type),
    };

    private object Record(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length)!;
        object made = constructor.Invoke(
            [.. constructor.GetParameters().Select(one => Maybe(nullability.Create(one), one.ParameterType, one.Name!))]);
        foreach (PropertyInfo property in type.GetProperties().Where(one => one.CanWrite))
        {
            property.SetValue(made, Maybe(nullability.Create(property), property.PropertyType, property.Name));
        }

        return made;
    }

    private object? Maybe(NullabilityInfo info, Type type, string name) =>
        info.WriteState == NullabilityState.Nullable && random.NextInt(3) == 0
            ? null
            : Make(
                Nullable.GetUnderlyingType(type) ?? type,
                name is "Ground" or "SpecialReason" or "FreeEntry" or "Reserve1" or "Reserve2");

    private string Text(bool lines)
    {
        string text = string.Concat(Enumerable.Range(0, random.NextInt(4)).Select(_ => random.Pick(Parts)));
        return lines && text.Length > 0 && random.NextInt(3) == 0 ? text + "\r\n二行目" : text;
    }

    private PartialDate Date() =>
        PartialDate.TryParse(random.Pick(Dates), EraTable.Default, out PartialDate? date) ? date : PartialDate.Unknown;

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
