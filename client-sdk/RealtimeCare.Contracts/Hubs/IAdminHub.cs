using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Contracts.Hubs;

/// <summary>What an administrator may ask of the server.</summary>
public interface IAdminHub
{
    /// <summary>The live sessions of the own tenant.</summary>
    Task<LiveSessionsResult> LiveSessions(LiveSessionsRequest request);

    /// <summary>End sessions by force.</summary>
    Task<EndSessionsResult> EndSessions(EndSessionsRequest request);

    /// <summary>The break-glass grants of the own tenant, also those that wait for a review.</summary>
    Task<BreakGlassGrantsResult> BreakGlassGrants(BreakGlassGrantsRequest request);

    /// <summary>End somebody's grant at once.</summary>
    Task<Done> RevokeBreakGlass(RevokeBreakGlassRequest request);

    /// <summary>Say whether a grant was in order.</summary>
    Task<Done> ReviewBreakGlass(ReviewBreakGlassRequest request);

    /// <summary>Why somebody may or may not follow a patient's topics, with every factor.</summary>
    Task<AccessExplanation> ExplainAccess(ExplainAccessOfRequest request);

    /// <summary>Events of the own tenant that nobody has seen in time, nor since.</summary>
    Task<UndeliveredResult> Undelivered(UndeliveredRequest request);

    /// <summary>Who has received an event.</summary>
    Task<ReceiversResult> Receivers(ReceiversRequest request);
}

/// <summary>What the server sends to an administrator.</summary>
public interface IAdminClient : IEndingClient
{
    /// <summary>The live sessions changed: look again.</summary>
    Task SessionsChanged();

    /// <summary>Somebody broke the glass, or a grant ended, was attested or reviewed: look again.</summary>
    Task BreakGlassChanged();

    /// <summary>An event that nobody has seen in time, or one that somebody has seen since: look again.</summary>
    Task UndeliveredChanged();
}
