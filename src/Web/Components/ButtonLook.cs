namespace Daicho.Web;

/// <summary>How much a button asks for attention; one solid button in a page.</summary>
public enum ButtonLook
{
    /// <summary>The main act.</summary>
    Solid,

    /// <summary>Other acts.</summary>
    Outline,

    /// <summary>Minor acts.</summary>
    Text,
}
