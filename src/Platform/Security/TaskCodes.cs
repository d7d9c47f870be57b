namespace Daicho.Platform.Security;

/// <summary>Codes of the duties (事務) of the permission tables; names and marks are data in <c>platform.task</c>.</summary>
public static class TaskCodes
{
    /// <summary>Search for residents (住民の検索).</summary>
    public const string ResidentSearch = "resident.search";

    /// <summary>Search by Individual Number or resident record code: a mode with a right of its own (CR-20).</summary>
    public const string ResidentSearchNumber = "resident.search.number";

    /// <summary>Open a resident record (住民票の照会).</summary>
    public const string ResidentView = "resident.view";

    /// <summary>See the registered domicile (戸籍の表示).</summary>
    public const string ResidentViewDomicile = "resident.view.domicile";

    /// <summary>See the Individual Number (個人番号) in clear.</summary>
    public const string ResidentViewNumber = "resident.view.number";

    /// <summary>See the resident record code (住民票コード) in clear.</summary>
    public const string ResidentViewRecordCode = "resident.view.record-code";

    /// <summary>See the status of residence and its items (在留資格等).</summary>
    public const string ResidentViewResidenceStatus = "resident.view.residence-status";

    /// <summary>See what is kept from ordinary duties about a protected person (支援措置).</summary>
    public const string ResidentViewProtected = "resident.view.protected";

    /// <summary>Enter a change (異動の入力).</summary>
    public const string ResidentChangeEnter = "resident.change.enter";

    /// <summary>Review a change (異動の審査); never one's own.</summary>
    public const string ResidentChangeReview = "resident.change.review";

    /// <summary>Decide a change (異動の決裁).</summary>
    public const string ResidentChangeDecide = "resident.change.decide";

    /// <summary>Enter a change in spite of an alert that asks for a special decision.</summary>
    public const string ResidentChangeForce = "resident.change.force";

    /// <summary>Write and remove memos of a person (メモの記入・削除).</summary>
    public const string ResidentMemo = "resident.memo";

    /// <summary>Issue a certificate (証明書の発行).</summary>
    public const string ResidentCertificateIssue = "resident.certificate.issue";

    /// <summary>Issue a certificate that shows a number or record code.</summary>
    public const string ResidentCertificateNumber = "resident.certificate.number";

    /// <summary>Ask for a certifier or fees of certificates, and record what was approved (認証者・手数料の申請).</summary>
    public const string CertificateSetting = "certificate.setting";

    /// <summary>Approve a certifier or fees of certificates (認証者・手数料の承認).</summary>
    public const string CertificateSettingApprove = "certificate.setting.approve";

    /// <summary>Manage support measures (支援措置の管理).</summary>
    public const string SupportManage = "support.manage";

    /// <summary>Release support measures (支援措置の解除); four eyes.</summary>
    public const string SupportRelease = "support.release";

    /// <summary>Set a suppression of issuance (発行抑止の設定).</summary>
    public const string SuppressionSet = "suppression.set";

    /// <summary>Release a suppression of issuance (発行抑止の解除).</summary>
    public const string SuppressionRelease = "suppression.release";

    /// <summary>Review the access log (アクセス記録の点検).</summary>
    public const string LogReview = "log.review";

    /// <summary>Take access records out of the system; four eyes.</summary>
    public const string LogExport = "log.export";

    /// <summary>See the rights ledger (権限台帳の閲覧).</summary>
    public const string RightsView = "rights.view";

    /// <summary>Designate rights, as head of the responsible section (CR-46).</summary>
    public const string RightsDesignate = "rights.designate";

    /// <summary>Set designated rights, as system officer (CR-46).</summary>
    public const string RightsSet = "rights.set";

    /// <summary>Compare the right holders with the staff roster (CR-49).</summary>
    public const string RightsReview = "rights.review";

    /// <summary>Register and revoke terminals (CR-57).</summary>
    public const string TerminalManage = "terminal.manage";

    /// <summary>Put out a large amount of data (CR-63).</summary>
    public const string BulkOutput = "bulk.output";

    /// <summary>Approve a large output (CR-63).</summary>
    public const string BulkApprove = "bulk.approve";

    /// <summary>Erase records past their years of keeping; four eyes, never the system officer (RR-78).</summary>
    public const string RetentionErase = "retention.erase";

    /// <summary>Import residents or reference data.</summary>
    public const string DataImport = "data.import";

    /// <summary>Export residents.</summary>
    public const string DataExport = "data.export";

    /// <summary>See reference data (基準データ).</summary>
    public const string ReferenceView = "reference.view";

    /// <summary>Change reference data.</summary>
    public const string ReferenceManage = "reference.manage";

    /// <summary>Operate the system: jobs, streams, waiting items.</summary>
    public const string SystemOperate = "system.operate";

    /// <summary>One's own password, passkeys and confirmations.</summary>
    public const string SelfAccount = "self.account";
}
