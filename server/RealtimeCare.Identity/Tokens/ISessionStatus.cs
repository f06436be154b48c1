namespace RealtimeCare.Identity.Tokens;

/// <summary>Answers whether a session may go on: asked whenever its tokens are refreshed. The server that keeps the sessions implements it.</summary>
public interface ISessionStatus
{
    /// <summary>False when the session was ended, is idle, or its person is suspended: the refresh is refused.</summary>
    /// <remarks>Also when it never connected and an end by force came after the sign-in: no connection would take its tokens.</remarks>
    ValueTask<bool> MayContinueAsync(KnownSignIn signIn, CancellationToken cancellationToken);
}

/// <summary>A sign-in as the issuer knows it.</summary>
/// <param name="At">When the person signed in.</param>
public sealed record KnownSignIn(string SessionId, string Tenant, string Subject, DateTimeOffset At);
