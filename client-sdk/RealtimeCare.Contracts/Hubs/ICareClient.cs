using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Contracts.Hubs;

/// <summary>What the server sends to a clinician's app.</summary>
public interface ICareClient : IEndingClient
{
    /// <summary>Events of one subscription, in order.</summary>
    Task Events(EventBatch batch);

    /// <summary>The rights of a running subscription changed.</summary>
    Task AccessChanged(AccessChanged change);

    /// <summary>Drop what is kept of a subscription and subscribe from the start.</summary>
    Task ReloadRequired(ReloadRequired reload);

    /// <summary>A grant of this session has ended: take the banner down.</summary>
    Task BreakGlassEnded(BreakGlassEnded ended);
}
