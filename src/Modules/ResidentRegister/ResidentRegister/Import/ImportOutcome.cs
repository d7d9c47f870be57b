using System.Collections.Concurrent;

namespace Daicho.ResidentRegister.Import;

/// <summary>A row that was refused; without the value.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Line on which the row begins, from 1; 0 when it concerns the file.</param>
/// <param name="Column">Column from 1; 0 when it concerns the row.</param>
/// <param name="Item">Name of the column or item; null when none is concerned.</param>
/// <param name="Code">Permanent code.</param>
/// <param name="Message">Japanese: what is wrong and what to do.</param>
internal sealed record RefusedRow(string File, long Line, int Column, string? Item, string Code, string Message);

/// <summary>What an import finds, gathered from several threads.</summary>
internal sealed class ImportOutcome
{
    /// <summary>Refused rows named in the report; the rest is counted.</summary>
    public const int RefusedMax = 1000;

    private readonly ConcurrentQueue<RefusedRow> refused = new();
    private readonly ConcurrentDictionary<string, long> alerts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> sums = new(StringComparer.Ordinal);
    private long refusedCount;

    /// <summary>All refused rows, named or not.</summary>
    public long RefusedCount => Interlocked.Read(ref refusedCount);

    /// <summary>Whether anything was refused; then nothing is written any more.</summary>
    public bool IsRefused => RefusedCount > 0;

    /// <summary>The refused rows by file, line and column.</summary>
    public IReadOnlyList<RefusedRow> Refused =>
        [.. refused.OrderBy(row => row.File, StringComparer.Ordinal).ThenBy(row => row.Line).ThenBy(row => row.Column)];

    /// <summary>Alerts by check.</summary>
    public IReadOnlyDictionary<string, long> Alerts => new SortedDictionary<string, long>(alerts, StringComparer.Ordinal);

    /// <summary>Sums by name.</summary>
    public IReadOnlyDictionary<string, long> Sums => new SortedDictionary<string, long>(sums, StringComparer.Ordinal);

    /// <summary>Refuses a row.</summary>
    public void Refuse(RefusedRow row)
    {
        if (Interlocked.Increment(ref refusedCount) <= RefusedMax)
        {
            refused.Enqueue(row);
        }
    }

    /// <summary>Refuses a row with a rule of the import.</summary>
    public void Refuse(string file, long line, ImportRule rule, string? item = null) =>
        Refuse(new RefusedRow(file, line, 0, item, rule.Code, rule.Message));

    /// <summary>Counts an alert.</summary>
    public void Alert(string checkId) => alerts.AddOrUpdate(checkId, 1, (_, count) => count + 1);

    /// <summary>Adds to a sum.</summary>
    public void Add(string name, long count)
    {
        if (count != 0)
        {
            sums.AddOrUpdate(name, count, (_, sum) => sum + count);
        }
    }
}

/// <summary>A rule that spans rows or files, which no check of one record can see.</summary>
/// <param name="Code">Permanent code.</param>
/// <param name="Message">Japanese: what is wrong and what to do.</param>
internal sealed record ImportRule(string Code, string Message)
{
    public static readonly ImportRule PersonTwice = new("IMP-01", "宛名番号が取込ファイルの中で重複しています。どちらかの行を直してください。");
    public static readonly ImportRule PersonExists = new("IMP-02", "宛名番号がすでに登録されています。取込済みでないか確認してください。");
    public static readonly ImportRule HouseholdTwice = new("IMP-03", "世帯番号が重複しているか、すでに登録されています。世帯の行を確認してください。");
    public static readonly ImportRule HouseholdMissing = new("IMP-04", "世帯番号が households.csv にありません。世帯の行を加えてください。");
    public static readonly ImportRule HouseholdApart = new("IMP-05", "同じ世帯の人が離れた行にあります。世帯ごとにまとめて並べてください。");
    public static readonly ImportRule HouseholdIdDiffers = new("IMP-06", "世帯の識別子が households.csv と一致しません。空にするか、同じ値にしてください。");
    public static readonly ImportRule HistoryGap = new("IMP-07", "履歴番号が1から続いていません。history.csv に古い履歴を、履歴番号の順に入れてください。");
    public static readonly ImportRule HistoryAlone = new("IMP-08", "residents.csv の人の並びと合わない履歴です。同じ順に並べてください。");
    public static readonly ImportRule PersonIdDiffers = new("IMP-09", "個人の識別子が履歴の間で一致しません。空にするか、同じ値にしてください。");
    public static readonly ImportRule OtherMunicipality = new("IMP-10", "市区町村コードがこの自治体のものではありません。提供元を確認してください。");
    public static readonly ImportRule ReasonUnknown = new("IMP-11", "異動事由が様式にありません。様式の一覧から選んでください。");
    public static readonly ImportRule AbsentUnknown = new("IMP-12", "空欄の理由に、項目一覧にない項目名があります。項目名を確認してください。");
    public static readonly ImportRule ReplacesWrong = new("IMP-13", "訂正元の履歴番号が、その行より前の履歴ではありません。番号を確認してください。");
    public static readonly ImportRule PersonMissing = new("IMP-14", "宛名番号が residents.csv にありません。番号を確認してください。");
    public static readonly ImportRule NumberTwice = new("IMP-15", "同じ個人番号または住民票コードが複数の人にあります。番号を確認してください。");
    public static readonly ImportRule NumberRepeated = new("IMP-16", "一人に同じ種類の番号が二つあります。変更前の番号には印を付け、現在の番号より前に置いてください。");
    public static readonly ImportRule NumberUnexpected = new("IMP-17", "番号がありますが、住民の行では記録済みになっていません。番号の状態を直してください。");
    public static readonly ImportRule NumberMissing = new("IMP-18", "番号が記録済みの人の番号が numbers.csv にありません。番号を加えてください。");
    public static readonly ImportRule NumberTaken = new("IMP-19", "すでに登録されている番号と同じ番号があります。提供元を確認してください。");
    public static readonly ImportRule MeasureDiffers = new("IMP-20", "同じ支援措置の行の間で内容が異なります。同じ内容にしてください。");
    public static readonly ImportRule MeasureWrong = new("IMP-21", "支援措置の期間・対象事務・JSONのいずれかが正しくありません。内容を確認してください。");
    public static readonly ImportRule SuppressionWrong = new("IMP-22", "抑止は宛名番号か世帯番号のどちらか一つに設定してください。期間も確認してください。");
    public static readonly ImportRule Collision = new("IMP-23", "識別子がすでに使われています。取込済みでないか、識別子を空にできないか確認してください。");
    public static readonly ImportRule RowsDiffer = new("IMP-24", "行数が manifest.json と一致しません。書き出しをやり直してください。");
}
