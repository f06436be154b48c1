namespace RealtimeCare.Audit.Trail;

/// <summary>What an identifier is of. Each domain has its own pseudonyms, so that they cannot be joined by accident.</summary>
public enum PseudonymDomain
{
    /// <summary>Who acted.</summary>
    Actor,

    /// <summary>The session acted in.</summary>
    Session,

    /// <summary>The patient concerned.</summary>
    Patient,

    /// <summary>Whom or what an act was aimed at.</summary>
    Target,

    /// <summary>A network address.</summary>
    Address,
}
