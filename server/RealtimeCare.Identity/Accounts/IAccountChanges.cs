namespace RealtimeCare.Identity.Accounts;

/// <summary>Hears what must end live sessions. The server that keeps the sessions implements it.</summary>
public interface IAccountChanges
{
    /// <summary>A person or client may no longer use the service: end every session of the subject.</summary>
    ValueTask AccountDisabledAsync(string subject, CancellationToken cancellationToken);

    /// <summary>The tokens of one session were revoked: signed out, a used token came again, or the account's rights changed.</summary>
    ValueTask SessionRevokedAsync(string sessionId, CancellationToken cancellationToken);
}
