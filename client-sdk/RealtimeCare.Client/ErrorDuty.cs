namespace RealtimeCare.Client;

/// <summary>What a refusal asks of an app. It follows from the range of the code, so that it holds for codes too that this version does not know.</summary>
public enum ErrorDuty
{
    /// <summary>The request is at fault: correct it. It fails again as it is.</summary>
    Correct,

    /// <summary>Not permitted, or not there: do not repeat it, and show "not available".</summary>
    DoNotRepeat,

    /// <summary>Repeat it later with the same ids, not before <see cref="CareException.RetryAfter"/>.</summary>
    RepeatLater,

    /// <summary>A new sign-in is needed.</summary>
    SignInAgain,

    /// <summary>Stop: a new sign-in does not help until an administrator lifts it.</summary>
    Stop,
}
