namespace RealtimeCare.Server.Streams;

/// <summary>Drafts that keep their order: once one could not be made durable, none that was handed over after it is.</summary>
public sealed class AppendLot
{
    private volatile bool hasFailed;

    /// <summary>Whether one of them could not be made durable.</summary>
    public bool HasFailed => hasFailed;

    /// <summary>One of them could not be made durable.</summary>
    public void Fail() => hasFailed = true;
}
