using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Contracts.Hubs;

/// <summary>What the server sends to every connection of every hub.</summary>
public interface IEndingClient
{
    /// <summary>The first message after the handshake.</summary>
    Task Welcome(Welcome welcome);

    /// <summary>This connection is about to be closed.</summary>
    Task ConnectionEnding(ConnectionEnding ending);

    /// <summary>The session is over.</summary>
    Task SessionEnding(SessionEnding ending);
}
