namespace RealtimeCare.Audit.Chain;

/// <summary>Why a segment was begun, and so what may stand behind the end of the one before it.</summary>
internal enum SegmentReason
{
    /// <summary>The log began.</summary>
    First = 0,

    /// <summary>The one before was full.</summary>
    Full = 1,

    /// <summary>The node started again.</summary>
    Restarted = 2,

    /// <summary>The node started again and found a frame half written: what follows the end before is abandoned.</summary>
    TornTail = 3,

    /// <summary>A write failed: what follows the end before is abandoned.</summary>
    WriteFailed = 4,
}
