namespace Daicho.Platform.Postgres;

/// <summary>The program cannot start for a reason the operator can mend; printed as one line, never as a stack trace.</summary>
public sealed class StartupRefusedException : Exception
{
    /// <summary>Says in both languages what is wrong and what to do.</summary>
    /// <param name="japanese">One line for the operator.</param>
    /// <param name="english">The same line in English.</param>
    public StartupRefusedException(string japanese, string english)
        : base($"{OneLine(japanese)} / {OneLine(english)}")
    {
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
