using RealtimeCare.Audit.Chain;

namespace RealtimeCare.Audit.Verification;

/// <summary>A log to verify: its segments and the key to trust.</summary>
internal sealed record LogSource(string Log, string Folder, IReadOnlyList<SegmentSource> Segments, TrailPublicKey Key, string KeySource);
