namespace RealtimeCare.Identity.Tokens;

/// <summary>Answers whether a session may go on: asked whenever its tokens are refreshed. The server that keeps the sessions implements it.</summary>
public interface ISessionStatus
{
    /// <summary>False when the session was ended, is idle, or its person is suspended: the refresh is refused.</summary>
    ValueTask<bool> MayContinueAsync(string sessionId, CancellationToken cancellationToken);
}
