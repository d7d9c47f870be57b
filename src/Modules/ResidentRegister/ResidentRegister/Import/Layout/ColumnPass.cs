using Daicho.Kernel;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>
/// One walk over the columns of a layout. The definition of a layout names each column once; the same definition then lists
/// the columns, writes a value into them, or reads a value out of them, depending on the walk it is given.
/// </summary>
/// <remarks>
/// An empty field is a blank (null). A text of length zero, and a group that is there although all its items are blank,
/// are named in the column <c>empty</c>; why an item is blank is named in the column <c>absent</c> (incident I-16).
/// </remarks>
internal abstract class ColumnPass
{
    /// <summary>Enters a group of items; false when it is not there, and then its definition must return null at once.</summary>
    /// <param name="name">Prefix of its columns.</param>
    /// <param name="japanese">Prefix of their Japanese names.</param>
    /// <param name="present">Whether the value to be written is there.</param>
    public abstract bool Begin(string name, string japanese, bool present);

    /// <summary>Enters a group that is always there.</summary>
    public abstract void BeginAlways(string name, string japanese);

    /// <summary>Leaves the group.</summary>
    public abstract void End();

    /// <summary>A text that may be blank; with <paramref name="lines"/> it may hold line breaks.</summary>
    public abstract string? Text(string name, string japanese, string? value, bool lines = false);

    /// <summary>A text that must be there; a text of length zero only when named in the column <c>empty</c>.</summary>
    public abstract string Required(string name, string japanese, string? value, bool lines = false);

    /// <summary>A text that is never absent: a blank field is the text of length zero.</summary>
    public string OrEmpty(string name, string japanese, string? value) =>
        Text(name, japanese, string.IsNullOrEmpty(value) ? null : value) ?? "";

    /// <summary>有 (1) or 無 (blank or 0).</summary>
    public abstract bool Flag(string name, string japanese, bool value);

    /// <summary>A whole number.</summary>
    public abstract int? Number(string name, string japanese, int? value);

    /// <summary>A day of the calendar, <c>yyyy-MM-dd</c>.</summary>
    public abstract DateOnly? Date(string name, string japanese, DateOnly? value);

    /// <summary>A day that must be there.</summary>
    public abstract DateOnly RequiredDate(string name, string japanese, DateOnly? value);

    /// <summary>A date that may be vague: <c>yyyy-MM-dd</c> when exact, otherwise the words on the paper.</summary>
    public abstract PartialDate RequiredPartialDate(string name, string japanese, PartialDate? value);

    /// <summary>A moment, ISO 8601 in UTC with microseconds.</summary>
    public abstract DateTimeOffset? Moment(string name, string japanese, DateTimeOffset? value);

    /// <summary>A code by its English name.</summary>
    public abstract T? Code<T>(string name, string japanese, T? value)
        where T : struct, Enum;

    /// <summary>A code that must be there.</summary>
    public abstract T RequiredCode<T>(string name, string japanese, T? value)
        where T : struct, Enum;

    /// <summary>A code whose first value is written as a blank.</summary>
    public T CodeOrFirst<T>(string name, string japanese, T? value)
        where T : struct, Enum =>
        Code(name, japanese, EqualityComparer<T?>.Default.Equals(value, default(T)) ? null : value) ?? default;

    /// <summary>A number or code with a check.</summary>
    public abstract T? Value<T>(string name, string japanese, T? value)
        where T : class, ITextValue<T>;

    /// <summary>A number or code with a check that must be there.</summary>
    public abstract T RequiredValue<T>(string name, string japanese, T? value)
        where T : class, ITextValue<T>;

    /// <summary>A number of the vault in clear; it exists only on its way between the file and the vault.</summary>
    public abstract string Secret(string name, string japanese, string? value);

    /// <summary>An internal id; blank in files of other systems, where it follows from a number.</summary>
    public abstract Guid? Id(string name, string japanese, Guid? value);

    /// <summary>Short texts joined by semicolons; semicolon, percent sign and equals sign are written %3B, %25 and %3D.</summary>
    public abstract IReadOnlyList<string> List(string name, string japanese, IReadOnlyList<string>? value);

    /// <summary>Pairs of an item and a word, as <c>item=word;item=word</c>.</summary>
    public abstract IReadOnlyList<KeyValuePair<string, T>> Pairs<T>(
        string name, string japanese, IReadOnlyCollection<KeyValuePair<string, T>>? value)
        where T : struct, Enum;

    /// <summary>A list too rich for columns, as JSON of its stored form; blank when the text is null.</summary>
    public abstract T? Json<T>(string name, string japanese, T? value, Func<T, string> print, Func<string, T> parse)
        where T : class;

    /// <summary>The column <c>empty</c>; the last of every layout.</summary>
    public abstract void EmptyMarks();
}
