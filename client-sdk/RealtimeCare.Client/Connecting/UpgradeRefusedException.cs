namespace RealtimeCare.Client.Connecting;

/// <summary>The server answered the WebSocket upgrade with a refusal.</summary>
#pragma warning disable CA1064 // It never leaves the SDK.
internal sealed class UpgradeRefusedException(int status, TimeSpan? retryAfter, Exception? innerException)
    : Exception($"The server refused the connection with status {status}.", innerException)
{
    public int Status => status;

    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Whether another token could help, and nothing else.</summary>
    public bool IsAboutTheToken => status is 401 or 403;
}
