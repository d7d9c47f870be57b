using System.Text;
using System.Text.Json;
using Daicho.Kernel;
using Daicho.ResidentRegister.Data;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>The names of an enum as they stand in files; looked up once per type, never by row.</summary>
internal static class CodeNames<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();
    private static readonly byte[][] Names = [.. Values.Select(value => Encoding.ASCII.GetBytes(Enum.GetName(value)!))];

    /// <summary>The name of a value.</summary>
    public static ReadOnlySpan<byte> Utf8(T value)
    {
        int i = Array.IndexOf(Values, value);
        return i >= 0 ? Names[i] : throw new InvalidDataException($"{typeof(T).Name} has no name for the value.");
    }

    /// <summary>The value of a name, letter by letter; null when there is none.</summary>
    public static T? Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                return Values[i];
            }
        }

        return null;
    }

    /// <summary>All names, for messages.</summary>
    public static string All => string.Join('・', Enum.GetNames<T>());
}

/// <summary>Lists inside one field.</summary>
internal static class ListText
{
    /// <summary>Writes the separators of lists in another way.</summary>
    public static string Escape(string part) => part.AsSpan().IndexOfAny(";=%") < 0
        ? part
        : part.Replace("%", "%25", StringComparison.Ordinal)
            .Replace(";", "%3B", StringComparison.Ordinal)
            .Replace("=", "%3D", StringComparison.Ordinal);

    /// <summary>The text as it was.</summary>
    public static string Unescape(string part) => !part.Contains('%', StringComparison.Ordinal)
        ? part
        : part.Replace("%3D", "=", StringComparison.Ordinal)
            .Replace("%3B", ";", StringComparison.Ordinal)
            .Replace("%25", "%", StringComparison.Ordinal);
}

/// <summary>Dates that are not exact: the words on the paper, and the stored form when the words alone would not give it back.</summary>
internal static class PartialDateText
{
    /// <summary>The text of a date.</summary>
    public static string Print(PartialDate date) =>
        PartialDate.TryParse(date.Written, EraTable.Default, out PartialDate? again) && again == date
            ? date.Written
            : JsonSerializer.Serialize(date, RecordJson.Options);

    /// <summary>Reads <see cref="Print"/> and everything that a clerk may write; null when it is no date.</summary>
    public static PartialDate? Parse(string text)
    {
        if (text.StartsWith('{'))
        {
            try
            {
                return JsonSerializer.Deserialize<PartialDate>(text, RecordJson.Options);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return PartialDate.TryParse(text, EraTable.Default, out PartialDate? date) ? date : null;
    }
}
