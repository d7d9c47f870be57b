using System.Diagnostics.CodeAnalysis;

namespace Daicho.Kernel;

/// <summary>An identifier that may be stored and sent as its text; secret numbers do not have this interface.</summary>
/// <typeparam name="TSelf">The identifier type itself.</typeparam>
public interface ITextValue<TSelf>
    where TSelf : class, ITextValue<TSelf>
{
    /// <summary>The stored text.</summary>
    public string Value { get; }

    /// <summary>Reads input; false when it is not valid.</summary>
    public static abstract bool TryParse(string? text, [NotNullWhen(true)] out TSelf? value);

    /// <summary>Reads our own stored text.</summary>
    /// <exception cref="FormatException">The text is not valid; the message does not contain it.</exception>
    public static abstract TSelf Parse(string text);
}
