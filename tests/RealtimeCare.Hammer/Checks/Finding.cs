namespace RealtimeCare.Hammer.Checks;

/// <summary>A promise that was broken.</summary>
internal sealed record Finding(FindingKind Kind, string Text);

/// <summary>The promises, by how they are broken.</summary>
internal enum FindingKind
{
    /// <summary>Something acknowledged was not received.</summary>
    Lost,

    /// <summary>Something was received, or taken, more than once.</summary>
    Duplicated,

    /// <summary>Something came in another order, or at another place, than it was taken in.</summary>
    Reordered,

    /// <summary>Something was received that the receiver may not see.</summary>
    Leaked,

    /// <summary>Something came after the end of its session, or the session did not end.</summary>
    Late,

    /// <summary>The numbering of the batches does not join.</summary>
    Gap,

    /// <summary>A call was refused, or a session ended, for no reason that the tool gave.</summary>
    Refused,

    /// <summary>A living client stopped receiving.</summary>
    Stuck,

    /// <summary>The trail does not verify.</summary>
    Trail,

    /// <summary>Everybody has gone, and the host still holds something of them.</summary>
    Leftover,

    /// <summary>The host ended, or did not start, by itself.</summary>
    Crash,
}
