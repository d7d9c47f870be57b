using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Daicho.Kernel;
using Daicho.ResidentRegister.Contracts;
using Daicho.ResidentRegister.Data;
using Daicho.ResidentRegister.Residents;

namespace Daicho.ResidentRegister.Import.Layout;

/// <summary>The columns of a snapshot with the facts of its change: every field of <see cref="HistoryRow"/>, named once.</summary>
/// <remarks>
/// A blank <c>resident_id</c> or <c>household_id</c> reads as the empty id: the import derives it from the number, so that the
/// files of other systems need none.
/// </remarks>
internal static class RecordLayout
{
    private static readonly JsonTypeInfo<IReadOnlyList<Note>> Notes =
        (JsonTypeInfo<IReadOnlyList<Note>>)RecordJson.Options.GetTypeInfo(typeof(IReadOnlyList<Note>));

    private static readonly JsonTypeInfo<IReadOnlyList<DeletedCommonName>> Deleted =
        (JsonTypeInfo<IReadOnlyList<DeletedCommonName>>)RecordJson.Options.GetTypeInfo(typeof(IReadOnlyList<DeletedCommonName>));

    /// <summary>The whole row.</summary>
    public static HistoryRow Row(ColumnPass pass, HistoryRow? row)
    {
        int historyNo = pass.Number("history_no", "履歴番号", row?.HistoryNo) ?? 1;
        return new HistoryRow(
            Facts(pass, row?.Facts),
            historyNo,
            pass.RequiredDate("effective_from", "効力発生日", row?.EffectiveFrom),
            Record(pass, row?.Record),
            pass.Number("replaces_no", "訂正元の履歴番号", row?.ReplacesNo))
        {
            Selectable = !pass.Flag("not_selectable", "選択不可", row is { Selectable: false }),
            RecordedAt = pass.Moment("recorded_at", "記録日時", row?.RecordedAt),
        };
    }

    private static ChangeFacts Facts(ColumnPass pass, ChangeFacts? facts) => new()
    {
        ActId = pass.Id("act_id", "異動識別子", facts?.ActId) ?? Guid.Empty,
        Reason = pass.Required("reason", "異動事由", facts?.Reason),
        Basis = pass.RequiredCode("basis", "届出区分", facts?.Basis),
        HappenedOn = pass.RequiredPartialDate("happened_on", "異動日", facts?.HappenedOn),
        NotifiedOn = pass.Date("notified_on", "届出日", facts?.NotifiedOn),
        RegisterNoticeOn = pass.Date("register_notice_on", "戸籍届出・通知日", facts?.RegisterNoticeOn),
        ApplicationOn = pass.Date("application_on", "申出日", facts?.ApplicationOn),
        RequestOn = pass.Date("request_on", "請求日", facts?.RequestOn),
        NoticeOn = pass.Date("notice_on", "通知日", facts?.NoticeOn),
        ProcessedOn = pass.RequiredDate("processed_on", "処理日", facts?.ProcessedOn),
        Route = pass.RequiredCode("route", "入手方法", facts?.Route),
        Source = pass.RequiredCode("source", "入手元", facts?.Source),
        Ground = pass.Text("ground", "根拠", facts?.Ground, lines: true),
        Office = pass.Required("entry_office", "入力場所", facts?.Office),
        Terminal = pass.Required("entry_terminal", "入力端末", facts?.Terminal),
        EnteredBy = pass.Required("entered_by", "入力者", facts?.EnteredBy),
        ReviewedBy = pass.List("reviewed_by", "審査者", facts?.ReviewedBy),
        DecidedBy = pass.Text("decided_by", "決裁者", facts?.DecidedBy),
    };

    private static ResidentRecord Record(ColumnPass pass, ResidentRecord? record) => new()
    {
        Id = new ResidentId(pass.Id("resident_id", "個人識別子", record?.Id.Value) ?? Guid.Empty),
        AddresseeNumber = pass.RequiredValue("addressee_number", "宛名番号", record?.AddresseeNumber),
        Municipality = pass.RequiredValue("municipality", "市区町村コード", record?.Municipality),
        FormerMunicipality = pass.Value("former_municipality", "旧自治体コード", record?.FormerMunicipality),
        Office = pass.Text("office", "管轄支所", record?.Office),
        Kind = pass.RequiredCode("kind", "住民種別", record?.Kind),
        RecordCode = pass.CodeOrFirst("record_code_state", "住民票コードの状態", record?.RecordCode),
        IndividualNumber = pass.CodeOrFirst("individual_number_state", "個人番号の状態", record?.IndividualNumber),
        Name = NameParts.RequiredName(pass, "name", "氏名", record?.Name),
        ParallelName = NameParts.Name(pass, "parallel_name", "併記名", record?.ParallelName),
        CommonName = NameParts.Common(pass, "common_name", "通称", record?.CommonName),
        DeletedCommonNames = pass.Json(
            "deleted_common_names", "削除した通称", record?.DeletedCommonNames is { Count: > 0 } deleted ? deleted : null, PrintDeleted, ParseDeleted) ?? [],
        FormerSurname = NameParts.Former(pass, "former_surname", "旧氏", record?.FormerSurname),
        AddresseeName = NameParts.Name(pass, "addressee_name", "宛名氏名", record?.AddresseeName),
        NamePriority = pass.CodeOrFirst("name_priority", "氏名優先区分", record?.NamePriority),
        Earlier = NameParts.Earlier(pass, record?.Earlier),
        Sex = pass.CodeOrFirst("sex", "性別", record?.Sex),
        BirthDate = pass.RequiredPartialDate("birth_date", "生年月日", record?.BirthDate),
        Address = AddressParts.Required(pass, "address", "住所", record?.Address),
        AddressSettled = RequiredFact(pass, "address_settled", "住所を定めた", record?.AddressSettled),
        BecameResident = Fact(pass, "became_resident", "住民となった", record?.BecameResident),
        BecameForeignResident = Fact(pass, "became_foreign_resident", "外国人住民となった", record?.BecameForeignResident),
        EnteredExOfficioOn = pass.Date("entered_ex_officio_on", "職権で記載した年月日", record?.EnteredExOfficioOn),
        MovedInFrom = AddressParts.WithHead(pass, "moved_in_from", "転入前住所", record?.MovedInFrom),
        LastRegistered = AddressParts.Optional(pass, "last_registered", "最終登録住所地", record?.LastRegistered),
        PriorAddress = AddressParts.WithHead(pass, "prior_address", "前住所", record?.PriorAddress),
        BeforeChange = AddressParts.WithHead(pass, "before_change", "住所変更前", record?.BeforeChange),
        MoveOut = MoveOut(pass, record?.MoveOut),
        Domicile = Domicile(pass, record?.Domicile),
        Foreign = Foreign(pass, record?.Foreign),
        Household = Household(pass, record?.Household),
        Removal = Removal(pass, record?.Removal),
        CameBy = Fact(pass, "came_by", "増異動", record?.CameBy),
        Districts = OtherParts.Districts(pass, "district", "地区", record?.Districts),
        DistrictsBefore = OtherParts.Districts(pass, "district_before", "変更前地区", record?.DistrictsBefore),
        Qualifications = OtherParts.Qualifications(pass, record?.Qualifications),
        Marks = OtherParts.Marks(pass, record?.Marks),
        Notes = pass.Json("notes", "統合記載欄", record?.Notes is { Count: > 0 } notes ? notes : null, PrintNotes, ParseNotes) ?? [],
        Recompiled = Recompiled(pass, record?.Recompiled),
        Absent = new Dictionary<string, Absence>(
            pass.Pairs("absent", "空欄の理由", record?.Absent), StringComparer.Ordinal),
    };

    private static string PrintNotes(IReadOnlyList<Note> notes) => JsonSerializer.Serialize(notes, Notes);

    private static IReadOnlyList<Note> ParseNotes(string json) =>
        JsonSerializer.Deserialize(json, Notes) ?? throw new JsonException("The notes are null.");

    private static string PrintDeleted(IReadOnlyList<DeletedCommonName> names) => JsonSerializer.Serialize(names, Deleted);

    private static IReadOnlyList<DeletedCommonName> ParseDeleted(string json) =>
        JsonSerializer.Deserialize(json, Deleted) ?? throw new JsonException("The deleted names are null.");

    private static DatedFact RequiredFact(ColumnPass pass, string name, string japanese, DatedFact? fact)
    {
        pass.BeginAlways(name, japanese);
        return FactBody(pass, fact);
    }

    private static DatedFact? Fact(ColumnPass pass, string name, string japanese, DatedFact? fact) =>
        pass.Begin(name, japanese, fact is not null) ? FactBody(pass, fact) : null;

    private static DatedFact FactBody(ColumnPass pass, DatedFact? fact)
    {
        DatedFact read = new(
            pass.RequiredPartialDate("on", "年月日", fact?.On),
            pass.Text("reason_code", "事由コード", fact?.ReasonCode),
            pass.Date("notified_on", "届出日", fact?.NotifiedOn))
        {
            Reason = pass.Text("reason", "事由", fact?.Reason),
        };
        pass.End();
        return read;
    }

    private static MoveOut? MoveOut(ColumnPass pass, MoveOut? moveOut)
    {
        if (!pass.Begin("move_out", "転出", moveOut is not null))
        {
            return null;
        }

        MoveOut read = new(
            AddressParts.Required(pass, "planned_to", "予定先", moveOut?.PlannedTo),
            pass.RequiredDate("planned_on", "予定年月日", moveOut?.PlannedOn))
        {
            NotifiedOn = pass.Date("notified_on", "届出日", moveOut?.NotifiedOn),
            PlannedHead = pass.Text("planned_head", "予定先世帯主", moveOut?.PlannedHead),
            PlannedHeadAlphabet = pass.Text("planned_head_alphabet", "予定先世帯主アルファベット", moveOut?.PlannedHeadAlphabet),
            Special = pass.Flag("special", "特例転出", moveOut is { Special: true }),
            Channel = pass.Text("channel", "届出の方法", moveOut?.Channel),
            ActualTo = AddressParts.WithHead(pass, "actual_to", "確定先", moveOut?.ActualTo),
            ActualOn = pass.Date("actual_on", "確定年月日", moveOut?.ActualOn),
            NoticeOn = pass.Date("notice_on", "転入通知年月日", moveOut?.NoticeOn),
        };
        pass.End();
        return read;
    }

    private static RegisteredDomicile? Domicile(ColumnPass pass, RegisteredDomicile? domicile)
    {
        if (!pass.Begin("domicile", "本籍", domicile is not null))
        {
            return null;
        }

        RegisteredDomicile read = new(
            AddressParts.Required(pass, "address", "", domicile?.Address),
            pass.Required("head", "筆頭者", domicile?.Head));
        pass.End();
        return read;
    }

    private static ForeignResidence? Foreign(ColumnPass pass, ForeignResidence? foreign)
    {
        if (!pass.Begin("foreign", "外国人", foreign is not null))
        {
            return null;
        }

        ForeignResidence read = new()
        {
            Nationality = pass.Text("nationality", "国籍・地域", foreign?.Nationality),
            NationalityCode = pass.Text("nationality_code", "国籍コード", foreign?.NationalityCode),
            Category = pass.Code("category", "第30条の45規定区分", foreign?.Category),
            Status = pass.Text("status", "在留資格", foreign?.Status),
            StatusCode = pass.Text("status_code", "在留資格コード", foreign?.StatusCode),
            Period = pass.Text("period", "在留期間", foreign?.Period),
            PeriodEnd = pass.Date("period_end", "在留期間満了日", foreign?.PeriodEnd),
            CardNumber = pass.Value("card_number", "在留カード等の番号", foreign?.CardNumber),
            PermittedStay = pass.Text("permitted_stay", "上陸期間等", foreign?.PermittedStay),
            FormerRegistrationOn = OptionalPartialDate(pass, "former_registration", "旧外登法登録", foreign?.FormerRegistrationOn),
            ResidenceNotified = pass.Flag("residence_notified", "住居地届出", foreign is { ResidenceNotified: true }),
        };
        pass.End();
        return read;
    }

    private static PartialDate? OptionalPartialDate(ColumnPass pass, string name, string japanese, PartialDate? date)
    {
        if (!pass.Begin(name, japanese, date is not null))
        {
            return null;
        }

        PartialDate read = pass.RequiredPartialDate("on", "年月日", date);
        pass.End();
        return read;
    }

    private static Membership Household(ColumnPass pass, Membership? household)
    {
        pass.BeginAlways("household", "世帯");
        Membership read = new(
            new HouseholdId(pass.Id("id", "識別子", household?.Id.Value) ?? Guid.Empty),
            pass.RequiredValue("number", "番号", household?.Number),
            pass.Required("relationship", "続柄", household?.Relationship))
        {
            OptionalNumber = pass.Text("optional_number", "任意番号", household?.OptionalNumber),
            Order = pass.Number("order", "記載順位", household is { Order: not 1 } ordered ? ordered.Order : null) ?? 1,
            RelationshipPending = pass.Flag("relationship_pending", "続柄変更", household is { RelationshipPending: true }),
            Head = NameParts.Head(pass, "head", "主", household?.Head),
            PreviousNumber = pass.Value("previous_number", "旧番号", household?.PreviousNumber),
            PreviousHead = NameParts.Head(pass, "previous_head", "旧世帯主", household?.PreviousHead),
            Changed = Fact(pass, "changed", "変更", household?.Changed),
        };
        pass.End();
        return read;
    }

    private static Removal? Removal(ColumnPass pass, Removal? removal)
    {
        if (!pass.Begin("removal", "消除", removal is not null))
        {
            return null;
        }

        Removal read = new(
            pass.RequiredCode("kind", "区分", removal?.Kind),
            pass.Required("reason_code", "事由", removal?.ReasonCode),
            pass.RequiredPartialDate("happened_on", "異動日", removal?.HappenedOn),
            pass.RequiredDate("removed_on", "日", removal?.RemovedOn))
        {
            NotifiedOn = pass.Date("notified_on", "届出日", removal?.NotifiedOn),
        };
        pass.End();
        return read;
    }

    private static Recompilation? Recompiled(ColumnPass pass, Recompilation? recompiled)
    {
        if (!pass.Begin("recompiled", "改製", recompiled is not null))
        {
            return null;
        }

        Recompilation read = new(
            pass.Required("number", "番号", recompiled?.Number),
            pass.RequiredDate("on", "年月日", recompiled?.On),
            pass.Date("closed_on", "消除年月日", recompiled?.ClosedOn));
        pass.End();
        return read;
    }
}
