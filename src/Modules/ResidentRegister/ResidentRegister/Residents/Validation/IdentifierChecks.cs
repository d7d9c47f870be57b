using Daicho.Kernel;

namespace Daicho.ResidentRegister.Residents.Validation;

/// <summary>Checks of identifiers as typed or imported (ID-01 … ID-17, RQ-07, RQ-08, RQ-17, RQ-19). The text itself never appears in a finding.</summary>
internal static class IdentifierChecks
{
    /// <summary>個人番号.</summary>
    public static void IndividualNumber(string text, Findings findings) =>
        Report(Kernel.IndividualNumber.Check(text), "ID-01", "ID-02", "individualNumber", findings);

    /// <summary>住民票コード.</summary>
    public static void RecordCode(string text, Findings findings) =>
        Report(ResidentRecordCode.Check(text), "ID-04", "ID-05", "recordCode", findings);

    /// <summary>宛名番号; a blank is RQ-07.</summary>
    public static void AddresseeNumber(string? text, Findings findings)
    {
        if (string.IsNullOrEmpty(text))
        {
            findings.Add("RQ-07", "addresseeNumber");
            return;
        }

        Report(Kernel.AddresseeNumber.Check(text), "ID-10", "ID-10", "addresseeNumber", findings);
    }

    /// <summary>世帯番号; a blank is RQ-08.</summary>
    public static void HouseholdNumber(string? text, Findings findings)
    {
        if (string.IsNullOrEmpty(text))
        {
            findings.Add("RQ-08", "householdNumber");
            return;
        }

        Report(Kernel.HouseholdNumber.Check(text), "ID-10", "ID-10", "householdNumber", findings);
    }

    /// <summary>在留カード番号, 特別永住者証明書番号.</summary>
    public static void ResidenceCard(string text, Findings findings)
    {
        if (ResidenceCardNumber.Check(text) != IdentifierCheck.Valid)
        {
            findings.Add(HasWideDigits(text) ? "ID-17" : "ID-11", "cardNumber");
        }
    }

    /// <summary>法人番号.</summary>
    public static void CorporateNumber(string text, Findings findings) =>
        Report(Kernel.CorporateNumber.Check(text), "ID-12", "ID-12", "corporateNumber", findings);

    /// <summary>全国地方公共団体コード.</summary>
    public static void MunicipalityCode(string text, Findings findings) =>
        Report(Kernel.MunicipalityCode.Check(text), "ID-13", "ID-13", "municipalityCode", findings);

    /// <summary>基礎年金番号.</summary>
    public static void BasicPensionNumber(string text, Findings findings) =>
        Report(Kernel.BasicPensionNumber.Check(text), "ID-14", "ID-14", "basicPensionNumber", findings);

    /// <summary>郵便番号.</summary>
    public static void PostalCode(string text, Findings findings)
    {
        if (Kernel.PostalCode.Check(text) != IdentifierCheck.Valid)
        {
            findings.Add("RQ-17", "postalCode");
        }
    }

    /// <summary>住所コード.</summary>
    public static void AddressCode(string text, Findings findings)
    {
        if (Kernel.AddressCode.Check(text) != IdentifierCheck.Valid)
        {
            findings.Add("RQ-19", "addressCode");
        }
    }

    /// <summary>What is wrong with a text that is no identifier of the type; null for a type without a check.</summary>
    public static Finding? Of<T>(string text)
    {
        Findings findings = new(CheckSettings.Default);
        if (typeof(T) == typeof(Kernel.AddresseeNumber))
        {
            AddresseeNumber(text, findings);
        }
        else if (typeof(T) == typeof(Kernel.HouseholdNumber))
        {
            HouseholdNumber(text, findings);
        }
        else if (typeof(T) == typeof(Kernel.MunicipalityCode))
        {
            MunicipalityCode(text, findings);
        }
        else if (typeof(T) == typeof(ResidenceCardNumber))
        {
            ResidenceCard(text, findings);
        }
        else if (typeof(T) == typeof(Kernel.PostalCode))
        {
            PostalCode(text, findings);
        }
        else if (typeof(T) == typeof(Kernel.AddressCode))
        {
            AddressCode(text, findings);
        }

        return findings.Count > 0 ? findings[0] : null;
    }

    /// <summary>The finding of a blank identifier that every record has; null for a type whose blank has no check.</summary>
    public static Finding? OfBlank<T>() =>
        typeof(T) == typeof(Kernel.AddresseeNumber) || typeof(T) == typeof(Kernel.HouseholdNumber) ? Of<T>("") : null;

    private static void Report(IdentifierCheck check, string shape, string digit, string field, Findings findings)
    {
        string? id = check switch
        {
            IdentifierCheck.Valid => null,
            IdentifierCheck.NotHalfWidthDigits => "ID-17",
            IdentifierCheck.WrongLength or IdentifierCheck.AllZero => shape,
            IdentifierCheck.WrongCheckDigit => digit,
        };
        if (id is not null)
        {
            findings.Add(id, field);
        }
    }

    private static bool HasWideDigits(string text) => text.AsSpan().ContainsAnyInRange('！', '～') || text.Contains(' ', StringComparison.Ordinal);
}
