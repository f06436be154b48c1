using RealtimeCare.Contracts.Codes;

namespace RealtimeCare.Server.Sessions;

/// <summary>The way by which a token server's news reaches the sessions: a revoked grant, a suspended account, a sign-out.</summary>
public interface ISessionEnds
{
    /// <summary>Ends a session; one that is not known here needs no end.</summary>
    Task EndAsync(string sessionId, EndReason reason);

    /// <summary>Ends all sessions of a person or service.</summary>
    Task EndOfAsync(string subject, EndReason reason);
}
