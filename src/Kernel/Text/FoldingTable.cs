using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace Daicho.Kernel;

/// <summary>The embedded tables of <see cref="NameFolding"/>, resolved once: every character leads to its last form.</summary>
internal sealed class FoldingTable
{
    // One cell per UTF-16 unit: what it folds into, 0 when it stays, U+FFFF when the answer is in the dictionary.
    private const char InDictionary = '\uFFFF';

    private const int StepsMax = 8;

    private readonly char[] single = new char[char.MaxValue + 1];
    private readonly FrozenDictionary<int, string> others;

    private FoldingTable(Dictionary<int, string> map)
    {
        Dictionary<int, string> rest = [];
        foreach ((int from, string to) in map)
        {
            if (from <= char.MaxValue && to.Length == 1)
            {
                single[from] = to[0];
                continue;
            }

            rest[from] = to;
            if (from <= char.MaxValue)
            {
                single[from] = InDictionary;
            }
        }

        others = rest.ToFrozenDictionary();
    }

    public static FoldingTable Instance { get; } = Load();

    /// <summary>The fold of a character of the basic plane; null when it is more than one unit (see <see cref="Find"/>).</summary>
    public char? Fold(char c) => single[c] switch
    {
        '\0' => c,
        InDictionary => null,
        char folded => folded,
    };

    /// <summary>The fold of any other character; null when it stays.</summary>
    public string? Find(int codePoint) => others.GetValueOrDefault(codePoint);

    private static FoldingTable Load()
    {
        Dictionary<int, string> map = [];
        foreach (string[] parts in Lines("compatibility.txt"))
        {
            map.Add(char.ConvertToUtf32(parts[0], 0), parts[1]);
        }

        foreach (string[] parts in Lines("name-variants.txt"))
        {
            foreach (string variant in parts.Skip(1))
            {
                map.Add(char.ConvertToUtf32(variant, 0), parts[0]);
            }
        }

        // Capitals, so that letters fold by the same one step.
        for (char c = 'a'; c <= 'z'; c++)
        {
            map.Add(c, char.ToUpperInvariant(c).ToString());
        }

        return new(map.ToDictionary(entry => entry.Key, entry => Final(entry.Value, map)));
    }

    // What a character folds into may fold further (Å to Å to A); the table holds the end of the way.
    private static string Final(string text, Dictionary<int, string> map)
    {
        for (int i = 0; i < StepsMax; i++)
        {
            string next = string.Concat(text.EnumerateRunes().Select(rune => map.GetValueOrDefault(rune.Value, rune.ToString())));
            if (next == text)
            {
                return text;
            }

            text = next;
        }

        throw new InvalidOperationException("The folding tables run in a circle.");
    }

    private static IEnumerable<string[]> Lines(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name} is not embedded.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split(' ');
            }
        }
    }
}
