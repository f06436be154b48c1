namespace RealtimeCare.Client;

/// <summary>Why an attempt to connect again failed. Each is tried again without end.</summary>
public enum ConnectionFault
{
    /// <summary>No answer: there is no network, or the server is down.</summary>
    Unreachable,

    /// <summary>Somebody answered who cannot prove to be the server. Nothing was sent to them. It does not pass by itself: call an administrator.</summary>
    NotTrusted,

    /// <summary>The server asked to come later: it has too much to do, or something behind it is down.</summary>
    Busy,

    /// <summary>The server refused the connection in another way, such as an app that is too old for it.</summary>
    Refused,
}
