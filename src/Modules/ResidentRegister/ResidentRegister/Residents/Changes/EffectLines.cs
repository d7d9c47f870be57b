using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;

namespace Daicho.ResidentRegister.Residents.Changes;

/// <summary>What an act does, in plain words, for the check before registration (4.0.9).</summary>
internal static class EffectLines
{
    /// <summary>The lines of an act.</summary>
    public static IReadOnlyList<EffectLine> For(ActBuilder act, ChangeReason reason, IReadOnlyList<Append> rows)
    {
        List<EffectLine> lines = [];
        foreach (Append row in rows)
        {
            ResidentRecord after = row.Row.Record;
            ResidentId id = after.Id;
            if (row.Row.Facts.Reason == reason.Symbol)
            {
                lines.Add(new EffectLine(id, $"{reason.Japanese}：{reason.Effect}。"));
            }

            Household(row, lines);
            if (after.IsPlannedOut && row.Before?.MoveOut is null && after.MoveOut is { } plan)
            {
                lines.Add(new EffectLine(id, $"{Day(plan.PlannedOn)}までは現在の住民として扱います。"));
            }

            if (after.Removal is { } removal && row.Before is { IsLive: true })
            {
                lines.Add(new EffectLine(id, $"{Day(removal.RemovedOn)}に消除し、除票として１５０年間保存します。"));
            }

            if (after.IndividualNumber == NumberState.Requested && row.Before?.IndividualNumber != NumberState.Requested)
            {
                lines.Add(new EffectLine(id, "個人番号の生成を要求します。"));
            }

            if (after.RecordCode == NumberState.Requested && row.Before?.RecordCode != NumberState.Requested)
            {
                lines.Add(new EffectLine(id, "住民票コードの付番を要求します。"));
            }

            foreach (NumberKind kind in Enum.GetValues<NumberKind>())
            {
                Number(row, kind, lines);
            }
        }

        lines.AddRange(act.Closed().Select(_ => new EffectLine(null, "世帯員がいなくなる世帯を閉じます。")));
        return lines;
    }

    private static void Number(Append row, NumberKind kind, List<EffectLine> lines)
    {
        NumberState after = row.Row.Record.StateOf(kind);
        string word = kind == NumberKind.Individual ? "個人番号" : "住民票コード";
        if (after != row.Before?.StateOf(kind) && after is (NumberState.Unconfirmed or NumberState.Recorded))
        {
            lines.Add(new EffectLine(row.Row.ResidentId, after == NumberState.Recorded
                ? $"{word}を記録します。"
                : $"{word}は未確認です。確認でき次第、職権で記載してください。"));
        }
    }

    private static void Household(Append row, List<EffectLine> lines)
    {
        Membership after = row.Row.Record.Household;
        ResidentId id = row.Row.ResidentId;
        Membership? before = row.Before is { IsLive: true } known ? known.Household : null;
        if (before?.Id != after.Id && row.Row.Record.IsLive)
        {
            lines.Add(new EffectLine(id, $"世帯番号{after.Number.Value}の世帯に入ります。"));
        }

        if (before is not null && before.Relationship != after.Relationship)
        {
            lines.Add(new EffectLine(id, $"続柄を「{before.Relationship}」から「{after.Relationship}」に改めます。"));
        }

        if (before is not null && before.Head != after.Head)
        {
            lines.Add(new EffectLine(id, after.Head is null ? "世帯主が未設定になります。" : "世帯主の氏名を改めます。"));
        }

        if (after.RelationshipPending && before is { RelationshipPending: false })
        {
            lines.Add(new EffectLine(id, "続柄の設定が必要です。"));
        }
    }

    private static string Day(DateOnly day) => Wareki.Display(day, EraTable.Default);
}
