namespace RealtimeCare.Audit.Verification;

/// <summary>What is wrong with a trail.</summary>
public enum ProblemKind
{
    /// <summary>There is no trail here. An absent trail is never a good one.</summary>
    NoLog,

    /// <summary>There is no public key to verify the log with.</summary>
    NoKey,

    /// <summary>The log was signed with another key than the one trusted.</summary>
    WrongKey,

    /// <summary>A segment's header is not what was written.</summary>
    HeaderDamaged,

    /// <summary>A file that is not a segment of this log, or not in its place.</summary>
    ForeignSegment,

    /// <summary>One or more segments are gone.</summary>
    SegmentMissing,

    /// <summary>A segment ends before the point that the next one continues.</summary>
    SegmentCut,

    /// <summary>Bytes stand where there must be nothing.</summary>
    BytesAfterEnd,

    /// <summary>A frame's bytes were changed.</summary>
    FrameDamaged,

    /// <summary>A frame is not signed by the log's key.</summary>
    SignatureInvalid,

    /// <summary>Frames are missing before this one.</summary>
    FrameMissing,

    /// <summary>This frame stood before already, or belongs earlier.</summary>
    FrameRepeated,

    /// <summary>The frame does not continue the one before it.</summary>
    ChainBroken,

    /// <summary>
    /// The last frame is not whole: the node stopped while it wrote, and nobody has had a receipt for it. The node leaves it behind,
    /// with an entry, when it starts again.
    /// </summary>
    TornTail,

    /// <summary>An entry does not have the form that the format gives it.</summary>
    EntryUnreadable,

    /// <summary>The log ends before a head that was recorded earlier.</summary>
    HeadMissing,

    /// <summary>At the place of a head that was recorded earlier, the log says something else.</summary>
    HeadDiffers,
}
