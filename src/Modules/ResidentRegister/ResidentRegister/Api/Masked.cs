namespace Daicho.ResidentRegister.Api;

/// <summary>Bodies of requests and answers name persons: printing one shows its kind only.</summary>
internal abstract record Masked
{
    /// <inheritdoc />
    public sealed override string ToString() => GetType().Name;
}
