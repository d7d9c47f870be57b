namespace Daicho.Kernel;

/// <summary>What a check of an identifier found; the error catalogue (ID-01 … ID-17) tells the findings apart.</summary>
public enum IdentifierCheck
{
    /// <summary>The text is a valid identifier.</summary>
    Valid,

    /// <summary>A character is not a half-width digit (or, in a card number, not the letter or digit of its place). ID-17.</summary>
    NotHalfWidthDigits,

    /// <summary>The number of characters is wrong, or nothing was given. ID-01, ID-04, ID-12, ID-13, ID-14.</summary>
    WrongLength,

    /// <summary>The check digit does not fit the other digits. ID-02, ID-05, ID-10, ID-12, ID-13.</summary>
    WrongCheckDigit,

    /// <summary>Only zeros: the arithmetic would pass, but it is a filler and nobody's number.</summary>
    AllZero,
}
