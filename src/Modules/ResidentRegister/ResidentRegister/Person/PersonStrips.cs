using Daicho.Kernel;
using Daicho.ResidentRegister.Protection;
using Daicho.ResidentRegister.Residents;
using Daicho.ResidentRegister.Residents.Items;
using Daicho.Web;

namespace Daicho.ResidentRegister.Person;

/// <summary>The strip that stays while one works on a person.</summary>
internal static class PersonStrips
{
    /// <summary>The strip of a record.</summary>
    /// <param name="record">The present record.</param>
    /// <param name="protection">What protects the person.</param>
    /// <param name="today">For the age.</param>
    /// <param name="href">The person's own page.</param>
    /// <param name="withAddress">False before the warnings were seen.</param>
    public static PersonStripModel Of(
        ResidentRecord record,
        ProtectionFacts protection,
        DateOnly today,
        string? href,
        bool withAddress = true) => new()
        {
            ColourKey = record.Id.Value.ToString("N"),
            Name = record.Name.Display.Length > 0 ? record.Name.Display : "（氏名未設定）",
            Reading = record.Name.Kana,
            IsReadingUnconfirmed = record.Name is { Kana: not null, KanaConfirmed: false },
            Sex = record.Sex == Sex.Blank ? null : Labels.Of(record.Sex),
            Birth = Birth(record),
            BirthWestern = record.BirthDate.Exact is { } day ? Formatting.Western(day) : null,
            Age = AgeOf(record, today),
            Address = withAddress ? record.Address.Full : null,
            AddresseeNumber = Formatting.Grouped(record.AddresseeNumber.Value),
            Flags = [.. Flags(record, protection)],
            Href = href,
        };

    /// <summary>Wareki; of foreign residents western (standard 1.1.9).</summary>
    public static string Birth(ResidentRecord record) =>
        record.Kind == ResidentKind.Foreign ? record.BirthDate.DisplayWestern() : record.BirthDate.Display();

    /// <summary>The age of a living resident whose birth date is certain; else null.</summary>
    public static int? AgeOf(ResidentRecord record, DateOnly today) =>
        record.IsLive && record.BirthDate.Exact is { } born && born <= today ? Age.On(born, today) : null;

    /// <summary>The words of state and protection.</summary>
    public static IEnumerable<Chip> Flags(ResidentRecord record, ProtectionFacts protection)
    {
        if (protection.IsSupported)
        {
            yield return new Chip(protection.Support.All(one => one.Provisional) ? "仮支援措置" : "支援措置", Tone.Strong);
        }

        foreach (SuppressedProcess process in protection.Suppressions.Select(one => one.Process).Distinct())
        {
            yield return new Chip(
                process switch
                {
                    SuppressedProcess.Change => "異動抑止",
                    SuppressedProcess.Issue => "発行抑止",
                    SuppressedProcess.Inquiry => "照会抑止",
                },
                Tone.Warning);
        }

        if (record.Marks.WarningCode is not null)
        {
            yield return new Chip("警告", Tone.Warning);
        }

        if (record.Removal is { } removal)
        {
            yield return new Chip($"除票（{Labels.Of(removal.Kind)}）");
        }
        else if (record.IsPlannedOut)
        {
            yield return new Chip("転出予定", Tone.Info);
        }

        if (record.Household.IsHead)
        {
            yield return new Chip("世帯主");
        }

        if (record.Household.RelationshipPending)
        {
            yield return new Chip("続柄要変更", Tone.Warning);
        }

        if (record.Kind == ResidentKind.Foreign)
        {
            yield return new Chip("外国人住民");
        }
    }
}
