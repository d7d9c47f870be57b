using System.Reflection;
using Daicho.Kernel;
using Daicho.ReferenceData.Contracts;

namespace Daicho.ReferenceData.Masters;

/// <summary>The invented city 霞野市 with its own masters, which ship with the program (see docs/invented-data.md).</summary>
internal static class InventedMasters
{
    /// <summary>99 is no prefecture (JIS X 0401 ends at 47), so no municipality can ever get this code.</summary>
    public static readonly Municipality City = new(MunicipalityCode.Parse("990019"), "霞県", "霞野市", "かすみのし");

    /// <summary>Invented municipalities people come from and go to.</summary>
    private static readonly Municipality[] Neighbours =
        [.. new (string Name, string Kana)[]
            {
                ("朝凪市", "あさなぎし"), ("雲居市", "くもいし"), ("鈴掛市", "すずかけし"), ("潮見市", "しおみし"),
                ("常磐原市", "ときわはらし"), ("深雪町", "みゆきちょう"), ("山吹町", "やまぶきちょう"), ("月代村", "つきしろむら"),
            }.Select((one, i) => new Municipality(MunicipalityCode.FromBody($"9900{i + 2}"), "霞県", one.Name, one.Kana))];

    private const string Licence = "Daicho project (same licence as the program)";

    /// <summary>Version of the invented data; raised with every change of the files.</summary>
    private const string Version = "2";

    /// <summary>All data sets with their origin.</summary>
    public static async Task<IReadOnlyList<(MasterOrigin Origin, MasterSet Set)>> ReadAsync(CancellationToken cancellation)
    {
        MasterOrigin invented = new(Version, "架空の市の付属データ", Licence, new DateOnly(2000, 1, 1), Invented: true);
        MasterOrigin names = invented with { Licence = "MIT (extract of the name frequency lists, see docs/licences)" };
        MasterOrigin law = invented with
        {
            Source = "国民の祝日に関する法律（昭和23年法律第178号）と特例法による算定。春分の日・秋分の日は天文計算による見込み",
        };
        MasterSet.Municipalities municipalities = new(Version.PadLeft(64, '0'), [City, .. Neighbours]);
        return
        [
            (invented, municipalities),
            (invented, Checked(MasterForms.InventedTowns(await TableAsync("towns", MasterForms.InventedTownHeader, cancellation), City.Code))),
            (names, Checked(MasterForms.Surnames(await TableAsync("surnames", ["written", "kana", "frequency"], cancellation), 1, 2))),
            (names, Checked(MasterForms.DatedGivenNames(
                await TableAsync("given-names", ["sex", "written", "kana", "from_year", "until_year", "weight"], cancellation)))),
            (law, Checked(MasterForms.Holidays(await TableAsync("holidays", ["day", "name"], cancellation)))),
            (invented, Checked(MasterForms.Countries(await TableAsync("countries", ["code", "name", "weight"], cancellation)))),
        ];
    }

    /// <summary>What the invention of residents of the city needs, without any database.</summary>
    public static async Task<PopulationMasters> PopulationAsync(CancellationToken cancellation)
    {
        MasterSet[] sets = [.. (await ReadAsync(cancellation)).Select(one => one.Set)];
        return new PopulationMasters(
            City,
            [.. sets.OfType<MasterSet.Towns>().Single().Items.Select(item => item.Town)],
            Neighbours,
            sets.OfType<MasterSet.Surnames>().Single().Items,
            sets.OfType<MasterSet.GivenNames>().Single().Items,
            sets.OfType<MasterSet.Countries>().Single().Items);
    }

    private static async Task<MasterTable.Table> TableAsync(string name, string[] header, CancellationToken cancellation)
    {
        await using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"invented.{name}.csv")
            ?? throw new InvalidOperationException($"The resource invented.{name}.csv is missing.");
        using MemoryStream bytes = new();
        await stream.CopyToAsync(bytes, cancellation);
        return Checked(await MasterTable.ReadAsync(bytes.ToArray(), header, header.Length, false, false, cancellation));
    }

    private static T Checked<T>(Result<T> read) =>
        read.IsRefused(out Refusal? why, out T? value) ? throw new InvalidDataException($"Shipped masters are broken: {why.Message}") : value;
}
