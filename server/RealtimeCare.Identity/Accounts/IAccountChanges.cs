namespace RealtimeCare.Identity.Accounts;

/// <summary>Hears what must end live sessions. The server that keeps the sessions implements it.</summary>
public interface IAccountChanges
{
    /// <summary>A person or client may no longer use the service: end every session of the subject.</summary>
    ValueTask AccountDisabledAsync(string subject, CancellationToken cancellationToken);

    /// <summary>The tokens of one session were revoked.</summary>
    ValueTask SessionRevokedAsync(string sessionId, RevocationCause cause, CancellationToken cancellationToken);
}

/// <summary>Why the tokens of a session were revoked.</summary>
public enum RevocationCause
{
    /// <summary>The person signed out.</summary>
    SignedOut,

    /// <summary>A code or refresh token that was used came again.</summary>
    TokenReused,

    /// <summary>Roles or password changed: what the session may do is decided anew by a new sign-in.</summary>
    AccountChanged,

    /// <summary>The account was disabled: there is no new sign-in until it is enabled.</summary>
    AccountDisabled,
}
