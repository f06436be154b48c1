using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Contracts.Hubs;

/// <summary>What an administrator may ask of the server.</summary>
public interface IAdminHub
{
    /// <summary>The live sessions of the own tenant.</summary>
    Task<LiveSessionsResult> LiveSessions(LiveSessionsRequest request);

    /// <summary>End sessions by force.</summary>
    Task<EndSessionsResult> EndSessions(EndSessionsRequest request);
}

/// <summary>What the server sends to an administrator.</summary>
public interface IAdminClient : IEndingClient
{
    /// <summary>The live sessions changed: look again.</summary>
    Task SessionsChanged();
}
