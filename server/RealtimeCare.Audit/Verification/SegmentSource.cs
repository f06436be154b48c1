namespace RealtimeCare.Audit.Verification;

/// <summary>A segment to verify: its number by the file's name, and its bytes.</summary>
internal sealed record SegmentSource(long Number, string Path, Func<byte[]> Read);
