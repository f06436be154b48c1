namespace RealtimeCare.Hammer.Chaos;

/// <summary>What is done to a client or to the host; one of them counts as one fault.</summary>
internal enum FaultKind
{
    /// <summary>The connections break without a farewell.</summary>
    Drop,

    /// <summary>They break, and whoever comes is hung up on for a while.</summary>
    Down,

    /// <summary>The connections let nothing through any more, and nobody is told.</summary>
    HalfOpen,

    /// <summary>The network stands still for a while.</summary>
    Squeeze,

    /// <summary>The app handles nothing for a while.</summary>
    AppFreeze,

    /// <summary>The process of the host stands still for a while.</summary>
    HostFreeze,

    /// <summary>The host is killed.</summary>
    Kill,

    /// <summary>The client hands over to a new connection with a new token.</summary>
    HandOver,

    /// <summary>The sign-in's tokens are renewed beside the connection.</summary>
    Renew,

    /// <summary>The connections break, and 429 and 503 are answered to new ones for a while.</summary>
    Refuse,

    /// <summary>The connections break, and an impostor answers new ones for a while.</summary>
    Impostor,

    /// <summary>An administrator ends the session.</summary>
    End,
}
