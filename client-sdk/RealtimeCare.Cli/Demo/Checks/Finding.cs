namespace RealtimeCare.Cli.Demo.Checks;

/// <summary>Something that should not have happened. The text never repeats content of a resource.</summary>
internal sealed record Finding(FindingKind Kind, string Text);

/// <summary>What kind of promise was broken.</summary>
internal enum FindingKind
{
    /// <summary>Published for this person and never received.</summary>
    Lost,

    /// <summary>Received more than once.</summary>
    Duplicated,

    /// <summary>Received in another order than published.</summary>
    Reordered,

    /// <summary>An element or event that this person may not see.</summary>
    Leaked,

    /// <summary>Not the content that was published, though nothing was added.</summary>
    Altered,

    /// <summary>Received after the session had been ended.</summary>
    Late,

    /// <summary>The audit trail does not verify.</summary>
    Trail,

    /// <summary>A step of the demo did not do what it should.</summary>
    Step,
}
