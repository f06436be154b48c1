using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Storage;

/// <summary>Where a log stands: its last segment, where that ends, what the next frame continues, and what was left half written.</summary>
internal sealed record LogState(long Segment, long End, ChainPoint Next, int TornBytes)
{
    public bool IsNew => Segment == 0;
}
