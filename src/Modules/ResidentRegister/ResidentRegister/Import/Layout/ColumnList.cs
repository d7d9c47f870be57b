using System.Collections.Frozen;
using Daicho.Kernel;
using Daicho.Platform.Csv;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>A group of columns.</summary>
/// <param name="Name">Name in the column <c>empty</c>.</param>
/// <param name="Start">Its first column.</param>
/// <param name="Depth">How many groups it stands in.</param>
/// <param name="End">The column after its last.</param>
internal sealed record ColumnGroup(string Name, int Start, int Depth, int End);

/// <summary>The walk that lists columns and groups; every value is absent, every group is entered.</summary>
internal sealed class ColumnList : ColumnPass
{
    /// <summary>Name of the column that names texts of length zero and groups without content.</summary>
    public const string EmptyName = "empty";

    /// <summary>Most groups inside each other.</summary>
    public const int DepthMax = 6;

    private readonly Stack<(string Name, string Japanese, int Start)> open = new();
    private readonly List<CsvColumn> columns = [];
    private readonly List<ColumnGroup> groups = [];

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<CsvColumn> Columns => columns;

    /// <summary>The groups.</summary>
    public IReadOnlyList<ColumnGroup> Groups => groups;

    /// <summary>Groups by depth and first column.</summary>
    public ColumnGroup?[,] GroupTable()
    {
        ColumnGroup?[,] table = new ColumnGroup?[DepthMax, columns.Count];
        foreach (ColumnGroup group in groups)
        {
            table[group.Depth, group.Start] = group;
        }

        return table;
    }

    /// <summary>Places by name: columns from 0 on, groups as the complement of their index.</summary>
    public FrozenDictionary<string, int> Places() =>
        columns.Select((column, i) => KeyValuePair.Create(column.Name, i))
            .Concat(groups.Select((group, i) => KeyValuePair.Create(group.Name, ~i)))
            .ToFrozenDictionary(StringComparer.Ordinal);

    public override bool Begin(string name, string japanese, bool present)
    {
        BeginAlways(name, japanese);
        return true;
    }

    public override void BeginAlways(string name, string japanese)
    {
        (string prefix, string japanesePrefix, _) = open.TryPeek(out var outer) ? outer : ("", "", 0);
        open.Push(($"{prefix}{name}_", japanesePrefix + japanese, columns.Count));
    }

    public override void End()
    {
        (string name, _, int start) = open.Pop();
        groups.Add(new ColumnGroup(name[..^1], start, open.Count, columns.Count));
    }

    public override string? Text(string name, string japanese, string? value, bool lines = false)
    {
        Add(name, japanese, lines);
        return null;
    }

    public override string Required(string name, string japanese, string? value, bool lines = false) =>
        Text(name, japanese, value, lines) ?? "";

    public override bool Flag(string name, string japanese, bool value)
    {
        Add(name, japanese);
        return false;
    }

    public override int? Number(string name, string japanese, int? value)
    {
        Add(name, japanese);
        return null;
    }

    public override DateOnly? Date(string name, string japanese, DateOnly? value)
    {
        Add(name, japanese);
        return null;
    }

    public override DateOnly RequiredDate(string name, string japanese, DateOnly? value) =>
        Date(name, japanese, null) ?? default;

    public override PartialDate RequiredPartialDate(string name, string japanese, PartialDate? value)
    {
        Add(name, japanese);
        return PartialDate.Unknown;
    }

    public override DateTimeOffset? Moment(string name, string japanese, DateTimeOffset? value)
    {
        Add(name, japanese);
        return null;
    }

    public override T? Code<T>(string name, string japanese, T? value)
    {
        Add(name, japanese);
        return null;
    }

    public override T RequiredCode<T>(string name, string japanese, T? value) =>
        Code<T>(name, japanese, null) ?? default;

    public override T? Value<T>(string name, string japanese, T? value)
        where T : class
    {
        Add(name, japanese);
        return null;
    }

    // Nothing reads the values of this walk.
    public override T RequiredValue<T>(string name, string japanese, T? value)
        where T : class =>
        Value<T>(name, japanese, null)!;

    public override string Secret(string name, string japanese, string? value) => Required(name, japanese, null);

    public override Guid? Id(string name, string japanese, Guid? value)
    {
        Add(name, japanese);
        return null;
    }

    public override IReadOnlyList<string> List(string name, string japanese, IReadOnlyList<string>? value)
    {
        Add(name, japanese);
        return [];
    }

    public override IReadOnlyList<KeyValuePair<string, T>> Pairs<T>(
        string name, string japanese, IReadOnlyCollection<KeyValuePair<string, T>>? value)
    {
        Add(name, japanese);
        return [];
    }

    public override T? Json<T>(string name, string japanese, T? value, Func<T, string> print, Func<string, T> parse)
        where T : class
    {
        Add(name, japanese);
        return null;
    }

    public override void EmptyMarks() => Add(EmptyName, "空文字の項目");

    private void Add(string name, string japanese, bool lines = false)
    {
        (string prefix, string japanesePrefix, _) = open.TryPeek(out var outer) ? outer : ("", "", 0);
        columns.Add(new CsvColumn { Name = prefix + name, Japanese = japanesePrefix + japanese, LineBreaks = lines });
    }
}
