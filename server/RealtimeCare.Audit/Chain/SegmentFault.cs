namespace RealtimeCare.Audit.Chain;

/// <summary>What is wrong with a segment's header.</summary>
internal enum SegmentFault
{
    None,
    Unreadable,
    WrongKey,
    SignatureInvalid,
}
