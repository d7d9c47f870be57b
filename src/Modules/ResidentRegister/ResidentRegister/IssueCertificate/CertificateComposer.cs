using Daicho.Kernel;
using Daicho.ResidentRegister.IssueCertificate.Layout;
using Daicho.ResidentRegister.Residents;
using NoteKind = Daicho.ResidentRegister.IssueCertificate.Layout.NoteKind;

namespace Daicho.ResidentRegister.IssueCertificate;

/// <summary>Builds a document whole from one set of persons (incident I-4). Pure.</summary>
internal static class CertificateComposer
{
    private const string EquivalentStatement =
        "この証明書は、住民基本台帳法第２２条の規定による転入届に添付すべき書類として交付するものである。";

    /// <summary>The content of one copy.</summary>
    public static CertificateContent Compose(
        CertificateRequest request,
        IReadOnlyList<IssueSubject> subjects,
        CertificateSettings settings,
        Guid documentId,
        IssueNumber number,
        NoticeFacts? notice = null)
    {
        ResidentRecord[] records = [.. subjects.Select(one => one.Printable)];
        bool removed = records.Any(record => !record.IsLive);
        CertificateContent content = Frame(request, settings, documentId, number, removed);
        return request.Form switch
        {
            CertificateForm.PersonCopy or CertificateForm.RemovedRecordCopy or CertificateForm.EnteredItemsPerson =>
                content with { Subjects = [Person(request, subjects[0], settings.Issuer)] },
            CertificateForm.HouseholdCopy or CertificateForm.EnteredItemsHousehold =>
                Household(content, request, records, settings.Issuer),
            CertificateForm.MovingOutCertificate or CertificateForm.MovingOutCertificateEquivalent =>
                MovingOut(content, request, records, settings.Issuer),
            CertificateForm.ResidentRecordCodeNotice or CertificateForm.ResidentRecordCodeChangeNotice
                or CertificateForm.ResidentRecordCodeCorrectionNotice => Notices.RecordCode(content, request, records[0], settings.Issuer),
            _ when notice is not null => Notices.OfAct(content, records[0], notice, settings.Issuer),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Form, "The form is not made on request."),
        };
    }

    /// <summary>The content of a 再交付: what stood on the first issue, with the marks, number and date of today (4.1.3.0.3).</summary>
    public static CertificateContent Reissue(
        CertificateContent first,
        CertificateRequest request,
        CertificateSettings settings,
        Guid documentId,
        IssueNumber number)
    {
        CertificateContent frame = Frame(request, settings, documentId, number, removed: false);
        return first with
        {
            DocumentId = frame.DocumentId,
            IssueNumber = number,
            IssuedOn = frame.IssuedOn,
            Certifier = frame.Certifier,
            SealText = frame.SealText,
            Seal = frame.Seal,
            SealRemark = frame.SealRemark,
            Watermark = frame.Watermark,
            Marks = first.Marks | CertificateMarks.Reissue,
        };
    }

    /// <summary>A content that can be looked at but not handed over: 見本 across it, no seal, no number.</summary>
    public static CertificateContent AsPreview(CertificateContent content) => content with
    {
        Watermark = content.Watermark | CertificateWatermark.Specimen,
        SealText = null,
        Seal = null,
        SealRemark = null,
    };

    /// <summary>The frame of a notice or list that no counter request makes.</summary>
    public static CertificateContent Frame(
        CertificateForm form,
        CertificateSettings settings,
        Guid documentId,
        IssueNumber number) => new()
    {
        Form = form,
        Title = CertificateForms.Title(form, removed: false),
        DocumentId = documentId.ToString("D"),
        IssueNumber = number,
        IssuedOn = Wareki.Display(number.Date, EraTable.Default),
        Certifier = settings.Certifier,
        SealText = settings.SealText,
        Seal = settings.Seal,
        SealRemark = settings.Issuer.SealRemark,
        Watermark = settings.Issuer.IsFictitious ? CertificateWatermark.FictitiousData : CertificateWatermark.None,
        Overflow = settings.Issuer.Overflow,
    };

    private static CertificateContent Frame(
        CertificateRequest request,
        CertificateSettings settings,
        Guid documentId,
        IssueNumber number,
        bool removed)
    {
        bool removedItems = removed && CertificateForms.IsEnteredItems(request.Form);
        string textName = removedItems ? CertificateSettings.RemovedItemsText : request.Form.ToString();
        CertificateMarks marks = removed && !CertificateForms.IsMovingOut(request.Form) ? CertificateMarks.Removed : CertificateMarks.None;
        return Frame(request.Form, settings, documentId, number) with
        {
            Title = CertificateForms.Title(request.Form, removed),
            AuthenticationText = settings.Texts.GetValueOrDefault(textName),
            Marks = marks | (request is { NoticeOf: null, Requester.Class: RequesterClass.Official } ? CertificateMarks.OfficialUse : CertificateMarks.None),
        };
    }

    private static CertificateSubject Person(CertificateRequest request, IssueSubject subject, IssuerSettings issuer)
    {
        SubjectItems items = new(subject.Printable, request, issuer);
        return new CertificateSubject(items.Name, items.Reading, items.OfPerson()) { Notes = NotesOf(request, subject, items) };
    }

    private static List<CertificateNote> NotesOf(CertificateRequest request, IssueSubject subject, SubjectItems items)
    {
        List<CertificateNote> notes = [];
        if (request.Asks(CertificateItem.History))
        {
            notes.AddRange(HistoryNotes.Of(subject, request.Asks(CertificateItem.SpecialHistory), items));
        }

        if (items.Shows(CertificateItem.Notes))
        {
            notes.AddRange(subject.Printable.Notes.Select(note => new CertificateNote(
                note.Kind == Residents.NoteKind.PointToNote ? NoteKind.PointToNote : NoteKind.Remark, note.Text)));
        }

        return notes;
    }

    private static CertificateContent Household(
        CertificateContent content, CertificateRequest request, ResidentRecord[] records, IssuerSettings issuer)
    {
        SubjectItems first = new(records[0], request, issuer);
        List<LabelledItem> shared = [];
        if (first.Shows(CertificateItem.Address))
        {
            shared.Add(new LabelledItem("住所", first.PresentAddress));
        }

        bool householder = first.Shows(CertificateItem.Householder);
        if (householder || !CertificateForms.IsEnteredItems(request.Form))
        {
            shared.Add(new LabelledItem("世帯主", householder ? first.Householder : "（省略）"));
        }

        return content with
        {
            SharedItems = shared,
            Subjects = [.. records.Select(record => Member(new SubjectItems(record, request, issuer), record))],
        };
    }

    private static CertificateSubject Member(SubjectItems items, ResidentRecord record) =>
        new(items.Name, items.Reading, items.OfMember())
        {
            Notes = items.Shows(CertificateItem.Notes)
                ? [.. record.Notes.Select(note => new CertificateNote(NoteKind.Remark, note.Text))]
                : [],
        };

    private static CertificateContent MovingOut(
        CertificateContent content, CertificateRequest request, ResidentRecord[] records, IssuerSettings issuer)
    {
        MoveOut move = records[0].MoveOut ?? throw new ArgumentException("A mover has a destination.", nameof(records));
        SubjectItems first = new(records[0], request, issuer);
        List<LabelledItem> shared =
        [
            new("住所", first.PresentAddress), new("世帯主", first.Householder),
            new("転出先", first.AddressOf(move.PlannedTo, BuildingHidden.Planned)),
            new("転出予定年月日", Wareki.Display(move.PlannedOn, EraTable.Default), ItemWidth.Half),
            new("届出年月日", move.NotifiedOn is { } day ? Wareki.Display(day, EraTable.Default) : "", ItemWidth.Half),
        ];
        CertificateContent made = content with
        {
            Marks = content.Marks | (move.Special ? CertificateMarks.SpecialCaseMovingOut : CertificateMarks.None),
            SharedItems = shared,
            Statement = request.Form == CertificateForm.MovingOutCertificateEquivalent ? EquivalentStatement : null,
            Subjects =
            [
                .. records.Select(record => new SubjectItems(record, request, issuer))
                    .Select(items => new CertificateSubject(items.Name, items.Reading, items.OfMover())),
            ],
        };
        return request.Form == CertificateForm.MovingOutCertificate
            ? made with { QrMunicipality = issuer.MunicipalityCode }
            : made;
    }
}
